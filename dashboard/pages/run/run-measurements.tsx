import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { MeasurementView, RunDetail } from "../../app/contract.ts";
import { productsQuery } from "../../app/queries.ts";
import { LimitBar } from "../../measure/limit-bar.tsx";
import { barState } from "../../measure/measurement-state.ts";
import { bandText, excess, limitsText, valueText } from "../../measure/measurement-text.ts";
import { OutcomeChip } from "../../parts/outcome.tsx";
import { Section, TableScroll } from "../../parts/page.tsx";
import { TimeText } from "../../parts/time-text.tsx";
import { type AbsentMeasurement, absentMeasurements } from "./absent-measurements.ts";

/** Every value with the limits that were in force, and what is not there with the reason. */
export function RunMeasurements({ run }: { run: RunDetail }) {
  const { t } = useTranslation();
  const products = useQuery(productsQuery).data?.items;
  const absent = absentMeasurements(run, products ?? []);
  return (
    <Section title={t("run.measurements")}>
      {run.measurements.length + absent.length === 0 ? (
        <p className="section-body muted">
          {t("run.noMeasurements")}. {t("run.noMeasurementsHint")}
        </p>
      ) : (
        <MeasurementTable measurements={run.measurements} absent={absent} />
      )}
      <Refused names={run.refused} />
    </Section>
  );
}

interface MeasurementTableProps {
  readonly measurements: readonly MeasurementView[];
  readonly absent: readonly AbsentMeasurement[];
}

function MeasurementTable({ measurements, absent }: MeasurementTableProps) {
  const { t } = useTranslation();
  return (
    <TableScroll label={t("run.measurements")}>
      <table className="rows run-measurements">
        <thead>
          <tr>
            <th>{t("column.measurement")}</th>
            <th className="right">{t("column.value")}</th>
            <th className="run-band">{t("column.band")}</th>
            <th>{t("column.limits")}</th>
            <th>{t("column.computed")}</th>
            <th>{t("column.reported")}</th>
            <th>{t("column.taken")}</th>
          </tr>
        </thead>
        <tbody>
          {measurements.map((measurement) => (
            <MeasurementRow
              key={`${measurement.id}/${measurement.attempt}/${measurement.takenAt}`}
              measurement={measurement}
            />
          ))}
          {absent.map((one) => (
            <AbsentRow key={one.id} absent={one} />
          ))}
        </tbody>
      </table>
    </TableScroll>
  );
}

function MeasurementRow({ measurement }: { measurement: MeasurementView }) {
  const { t } = useTranslation();
  const { name, step, attempt, limits, valueInLimitUnit } = measurement;
  const { value, unit } = valueText(measurement);
  const over = excess(measurement);
  return (
    <tr className={measurement.computed === "fail" ? "is-out-of-limits" : ""}>
      <th scope="row">
        {name}
        {attempt > 1 ? <span className="muted"> #{attempt}</span> : null}
        {step === measurement.id ? null : <span className="muted mono"> {step}</span>}
      </th>
      <td className="right num run-value" title={`${measurement.value} ${measurement.unit}`}>
        {value}
        <span className="measurement-unit">{unit}</span>
      </td>
      <td className="run-band">
        {limits === undefined ? null : (
          <LimitBar
            limits={limits}
            value={valueInLimitUnit}
            state={barState(measurement)}
            labelled={false}
          />
        )}
      </td>
      <td>{limits === undefined ? t("limit.noLimits") : <LimitsCell limits={limits} />}</td>
      <td data-column={t("column.computed")}>
        <OutcomeChip outcome={measurement.computed} />
        {over === undefined ? null : (
          <span className="run-over num">
            {over.amount} {t(`limit.${over.side}`)}
          </span>
        )}
        {measurement.warned ? <span className="run-warned">{t("limit.warned")}</span> : null}
        {measurement.quality === "good" ? null : (
          <span className="run-warned">{t(`quality.${measurement.quality}`)}</span>
        )}
      </td>
      <td data-column={t("column.reported")}>
        {measurement.reported === undefined ? null : <OutcomeChip outcome={measurement.reported} />}
      </td>
      <td className="muted">
        <TimeText at={measurement.takenAt} detail="millis" />
      </td>
    </tr>
  );
}

/** In the table and not beside it: a value that is not there is as much a fact as one that is. */
function AbsentRow({ absent: { name, limits, reason } }: { absent: AbsentMeasurement }) {
  const { t } = useTranslation();
  return (
    <tr className="is-absent">
      <th scope="row">{name}</th>
      <td className="right muted">–</td>
      <td className="run-band">
        {limits === undefined ? null : (
          <LimitBar limits={limits} state="expected" labelled={false} />
        )}
      </td>
      <td>{limits === undefined ? null : <LimitsCell limits={limits} />}</td>
      <td title={t(`run.${reason}Hint`)}>
        <span className="run-absent-word">{t(`run.${reason}`)}</span>
      </td>
      <td />
      <td />
    </tr>
  );
}

/** What decides, and behind it the specification where a guard band makes them differ. */
export function LimitsCell({ limits }: { limits: NonNullable<MeasurementView["limits"]> }) {
  const { t } = useTranslation();
  const specification =
    limits.acceptance === undefined ? "" : bandText(limits, limits.specification);
  return (
    <span className="limits-cell num">
      <span>{limitsText(limits) || t("limit.noLimits")}</span>
      {specification === "" || specification === limitsText(limits) ? null : (
        <span className="muted" title={limits.guardBandRule}>
          {t("limit.specification")} {specification}
        </span>
      )}
    </span>
  );
}

function Refused({ names }: { names: readonly string[] }) {
  const { t } = useTranslation();
  if (names.length === 0) return null;
  return (
    <p className="run-absent">
      <strong>{t("run.refused")}</strong> <span className="muted">({t("run.refusedHint")})</span>:{" "}
      {names.join(", ")}
    </p>
  );
}
