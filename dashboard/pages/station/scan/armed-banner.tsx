/** For whom each slot is armed and until when, readable from three metres. */
import { useTranslation } from "react-i18next";
import type { ArmingView, StationDetail } from "../../../app/contract.ts";
import { useTimeFormat } from "../../../parts/use-time.ts";

/** One banner for each slot of the station. */
export function ArmedBanner({ station }: { readonly station: StationDetail }) {
  return station.rigs.flatMap((rig) =>
    rig.slots.map(({ slot, arming }) => (
      <Banner key={`${rig.name}/${slot}`} title={rig.title} slot={slot} arming={arming} />
    )),
  );
}

interface BannerProps {
  readonly title: string;
  readonly slot: string;
  readonly arming: ArmingView | undefined;
}

function Banner({ title, slot, arming }: BannerProps) {
  const { t } = useTranslation();
  const format = useTimeFormat("time");
  const isArmed = arming?.state === "armed";
  return (
    <div className={`armed ${isArmed ? "is-armed" : ""}`} role="status">
      <p className="muted">
        {title}
        {slot === "" ? null : ` · ${t("scan.slot")} ${slot}`}
      </p>
      {isArmed ? (
        <>
          <p className="armed-word">
            <span aria-hidden="true">▶ </span>
            {t("scan.armedFor")} <span className="mono">{arming.serialNumber}</span>
          </p>
          <p>{t("scan.until", { time: format(arming.expiresAt) })}</p>
        </>
      ) : (
        <p className="armed-word is-idle">
          <IdleWords arming={arming} />
        </p>
      )}
    </div>
  );
}

function IdleWords({ arming }: Pick<BannerProps, "arming">) {
  const { t } = useTranslation();
  if (arming?.state === "expired") {
    return <>{t("scan.expired", { serial: arming.serialNumber })}</>;
  }
  if (arming?.state === "used") return <>{t("scan.used", { serial: arming.serialNumber })}</>;
  return <>{t("scan.notArmed")}</>;
}
