/** Alarms with what was seen, since when, what to do, and what became of them. */
import { useTranslation } from "react-i18next";
import type { AlarmView } from "../../app/contract.ts";
import { usePersonName } from "../../app/who/people.ts";
import { RemedyText } from "../remedy-text.tsx";
import { TimeText } from "../time-text.tsx";
import { useWord } from "../use-word.ts";
import { AlarmActs } from "./alarm-acts.tsx";
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
  const { rig, kind, channel, what, remedy, flapping, state } = alarm;
  const isOpen = state === "raised" || state === "acknowledged";
  return (
    <li className={isOpen ? "alarm" : "alarm is-past"}>
      <p className="alarm-head">
        <span>
          <strong>{word("alarmKind", kind)}</strong> <span className="mono">{rig}</span>
          {channel === undefined ? null : <span className="mono"> · {channel}</span>}
        </span>
        <span className="alarm-state">{word("alarmState", state)}</span>
      </p>
      <p>{what}</p>
      {isOpen ? (
        <p>
          {t("alarms.whatToDo")}: <RemedyText text={remedy} />
        </p>
      ) : null}
      {flapping ? <p>{t("alarms.flapping")}</p> : null}
      <History alarm={alarm} />
      <AlarmActs alarm={alarm} />
    </li>
  );
}

/** What happened to it in order, with who did it. */
function History({ alarm }: { readonly alarm: AlarmView }) {
  const { t } = useTranslation();
  const nameOf = usePersonName();
  const { raisedAt, acknowledgedAt, owner = "", clearedAt, closedAt, closedBy = "", cause } = alarm;
  const events = [
    { at: raisedAt, text: t("alarms.raised") },
    { at: acknowledgedAt, text: t("alarms.acknowledged", { owner: nameOf(owner) }) },
    { at: clearedAt, text: t("alarms.cleared") },
    { at: closedAt, text: t("alarms.closed", { by: nameOf(closedBy), cause: cause ?? "" }) },
  ].flatMap(({ at, text }) => (at === undefined ? [] : [{ at, text }]));
  const inOrder = events.toSorted((one, other) => (one.at < other.at ? -1 : 1));
  return (
    <ol className="alarm-history muted">
      {inOrder.map(({ at, text }) => (
        <li key={text}>
          <TimeText at={at} detail="date-time" /> {text}
        </li>
      ))}
    </ol>
  );
}
