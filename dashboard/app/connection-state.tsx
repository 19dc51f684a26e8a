import { useTranslation } from "react-i18next";
import { useLink, useNow } from "../live/use-live.ts";
import { useTimeFormat } from "../parts/use-time.ts";

/** A heartbeat comes every 10 s; later than this, what is shown is old. */
const STALE_AFTER_MS = 15_000;

/** Always in sight: live, reconnecting, or stale since when. */
export function ConnectionState() {
  const { t } = useTranslation();
  const { status, heardAt } = useLink();
  const now = useNow(1_000);
  const format = useTimeFormat("time");
  const isStale = heardAt !== undefined && now - heardAt > STALE_AFTER_MS;
  const shown = isStale ? "stale" : status;
  const time = heardAt === undefined ? "" : format(heardAt);
  const title = shown === "live" ? "link.liveTitle" : "link.lostTitle";
  return (
    <span
      className={`connection is-${shown}`}
      role="status"
      title={heardAt === undefined ? t("link.never") : t(title, { time })}
    >
      <span className="connection-mark" aria-hidden="true" />
      {shown === "stale" ? t("link.stale", { time: time.slice(0, 5) }) : t(`link.${shown}`)}
    </span>
  );
}
