/** What a person does about an alarm: looks after it, or closes it with its cause. */
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, postApi } from "../../app/api.ts";
import type { AlarmView } from "../../app/contract.ts";
import { OperatorField } from "../program/operator-field.tsx";
import { useOperator } from "../program/use-operator.ts";

/** Nothing for a closed one; a cleared one can still be closed with what it was. */
export function AlarmActs({ alarm }: { readonly alarm: AlarmView }) {
  const [isClosing, setIsClosing] = useState(false);
  if (alarm.state === "closed") return null;
  if (isClosing) return <CloseAlarm alarm={alarm} onCancel={() => setIsClosing(false)} />;
  return <FirstActs alarm={alarm} onClose={() => setIsClosing(true)} />;
}

/** It stands with its owner as soon as the ledger has that: the gateway says so to every page. */
function FirstActs({ alarm, onClose }: { readonly alarm: AlarmView; onClose: () => void }) {
  const { t } = useTranslation();
  const act = useAct(alarm);
  const close = (
    <button type="button" className="command-button" onClick={onClose}>
      {t("alarms.close")}
    </button>
  );
  if (alarm.state !== "raised") return <div className="alarm-acts">{close}</div>;
  return (
    <div className="alarm-acts">
      <OperatorField operator={act.operator} />
      <button
        type="button"
        className="command-button"
        disabled={act.isBusy}
        onClick={() => void act.post("acknowledge", {})}
      >
        {t("alarms.acknowledge")}
      </button>
      {close}
      <Problem text={act.problem} />
    </div>
  );
}

function CloseAlarm({ alarm, onCancel }: { readonly alarm: AlarmView; onCancel: () => void }) {
  const { t } = useTranslation();
  const act = useAct(alarm);
  const [reason, setReason] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void act.post("close", { reason: reason.trim() });
  };
  return (
    <form className="alarm-acts" onSubmit={submit} aria-label={t("alarms.closeForm")}>
      <label className="program-field alarm-reason">
        <span>{t("alarms.reason")}</span>
        <input
          value={reason}
          required
          maxLength={1_000}
          autoComplete="off"
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      </label>
      <OperatorField operator={act.operator} />
      <button
        type="submit"
        className="command-button"
        disabled={act.isBusy || reason.trim() === ""}
      >
        {t("alarms.closeNow")}
      </button>
      <button type="button" className="command-button is-quiet" onClick={onCancel}>
        {t("alarms.closeNot")}
      </button>
      {alarm.isActive ? <p className="muted">{t("alarms.closeActive")}</p> : null}
      <Problem text={act.problem} />
    </form>
  );
}

function Problem({ text }: { readonly text: string | undefined }) {
  const { t } = useTranslation();
  return text === undefined ? null : <p role="alert">{t("alarms.failed", { problem: text })}</p>;
}

/** Posts with who does it and the version that was seen, so that nobody is overruled unseen. */
function useAct(alarm: AlarmView) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const operator = useOperator();
  const [problem, setProblem] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);
  const post = async (act: "acknowledge" | "close", rest: { reason?: string }) => {
    const by = operator.name.trim();
    if (by === "") return setProblem(t("program.byMissing"));
    setIsBusy(true);
    try {
      const body = { by, expectedVersion: alarm.version, ...rest };
      await postApi(`/alarms/${encodeURIComponent(alarm.id)}/${act}`, body);
      setProblem(undefined);
      await queries.invalidateQueries({ queryKey: ["alarms"] });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setProblem(error.problem.detail ?? error.problem.title);
    } finally {
      setIsBusy(false);
    }
  };
  return { operator, problem, isBusy, post };
}
