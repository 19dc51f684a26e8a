/** What can be done about a unit that did not pass: test again, repair, hold. */
import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { AfterFailAnswer, RunSummary, StationDetail } from "../../../../app/contract.ts";
import { unitSymbol } from "../../../../measure/unit-symbol.ts";
import { scanUnit } from "../flow/perform-scan.ts";
import { beginRepair, hold } from "../flow/station-commands.ts";
import type { Flow } from "../flow/use-flow.ts";
import { OtherReason, ReasonButtons } from "./ask-reason.tsx";

interface FailActionsProps {
  readonly station: StationDetail;
  readonly flow: Flow;
  readonly run: RunSummary;
  /** Undefined until it is read. */
  readonly told: AfterFailAnswer | undefined;
}

type Open = "none" | "repair" | "hold";

/** Each by touch; cards do the same. */
export function FailActions(props: FailActionsProps) {
  const { station, flow, run, told } = props;
  const { t } = useTranslation();
  const [open, setOpen] = useState<Open>("none");
  const { unitId = "", serialNumber = "" } = run;
  const toggle = (which: Open) => setOpen(open === which ? "none" : which);
  return (
    <section className="after-do" aria-label={t("work.next")}>
      <AttemptsLeft told={told} />
      <p className="stage-actions">
        <RetestButton {...props} />
        {run.outcome === "fail" ? (
          <button
            type="button"
            className="work-button"
            aria-expanded={open === "repair"}
            onClick={() => toggle("repair")}
          >
            {t("work.after.repair")}
          </button>
        ) : null}
        <button
          type="button"
          className="work-button"
          aria-expanded={open === "hold"}
          onClick={() => toggle("hold")}
        >
          {t("work.after.hold")}
        </button>
      </p>
      {open === "repair" && told !== undefined ? (
        <BeginRepair flow={flow} run={run} failing={told.failing} />
      ) : null}
      {open === "hold" ? (
        <>
          <ReasonButtons
            reasons={station.reasons.hold}
            onChoose={({ title: reason }) =>
              flow.run(() => hold({ unitId, serialNumber }, { reason }))
            }
          />
          <OtherReason
            onSend={(reason) => flow.run(() => hold({ unitId, serialNumber }, { reason }))}
          />
        </>
      ) : null}
      <p className="muted">{t("work.next")}</p>
    </section>
  );
}

function AttemptsLeft({ told }: Pick<FailActionsProps, "told">) {
  const { t } = useTranslation();
  if (told?.attempt === undefined || told.attemptsMax === undefined) return null;
  const { attempt: made, attemptsMax: most } = told;
  return (
    <p className="attempts num">
      {t("work.after.attempt", { made, most })}
      {made < most ? null : <strong> · {t("work.after.noAttempt")}</strong>}
    </p>
  );
}

/** The gateway says for itself whether another attempt is left; the button is only not offered. */
function RetestButton({ station, flow, run, told }: FailActionsProps) {
  const { t } = useTranslation();
  const { serialNumber = "", partNumber } = run;
  const { attempt = 0, attemptsMax = Number.POSITIVE_INFINITY } = told ?? {};
  const scan = partNumber === undefined ? serialNumber : `${partNumber}|${serialNumber}`;
  const { slots, focus, answer, changeOperator } = flow;
  const context = { station, slots, focus, rigs: [], answer, changeOperator };
  return (
    <button
      type="button"
      className="work-button is-main"
      disabled={attempt >= attemptsMax}
      onClick={() => flow.run(() => scanUnit(scan, context))}
    >
      {t("work.after.retest")}
    </button>
  );
}

interface BeginRepairProps {
  readonly flow: Flow;
  readonly run: RunSummary;
  readonly failing: AfterFailAnswer["failing"];
}

/** For one failing measurement, with what was found; what failed stands there already. */
function BeginRepair({ flow, run, failing }: BeginRepairProps) {
  const { t } = useTranslation();
  const id = useId();
  const [measurementId, setMeasurement] = useState(failing[0]?.measurementId ?? "");
  const [text, setText] = useState(diagnosisOf(failing[0]));
  const { id: runId, unitId = "", serialNumber = "" } = run;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const of = { runId, measurementId, diagnosis: text.trim() };
    flow.run(() => beginRepair({ unitId, serialNumber }, of));
  };
  const choose = (chosen: string) => {
    setMeasurement(chosen);
    setText(diagnosisOf(failing.find((each) => each.measurementId === chosen)));
  };
  return (
    <form className="other-reason" onSubmit={submit}>
      <label htmlFor={`${id}-of`}>
        <span>{t("work.ask.measurement")}</span>
        <select
          id={`${id}-of`}
          value={measurementId}
          onChange={(event) => choose(event.currentTarget.value)}
        >
          {failing.map((each) => (
            <option key={each.measurementId} value={each.measurementId}>
              {each.name}
            </option>
          ))}
        </select>
      </label>
      <label htmlFor={`${id}-found`}>
        <span>{t("work.ask.diagnosis")}</span>
        <input
          id={`${id}-found`}
          value={text}
          minLength={3}
          maxLength={1_000}
          required
          autoComplete="off"
          onChange={(event) => setText(event.currentTarget.value)}
        />
      </label>
      <button type="submit" className="work-button is-main">
        {t("work.ask.begin")}
      </button>
    </form>
  );
}

function diagnosisOf(failing: AfterFailAnswer["failing"][number] | undefined): string {
  if (failing === undefined) return "";
  const { name, value, unit } = failing;
  return value === undefined ? name : `${name}: ${value} ${unitSymbol(unit)}`.trim();
}
