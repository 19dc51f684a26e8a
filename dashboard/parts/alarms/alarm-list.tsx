/** Open alarms with what was seen, since when, what to do, and who looks after them. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, postApi } from "../../app/api.ts";
import type { AlarmView } from "../../app/contract.ts";
import { OperatorField } from "../program/operator-field.tsx";
import { useOperator } from "../program/use-operator.ts";
import { RemedyText } from "../remedy-text.tsx";
import { TimeText } from "../time-text.tsx";
import { useWord } from "../use-word.ts";
import "./alarms.css";

/** Nothing where there are none. */
export function AlarmList({ alarms }: { readonly alarms: readonly AlarmView[] }) {
  if (alarms.length === 0) return null;
  return (
    <ul className="alarms">
      {alarms.map((alarm) => (
        <AlarmItem key={alarm.id} alarm={alarm} />
      ))}
    </ul>
  );
}

function AlarmItem({ alarm }: { readonly alarm: AlarmView }) {
  const { t } = useTranslation();
  const word = useWord();
  const { rig, kind, channel, what, remedy, raisedAt, flapping, owner } = alarm;
  return (
    <li className="alarm">
      <p>
        <strong>{word("alarmKind", kind)}</strong> <span className="mono">{rig}</span>
        {channel === undefined ? null : <span className="mono"> · {channel}</span>}
      </p>
      <p>{what}</p>
      <p>
        {t("alarms.whatToDo")}: <RemedyText text={remedy} />
      </p>
      {flapping ? <p>{t("alarms.flapping")}</p> : null}
      <p className="muted">
        {t("alarms.since")} <TimeText at={raisedAt} detail="date-time" />
        {owner === undefined ? null : <> · {t("alarms.acknowledged", { owner })}</>}
      </p>
      {alarm.state === "raised" ? <Acknowledge alarm={alarm} /> : null}
    </li>
  );
}

/** It stands with its owner as soon as the ledger has that: the gateway says so to every page. */
function Acknowledge({ alarm }: { readonly alarm: AlarmView }) {
  const { t } = useTranslation();
  const [operator, setOperator] = useOperator();
  const [problem, setProblem] = useState<string>();
  const acknowledge = async () => {
    const by = operator.trim();
    if (by === "") return setProblem(t("program.byMissing"));
    try {
      const body = { by, expectedVersion: alarm.version };
      await postApi(`/alarms/${encodeURIComponent(alarm.id)}/acknowledge`, body);
      setProblem(undefined);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setProblem(error.problem.detail ?? error.problem.title);
    }
  };
  return (
    <div className="alarm-acknowledge">
      <OperatorField value={operator} onChange={setOperator} />
      <button type="button" className="alarm-button" onClick={() => void acknowledge()}>
        {t("alarms.acknowledge")}
      </button>
      {problem === undefined ? null : <p role="alert">{t("alarms.failed", { problem })}</p>}
    </div>
  );
}
