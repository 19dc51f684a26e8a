/** For whom each slot is armed, small: the one that matters now stands on the stage. */
import { useTranslation } from "react-i18next";
import type { ArmingView, StationDetail } from "../../../../app/contract.ts";
import { useTimeFormat } from "../../../../parts/use-time.ts";
import type { Focus } from "./stage-state.ts";

interface SlotBannersProps {
  readonly station: StationDetail;
  readonly slots: readonly Focus[];
}

/** One line for each slot of the station. */
export function SlotBanners({ station, slots }: SlotBannersProps) {
  return slots.map(({ rig, slot, arming }) => (
    <Banner
      key={`${rig}/${slot}`}
      title={station.rigs.find(({ name }) => name === rig)?.title ?? rig}
      slot={slot}
      arming={arming}
    />
  ));
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
    <div className={`armed ${isArmed ? "is-armed" : ""}`}>
      <p className="muted">
        {title}
        {slot === "" ? null : ` · ${t("scan.slot")} ${slot}`}
      </p>
      <p className={isArmed ? "armed-word" : "armed-word is-idle"}>
        {isArmed ? (
          <>
            {t("scan.armedFor")} <span className="mono">{arming.serialNumber}</span>{" "}
            <span className="muted">{t("scan.until", { time: format(arming.expiresAt) })}</span>
          </>
        ) : (
          <IdleWords arming={arming} />
        )}
      </p>
    </div>
  );
}

function IdleWords({ arming }: Pick<BannerProps, "arming">) {
  const { t } = useTranslation();
  const serial = arming?.serialNumber ?? "";
  if (arming?.state === "expired") return <>{t("scan.expired", { serial })}</>;
  if (arming?.state === "used") return <>{t("scan.used", { serial })}</>;
  return <>{t("scan.notArmed")}</>;
}
