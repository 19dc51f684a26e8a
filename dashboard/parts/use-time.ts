/** Times in the site's zone. Storage and hover are UTC. */
import { useMemo } from "react";
import { useLive } from "../live/use-live.ts";
import { shownLanguage } from "../messages/i18n.ts";
import { TAGS } from "../messages/language.ts";

/** How much of a time is shown. */
export type TimeDetail = "time" | "minutes" | "date-time" | "date" | "millis";

const OPTIONS: Readonly<Record<TimeDetail, Intl.DateTimeFormatOptions>> = {
  time: { hour: "2-digit", minute: "2-digit", second: "2-digit" },
  minutes: { hour: "2-digit", minute: "2-digit" },
  millis: { hour: "2-digit", minute: "2-digit", second: "2-digit", fractionalSecondDigits: 3 },
  "date-time": {
    day: "2-digit",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  },
  date: { weekday: "short", day: "numeric", month: "short", year: "numeric" },
};

/** The site's time zone; the browser's until the gateway has said it. */
export function useTimeZone(): string {
  const zone = useLive((state) => state.gateway?.timeZone);
  return zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Formats an ISO time or epoch milliseconds in the site's zone. */
export function useTimeFormat(detail: TimeDetail): (at: string | number) => string {
  const timeZone = useTimeZone();
  return useMemo(() => {
    const format = new Intl.DateTimeFormat(TAGS[shownLanguage()], { ...OPTIONS[detail], timeZone });
    return (at) => format.format(new Date(at));
  }, [detail, timeZone]);
}
