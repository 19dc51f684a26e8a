/** All due checks of the station in one list, hardest first, with what to do about each. */
import { useTranslation } from "react-i18next";
import type { StationDetail } from "../../../../app/contract.ts";
import "./shift-start.css";

interface ShiftStartProps {
  readonly station: StationDetail;
  /** It is what fills the screen: the station is locked. */
  readonly isWhole: boolean;
}

type Due = StationDetail["due"][number];

/** Says so where nothing is due. */
export function ShiftStart({ station, isWhole }: ShiftStartProps) {
  const { t } = useTranslation();
  const { due, locked } = station;
  return (
    <section className={isWhole ? "stage is-locked" : "shift-start"} aria-label={t("scan.due")}>
      {isWhole ? (
        <>
          <p className="stage-mark">
            <span aria-hidden="true">✕ </span>
            {t("work.lockedMark")}
          </p>
          <p className="stage-word is-text" role="status">
            {t("work.lockedTitle")}
          </p>
          <p className="stage-hint">{t("work.lockedHint")}</p>
        </>
      ) : (
        <h2 className="due-title">
          {t("scan.due")}
          {locked ? <span className="due-locked"> · {t("work.lockedMark")}</span> : null}
        </h2>
      )}
      {due.length === 0 ? <p className="muted">{t("scan.dueNone")}</p> : null}
      <ul className="checks">
        {due.map((each) => (
          <DueRow key={`${each.rig}/${each.slot ?? ""}/${each.id}`} due={each} />
        ))}
      </ul>
    </section>
  );
}

function DueRow({ due }: { readonly due: Due }) {
  const { t } = useTranslation();
  const { rig, slot, state } = due;
  return (
    <li className={`check is-${state}`}>
      <span className="check-mark" aria-hidden="true">
        {state === "warning" ? "!" : "✕"}
      </span>
      <div>
        <p className="check-name">
          <DueTitle due={due} /> <span>{t(`scan.state.${state}`)}</span>
        </p>
        <p>
          {slot === undefined ? rig : t("work.due.place", { rig, slot })}: <DueWhy due={due} />
        </p>
        {state === "warning" ? null : (
          <p className="check-remedy">
            {due.kind === "reference"
              ? t("work.due.doReference")
              : t(due.kind === "equipment" ? "work.due.doEquipment" : "work.due.doMaintenance")}
          </p>
        )}
      </div>
    </li>
  );
}

function DueTitle({ due }: { readonly due: Due }) {
  const { t } = useTranslation();
  const { kind, title, unitKind, serialNumber: serial = due.id, mustFail = [] } = due;
  if (kind === "equipment") return t("work.due.equipment", { title });
  if (kind === "maintenance") return t("work.due.maintenance", { title });
  const names = mustFail.join(", ");
  return t(unitKind === "failing" ? "work.due.failing" : "work.due.golden", { serial, names });
}

function DueWhy({ due }: { readonly due: Due }) {
  const { t } = useTranslation();
  if (due.state === "failed") return t("work.due.failed", { why: due.why });
  return due.since === undefined ? due.why : t(`work.due.since.${due.since}`);
}
