/** How long a question still waits for its answer. */
import { useTranslation } from "react-i18next";
import type { PromptView } from "../../app/contract.ts";
import { useLink, useNow } from "../../live/use-live.ts";
import { useTimeFormat } from "../use-time.ts";
import { remainingText, secondsLeft } from "./time-left.ts";

const URGENT_S = 10;

/** In seconds, by the gateway's clock; told aloud once, when little is left. */
export function Countdown({ prompt }: { readonly prompt: PromptView }) {
  const { t } = useTranslation();
  const format = useTimeFormat("time");
  const { aheadMs = 0 } = useLink();
  const nowMs = useNow(250) + aheadMs;
  const { openedAt, deadlineAt } = prompt;
  const left = secondsLeft(deadlineAt, nowMs);
  const of = secondsLeft(deadlineAt, Date.parse(openedAt));
  const isUrgent = left <= URGENT_S;
  return (
    <div className={isUrgent ? "countdown is-urgent" : "countdown"}>
      <p>
        <strong className="num" role="timer" aria-label={t("program.left")}>
          {remainingText(left)}
        </strong>{" "}
        <span className="muted">{t("program.until", { time: format(deadlineAt) })}</span>
      </p>
      <progress value={left} max={Math.max(1, of)} aria-label={t("program.left")} />
      <span className="visually-hidden" aria-live="assertive">
        {isUrgent ? t("program.urgent", { count: URGENT_S }) : ""}
      </span>
    </div>
  );
}
