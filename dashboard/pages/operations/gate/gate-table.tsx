import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { GateView } from "../../../app/contract.ts";
import { OutcomeMark } from "../../../parts/outcome.tsx";
import { TableScroll } from "../../../parts/page.tsx";

interface GateTableProps {
  readonly units: readonly GateView[];
  readonly onDrop: (unitId: string) => void;
}

/** Each unit that stands at the gate, with what keeps it. */
export function GateTable({ units, onDrop }: GateTableProps) {
  const { t } = useTranslation();
  return (
    <TableScroll label={t("operations.gate")}>
      <table className="rows gate-table">
        <thead>
          <tr>
            <th>{t("column.serial")}</th>
            <th>{t("column.part")}</th>
            <th>{t("operations.order")}</th>
            <th>{t("operations.gate")}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {units.map((unit) => (
            <tr key={unit.unitId} className={unit.mayShip ? "is-going" : "is-staying"}>
              <th scope="row" className="mono">
                <Link to="/units/$id" params={{ id: unit.unitId }}>
                  {unit.serialNumber}
                </Link>
              </th>
              <td>{unit.partNumber}</td>
              <td>
                <Link to="/orders/$id" params={{ id: unit.orderId }}>
                  {unit.orderId}
                </Link>
              </td>
              <td>
                <Verdict unit={unit} />
              </td>
              <td className="right">
                <button
                  type="button"
                  className="command-button"
                  aria-label={t("operations.drop", { serial: unit.serialNumber })}
                  onClick={() => onDrop(unit.unitId)}
                >
                  ✕
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  );
}

function Verdict({ unit: { mayShip, why, status, runId } }: { unit: GateView }) {
  const { t } = useTranslation();
  if (mayShip || why === undefined) {
    return (
      <strong>
        <OutcomeMark outcome="pass" /> {t("operations.mayShip")}
      </strong>
    );
  }
  const reason = t(`operations.why.${why}`, { status: t(`unitStatus.${status}`) });
  return (
    <>
      <strong className="is-late">
        <OutcomeMark outcome="fail" /> {t("operations.mayNot")}
      </strong>{" "}
      {runId === undefined ? (
        reason
      ) : (
        <Link to="/runs/$id" params={{ id: runId }}>
          {reason}
        </Link>
      )}
    </>
  );
}
