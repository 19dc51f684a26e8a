/** Measurements in the procedure's order: those that came, and as ghosts those still to come. */
import { useTranslation } from "react-i18next";
import type { MeasurementView } from "../../app/contract.ts";
import type { PanelRun } from "../../live/panels.ts";
import { LimitBar } from "../../measure/limit-bar.tsx";
import { barState } from "../../measure/measurement-state.ts";
import { excess, limitsText, valueText } from "../../measure/measurement-text.ts";
import type { PlannedMeasurement } from "./plan.ts";

interface MeasurementListProps {
  readonly plan: readonly PlannedMeasurement[];
  readonly current: PanelRun | undefined;
  /** True where a planned measurement that is not there will not come any more. */
  readonly isWhole: boolean;
}

/** One row per planned measurement, then those nobody planned. */
export function MeasurementList({ plan, current, isWhole }: MeasurementListProps) {
  const { t } = useTranslation();
  const measured = current?.measurements ?? [];
  const known = new Set(plan.map((planned) => planned.id));
  const others = measured.filter((measurement) => !known.has(measurement.id));
  if (plan.length === 0 && others.length === 0) {
    return <p className="measurement-none muted">{t("station.noMeasurements")}</p>;
  }
  return (
    <ol className="measurement-list" aria-label={t("station.measurements")}>
      {plan.map((planned) => {
        const last = measured.findLast((measurement) => measurement.id === planned.id);
        return last === undefined ? (
          <ExpectedRow key={planned.id} planned={planned} isWhole={isWhole} />
        ) : (
          <MeasuredRow key={planned.id} measurement={last} />
        );
      })}
      {others.map((measurement) => (
        <MeasuredRow key={`${measurement.id}/${measurement.attempt}`} measurement={measurement} />
      ))}
    </ol>
  );
}

function MeasuredRow({ measurement }: { measurement: MeasurementView }) {
  const { value, unit } = valueText(measurement);
  const state = barState(measurement);
  return (
    <li className={`measurement for-${state}`}>
      <span className="measurement-name">{measurement.name}</span>
      <MeasurementWord measurement={measurement} />
      <span className="measurement-value num">
        {value}
        <span className="measurement-unit">{unit}</span>
      </span>
      <BarOrText measurement={measurement} />
    </li>
  );
}

function BarOrText({ measurement }: { measurement: MeasurementView }) {
  const { limits, valueInLimitUnit } = measurement;
  if (limits === undefined) return null;
  if (limits.text !== undefined) {
    return <span className="measurement-text mono">{limitsText(limits)}</span>;
  }
  return <LimitBar limits={limits} value={valueInLimitUnit} state={barState(measurement)} />;
}

/** The word beside the shape: nothing where all is well, so that a fault stands out. */
function MeasurementWord({ measurement }: { measurement: MeasurementView }) {
  const { t } = useTranslation();
  const over = excess(measurement);
  if (measurement.quality !== "good") {
    return <span className="measurement-word">{t(`quality.${measurement.quality}`)}</span>;
  }
  if (measurement.computed === "fail") {
    const words =
      over === undefined ? t("limit.outside") : `${over.amount} ${t(`limit.${over.side}`)}`;
    return (
      <span className="measurement-word">
        {t("outcome.fail").toUpperCase()} · {words}
      </span>
    );
  }
  if (measurement.computed === "unjudged") {
    return <span className="measurement-word">{t("limit.unjudged")}</span>;
  }
  if (measurement.warned) return <span className="measurement-word">{t("limit.warned")}</span>;
  return <span className="visually-hidden">{t("limit.within")}</span>;
}

interface ExpectedRowProps {
  readonly planned: PlannedMeasurement;
  readonly isWhole: boolean;
}

function ExpectedRow({ planned, isWhole }: ExpectedRowProps) {
  const { t } = useTranslation();
  return (
    <li className="measurement for-expected">
      <span className="measurement-name">{planned.name}</span>
      {isWhole ? <span className="measurement-word">{t("station.notMeasured")}</span> : null}
      <span className="measurement-value">
        {isWhole ? null : <span className="visually-hidden">{t("station.expected")}</span>}
        <span aria-hidden="true">–</span>
      </span>
      {planned.limits?.text === undefined ? null : (
        <span className="measurement-text mono">{limitsText(planned.limits)}</span>
      )}
      {planned.limits === undefined || planned.limits.text !== undefined ? null : (
        <LimitBar limits={planned.limits} state="expected" />
      )}
    </li>
  );
}
