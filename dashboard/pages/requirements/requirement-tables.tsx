import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { RequirementMatrix } from "../../app/contract.ts";
import { TableScroll } from "../../parts/page.tsx";

type Requirements = RequirementMatrix["requirements"];
type Cell = RequirementMatrix["items"][number]["cells"][number];

/** What is required, and how far it is proven over the units of the page. */
export function RequirementTable({ requirements }: { requirements: Requirements }) {
  const { t } = useTranslation();
  return (
    <TableScroll label={t("requirements.requirement")}>
      <table className="rows">
        <thead>
          <tr>
            <th>{t("requirements.requirement")}</th>
            <th>{t("requirements.source")}</th>
            <th>{t("requirements.provenBy")}</th>
            <th>{t("requirements.coverageTitle")}</th>
          </tr>
        </thead>
        <tbody>
          {requirements.map(({ id, title, source, measurements, coverage, waiver }) => (
            <tr key={id}>
              <th scope="row">
                <span className="mono">{id}</span> {title}
              </th>
              <td>{source ?? ""}</td>
              <td>
                {measurements
                  .map(({ operation, measurement }) => `${measurement} · ${operation}`)
                  .join(", ")}
              </td>
              <td>
                <strong>{t(`coverage.${coverage}`)}</strong>
                {waiver === undefined ? null : (
                  <p className="muted">
                    {t("requirements.waived", {
                      day: waiver.expiresAt.slice(0, 10),
                      reason: waiver.reason,
                    })}
                  </p>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  );
}

interface UnitTableProps {
  readonly requirements: Requirements;
  readonly items: RequirementMatrix["items"];
}

/** Units down, requirements across; each proof opens the run it stands in. */
export function UnitTable({ requirements, items }: UnitTableProps) {
  const { t } = useTranslation();
  return (
    <TableScroll label={t("requirements.units")}>
      <table className="rows">
        <thead>
          <tr>
            <th>{t("compliance.unit")}</th>
            {requirements.map(({ id, title }) => (
              <th key={id} title={title}>
                {id}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {items.map(({ unitId, serialNumber, cells }) => (
            <tr key={unitId}>
              <th scope="row">
                <Link className="mono" to="/units/$id" params={{ id: unitId }}>
                  {serialNumber}
                </Link>
              </th>
              {cells.map((cell) => (
                <td key={cell.requirement} className={`requirement-proof is-${cell.proof}`}>
                  <ProofOf cell={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  );
}

const MARKS = { pass: "●", fail: "◆", missing: "○", waived: "▽", uncovered: "○" } as const;

function ProofOf({ cell: { proof, values } }: { cell: Cell }) {
  const { t } = useTranslation();
  const word = `${MARKS[proof]} ${t(`proof.${proof}`)}`;
  const told = values
    .map(({ operation, measurement, value, unit }) =>
      value === undefined
        ? t("requirements.valueMissing", { measurement, operation })
        : t("requirements.valueOf", { measurement, operation, value, unit: unit ?? "" }),
    )
    .join("; ");
  const runId = values.find(({ computed }) => computed === proof)?.runId;
  if (runId === undefined) return <span title={told}>{word}</span>;
  return (
    <Link to="/runs/$id" params={{ id: runId }} title={told}>
      {word}
    </Link>
  );
}
