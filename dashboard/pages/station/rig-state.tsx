/** What a panel says of the rig itself: whether it can test now, and what to do if it can not. */
import { useTranslation } from "react-i18next";
import type { RigView } from "../../app/contract.ts";
import { usePersonName } from "../../app/who/people.ts";
import { useLostSince } from "../../live/use-live.ts";
import { RemedyText } from "../../parts/remedy-text.tsx";
import { useTimeFormat } from "../../parts/use-time.ts";

/** In place of a serial number where no run is known; waits for a unit only if the rig can test. */
export function IdleText({ rig }: { rig: RigView }) {
  const { t } = useTranslation();
  const since = useLostSince();
  const format = useTimeFormat("minutes");
  return (
    <p className="unit-on-rig is-idle">
      {since === undefined
        ? t(`station.idle.${rig.link}`)
        : t("rigLink.unknown", { time: format(since) })}
    </p>
  );
}

/** Nothing where the rig is well; else that it can not test, the fault and its remedy. */
export function RigFault({ rig }: { rig: RigView }) {
  const { t } = useTranslation();
  const nameOf = usePersonName();
  const format = useTimeFormat("date-time");
  const { fault, link, service } = rig;
  const isHeard = useLostSince() === undefined;
  const isDown = isHeard && (link === "waiting" || link === "silent");
  if (fault === undefined && !isDown && service === undefined) return null;
  return (
    <div className="rig-fault" role="alert">
      {service === undefined ? null : (
        <p>
          <strong>
            {t("station.outOfService", {
              reason: service.reason,
              who: nameOf(service.by),
              time: format(service.since),
            })}
          </strong>
        </p>
      )}
      {isDown ? (
        <p>
          <strong>{t(`station.idle.${link}`)}</strong>
        </p>
      ) : null}
      {fault === undefined ? null : (
        <>
          <strong>{fault.message}</strong>
          <p>
            <RemedyText text={fault.remedy} />
          </p>
          <p className="mono muted">{fault.code}</p>
        </>
      )}
    </div>
  );
}
