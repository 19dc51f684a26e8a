import { type TimeDetail, useTimeFormat } from "./use-time.ts";

/** A time in the site's zone, with the UTC instant on hover. */
export function TimeText({ at, detail = "time" }: { at: string; detail?: TimeDetail }) {
  const format = useTimeFormat(detail);
  return (
    <time className="num" dateTime={at} title={`${at.replace("T", " ").replace("Z", "")} UTC`}>
      {format(at)}
    </time>
  );
}
