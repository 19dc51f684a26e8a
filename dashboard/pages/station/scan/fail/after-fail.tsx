/** After a fail: what failed, by how much, among the latest values, what helped, what next. */
import { queryOptions, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { getApi } from "../../../../app/api.ts";
import type { AfterFailAnswer, MeasurementView, StationDetail } from "../../../../app/contract.ts";
import type { PanelRun } from "../../../../live/panels.ts";
import { LimitBar } from "../../../../measure/limit-bar.tsx";
import { barState } from "../../../../measure/measurement-state.ts";
import { excess, limitsText, valueText } from "../../../../measure/measurement-text.ts";
import { useWholeRun } from "../../use-whole-run.ts";
import type { Flow } from "../flow/use-flow.ts";
import { AdviceLines } from "./advice-lines.tsx";
import { FailActions } from "./fail-actions.tsx";
import { ValueAmong } from "./value-among.tsx";
import "./after-fail.css";

interface AfterFailProps {
  readonly station: StationDetail;
  readonly flow: Flow;
  readonly current: PanelRun;
}

type Failing = AfterFailAnswer["failing"][number];

/** Read once: the run is stored, and does not change. */
function afterFailQuery(id: string) {
  return queryOptions({
    queryKey: ["run", id, "after-fail"],
    queryFn: ({ signal }) => getApi("/runs/{id}/after-fail", { params: { id }, signal }),
    staleTime: 60_000,
  });
}

/** More than these do not help anybody to decide. */
const SHOWN_MAX = 3;

/** The actions are there at once; what is read comes to them. */
export function AfterFail({ station, flow, current }: AfterFailProps) {
  const { t } = useTranslation();
  const { data } = useQuery(afterFailQuery(current.run.id));
  const { current: whole } = useWholeRun(current, []);
  const measurements = whole?.measurements ?? current.measurements;
  return (
    <div className="after-fail">
      <section className="after-what" aria-label={t("work.after.title")}>
        <h2>{t("work.after.title")}</h2>
        {data === undefined ? <p className="muted">{t("work.after.reading")}</p> : null}
        {data?.failing.length === 0 ? <p>{t("work.after.nothing")}</p> : null}
        {data?.failing.slice(0, SHOWN_MAX).map((failing) => (
          <FailingValue
            key={failing.measurementId}
            failing={failing}
            measurement={measurements.findLast(({ id }) => id === failing.measurementId)}
          />
        ))}
      </section>
      <FailActions station={station} flow={flow} run={current.run} told={data} />
    </div>
  );
}

interface FailingValueProps {
  readonly failing: Failing;
  readonly measurement: MeasurementView | undefined;
}

function FailingValue({ failing, measurement }: FailingValueProps) {
  const { t } = useTranslation();
  const { name, recent, advice, side } = failing;
  const over = measurement && excess(measurement);
  const shown = measurement && valueText(measurement);
  return (
    <article className="failing">
      <h3>{name}</h3>
      <p className="failing-value num">
        <strong>
          {shown?.value ?? failing.value} {shown?.unit ?? failing.unit}
        </strong>
        {over === undefined ? null : (
          <span className="failing-over">
            {over.amount} {t(`limit.${over.side}`)}
          </span>
        )}
        {measurement?.limits === undefined ? null : (
          <span className="muted">{limitsText(measurement.limits)}</span>
        )}
      </p>
      {measurement?.limits === undefined || measurement.limits.text !== undefined ? null : (
        <LimitBar
          limits={measurement.limits}
          value={measurement.valueInLimitUnit}
          state={barState(measurement)}
        />
      )}
      {recent === undefined || failing.value === undefined ? (
        <p className="muted">{t("work.after.none")}</p>
      ) : (
        <ValueAmong
          {...{ recent, side, value: failing.value, unit: failing.unit }}
          limits={measurement?.limits}
        />
      )}
      <AdviceLines advice={advice} />
    </article>
  );
}
