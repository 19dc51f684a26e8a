/** For whom each slot is armed, small: the one that matters now stands on the stage. */
import { useTranslation } from "react-i18next";
import type { ArmingView, StationDetail } from "../../../../app/contract.ts";
import { useTimeFormat } from "../../../../parts/use-time.ts";
import type { Focus } from "./stage-state.ts";

interface SlotBannersProps {
  readonly station: StationDetail;
  readonly slots: readonly Focus[];
}

/**
 * One line for each rig of the station. The slots of a fixture stand in its grid: only those that
 * are armed are named again, and one line says so where none is.
 */
export function SlotBanners({ station, slots }: SlotBannersProps) {
  return slotsToTell(slots).map(({ rig, slot, arming }) => (
    <Banner
      key={`${rig}/${slot}`}
      title={station.rigs.find(({ name }) => name === rig)?.title ?? rig}
      slot={slot}
      arming={arming}
    />
  ));
}

function slotsToTell(slots: readonly Focus[]): readonly Focus[] {
  const inGrid = slots.filter(({ slot }) => slot !== "");
  const armed = inGrid.filter(({ arming }) => arming?.state === "armed");
  const rigs = [...new Set(inGrid.map(({ rig }) => rig))];
  const idle = rigs
    .filter((rig) => !armed.some((each) => each.rig === rig))
    .map((rig) => ({ rig, slot: "", arming: undefined, panel: {} }));
  return [...slots.filter(({ slot }) => slot === ""), ...armed, ...idle];
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
