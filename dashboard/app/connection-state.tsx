import { useTranslation } from "react-i18next";
import { isStale } from "../live/link-age.ts";
import { useLink, useNow } from "../live/use-live.ts";
import { useTimeFormat } from "../parts/use-time.ts";

/** Always in sight: live, reconnecting, or stale since when. */
export function ConnectionState() {
  const { t } = useTranslation();
  const link = useLink();
  const { status, heardAt } = link;
  const now = useNow(1_000);
  const format = useTimeFormat("time");
  const shown = isStale(link, now) ? "stale" : status;
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
