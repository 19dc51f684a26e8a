import { useTranslation } from "react-i18next";
import type { MeasurementView, RunDetail } from "../../app/contract.ts";
import { LimitBar } from "../../measure/limit-bar.tsx";
import { barState } from "../../measure/measurement-state.ts";
import { bandText, excess, limitsText, valueText } from "../../measure/measurement-text.ts";
import { OutcomeChip } from "../../parts/outcome.tsx";
import { Section, TableScroll } from "../../parts/page.tsx";
import { TimeText } from "../../parts/time-text.tsx";

/** Every value with the limits that were in force, and what is not there with the reason. */
export function RunMeasurements({ run }: { run: RunDetail }) {
  const { t } = useTranslation();
  return (
    <Section title={t("run.measurements")}>
      {run.measurements.length === 0 ? (
        <p className="section-body muted">
          {t("run.noMeasurements")}. {t("run.noMeasurementsHint")}
        </p>
      ) : (
        <MeasurementTable measurements={run.measurements} />
      )}
      <Absent title={t("run.missing")} hint={t("run.missingHint")} names={run.missing} />
      <Absent title={t("run.notReached")} hint={t("run.notReachedHint")} names={run.notReached} />
      <Absent title={t("run.refused")} hint={t("run.refusedHint")} names={run.refused} />
    </Section>
  );
}

function MeasurementTable({ measurements }: { measurements: readonly MeasurementView[] }) {
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
      <td>
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
      <td>
        {measurement.reported === undefined ? null : <OutcomeChip outcome={measurement.reported} />}
      </td>
      <td className="muted">
        <TimeText at={measurement.takenAt} detail="millis" />
      </td>
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

interface AbsentProps {
  readonly title: string;
  readonly hint: string;
  readonly names: readonly string[];
}

function Absent({ title, hint, names }: AbsentProps) {
  if (names.length === 0) return null;
  return (
    <p className="run-absent">
      <strong>{title}</strong> <span className="muted">({hint})</span>: {names.join(", ")}
    </p>
  );
}
