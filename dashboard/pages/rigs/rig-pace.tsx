/** How often a rig is asked to be read, and how often it is. */
import { useTranslation } from "react-i18next";
import type { RigView } from "../../app/contract.ts";
import { formatDuration } from "../../measure/number-format.ts";

/** Later than asked by more than this is worth a word. */
const BEHIND_FACTOR = 1.1;

/** One line for each cadence; nothing for a rig that is not polled. */
export function RigPace({ rig }: { rig: RigView }) {
  const { t } = useTranslation();
  if (rig.paces === undefined) return null;
  return (
    <div className="noise" title={t("rigs.paceHint")}>
      <span className="caption">{t("rigs.pace")}</span>
      {rig.paces.map(({ askedMs, achievedMs, channels }) => (
        <span key={askedMs}>
          {t("rigs.paceAsked", { count: channels, asked: formatDuration(askedMs) })}{" "}
          {achievedMs === undefined ? (
            <span className="muted">{t("rigs.paceUnknown")}</span>
          ) : (
            <strong className="num">
              {t("rigs.paceAchieved", { achieved: formatDuration(achievedMs) })}
              {achievedMs > askedMs * BEHIND_FACTOR ? ` (${t("rigs.paceBehind")})` : null}
            </strong>
          )}
        </span>
      ))}
    </div>
  );
}
