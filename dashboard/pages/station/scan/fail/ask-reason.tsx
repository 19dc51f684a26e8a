/** Questions with reasons to choose from: by touch, by keyboard, or by a card with their code. */
import { type FormEvent, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { StationDetail } from "../../../../app/contract.ts";
import { useUsual } from "../../usual/use-usual.ts";
import type { Answer, OpenRepair, Subject } from "../flow/answer.ts";
import { arm, finishRepair, hold } from "../flow/station-commands.ts";
import type { Flow } from "../flow/use-flow.ts";

interface Asking {
  readonly station: StationDetail;
  readonly flow: Flow;
}

type Reason = StationDetail["reasons"]["retest"][number];

/** Why a unit that failed is tested again. */
export function AskRetest({
  station,
  flow,
  answer,
}: Asking & { readonly answer: Extract<Answer, { kind: "ask-retest" }> }) {
  const { t } = useTranslation();
  const { next, scan } = answer;
  const choose = ({ code }: Reason) => {
    flow.run(() => arm({ station: station.id, scan }, next, code));
  };
  const title = t("work.ask.retest", { serial: next.serialNumber });
  return (
    <AskStage title={title} hint={t("work.ask.retestHint")} flow={flow}>
      <ReasonButtons reasons={station.reasons.retest} onChoose={choose} />
    </AskStage>
  );
}

/** Why a unit is put on hold. */
export function AskHold({ station, flow, subject }: Asking & { readonly subject: Subject }) {
  const { t } = useTranslation();
  const put = (reason: string) => flow.run(() => hold(subject, { reason }));
  return (
    <AskStage title={t("work.ask.hold", { serial: subject.serialNumber })} flow={flow}>
      <ReasonButtons reasons={station.reasons.hold} onChoose={({ title }) => put(title)} />
      <OtherReason onSend={put} />
    </AskStage>
  );
}

/** What was done on a unit that is in repair. */
export function AskRepaired({ station, flow, repair }: Asking & { readonly repair: OpenRepair }) {
  const { t } = useTranslation();
  const finish = (action: string) => flow.run(() => finishRepair(repair, action));
  const hint = t("work.ask.repairedHint", { diagnosis: repair.diagnosis });
  return (
    <AskStage
      title={t("work.ask.repaired", { serial: repair.serialNumber })}
      hint={hint}
      flow={flow}
    >
      <ReasonButtons reasons={station.reasons.repaired} onChoose={({ title }) => finish(title)} />
      <OtherReason onSend={finish} />
    </AskStage>
  );
}

interface AskStageProps {
  readonly title: string;
  readonly hint?: string;
  readonly flow: Flow;
  readonly children: ReactNode;
}

function AskStage({ title, hint, flow, children }: AskStageProps) {
  const { t } = useTranslation();
  return (
    <section className="stage is-ask" aria-label={title}>
      <p className="stage-word is-text" role="status">
        {title}
      </p>
      {hint === undefined ? null : <p className="stage-hint">{hint}</p>}
      {children}
      <p className="stage-actions">
        <button type="button" className="work-button" onClick={flow.dismiss}>
          {t("work.ask.cancel")}
        </button>
      </p>
    </section>
  );
}

interface ReasonButtonsProps {
  readonly reasons: readonly Reason[];
  readonly onChoose: (reason: Reason) => void;
}

/** Large enough for gloves; the code word is that of the card. */
export function ReasonButtons({ reasons, onChoose }: ReasonButtonsProps) {
  const shown = useUsual();
  return (
    <ul className="reasons">
      {reasons.map((reason) => (
        <li key={reason.code}>
          <button type="button" className="work-button is-reason" onClick={() => onChoose(reason)}>
            <span>{shown(reason.title)}</span>
            <span className="mono muted">{reason.code}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

/** In the person's own words, where no reason of the list fits. */
export function OtherReason({ onSend }: { readonly onSend: (text: string) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim().length >= 3) onSend(text.trim());
  };
  return (
    <form className="other-reason" onSubmit={submit}>
      <label>
        <span>{t("work.ask.other")}</span>
        <input
          value={text}
          minLength={3}
          maxLength={200}
          required
          autoComplete="off"
          placeholder={t("work.ask.otherLabel")}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      </label>
      <button type="submit" className="work-button">
        {t("work.ask.done")}
      </button>
    </form>
  );
}
