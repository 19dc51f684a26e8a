/** One held position: the record, what would be sent, and what to do about it. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { HeldDetail, HeldView } from "../../app/contract.ts";
import { OperatorField } from "../../parts/program/operator-field.tsx";
import { useOperator } from "../../parts/program/use-operator.ts";
import { QueryView } from "../../parts/query-view.tsx";
import { heldDetailQuery, heldPath } from "./quarantine-queries.ts";
import { useDecision } from "./use-decision.ts";

/** Reads the position anew when it is opened. */
export function HeldPanel({ held }: { readonly held: HeldView }) {
  const { t } = useTranslation();
  const query = useQuery(heldDetailQuery(held));
  return (
    <QueryView query={query} what={t("quarantine.title")}>
      {(detail) => (
        <div className="held-panel">
          <HeldFacts detail={detail} />
          <HeldActs detail={detail} />
        </div>
      )}
    </QueryView>
  );
}

function HeldFacts({ detail }: { readonly detail: HeldDetail }) {
  const { t } = useTranslation();
  const { record, wouldSend, mendedLines } = detail;
  return (
    <div className="held-facts">
      <Lines title={t("quarantine.record")} lines={[JSON.stringify(record, null, 2)]} />
      <div>
        <Lines title={t("quarantine.wouldSend")} lines={wouldSend.lines} />
        {wouldSend.problem === undefined ? null : <p className="mono">{wouldSend.problem}</p>}
        {mendedLines === undefined ? null : (
          <Lines title={t("quarantine.mendedTo")} lines={mendedLines} />
        )}
      </div>
    </div>
  );
}

function Lines({ title, lines }: { readonly title: string; readonly lines: readonly string[] }) {
  return (
    <figure className="held-lines">
      <figcaption className="caption">{title}</figcaption>
      {/* It scrolls, so the keyboard has to reach it. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled region needs the focus */}
      <pre tabIndex={0}>{lines.join("\n")}</pre>
    </figure>
  );
}

function HeldActs({ detail }: { readonly detail: HeldDetail }) {
  const { t } = useTranslation();
  const operator = useOperator();
  const [why, setWhy] = useState("");
  const [lines, setLines] = useState((detail.mendedLines ?? detail.wouldSend.lines).join("\n"));
  const decision = useDecision();
  const { sink, stream, position } = detail;
  const act = (path: string, more: object, needsWhy: boolean) => {
    const by = operator.name.trim();
    if (by === "") return decision.refuse(t("program.byMissing"));
    if (needsWhy && why.trim() === "") return decision.refuse(t("quarantine.whyMissing"));
    return decision.send(path, { by, ...(why.trim() === "" ? {} : { why: why.trim() }), ...more });
  };
  const one = { sink, stream, from: position, to: position + 1 };
  const isMendable = detail.wouldSend.format === "line-protocol";
  const mended = () => ({ lines: lines.split("\n").filter((line) => line !== "") });
  return (
    <div className="held-decide">
      {isMendable ? (
        <label className="program-field">
          <span>{t("quarantine.mendLines")}</span>
          <textarea
            rows={3}
            spellCheck={false}
            value={lines}
            onChange={(event) => setLines(event.currentTarget.value)}
          />
        </label>
      ) : null}
      <div className="held-acts">
        <OperatorField operator={operator} />
        <label className="program-field held-why">
          <span>{t("quarantine.why")}</span>
          <input
            value={why}
            maxLength={1_000}
            onChange={(event) => setWhy(event.currentTarget.value)}
          />
        </label>
        <Act name="retry" onAct={() => act("/quarantine/retry", one, false)} />
        {isMendable ? (
          <Act name="mend" onAct={() => act(`${heldPath(detail)}/mend`, mended(), false)} />
        ) : null}
        <Act name="discard" onAct={() => act("/quarantine/discard", one, true)} />
      </div>
      {decision.told === undefined ? null : (
        <p role={decision.told.isFault ? "alert" : "status"}>{decision.told.text}</p>
      )}
    </div>
  );
}

interface ActProps {
  readonly name: "retry" | "mend" | "discard";
  readonly onAct: () => Promise<void> | void;
}

function Act({ name, onAct }: ActProps) {
  const { t } = useTranslation();
  return (
    <button
      type="button"
      className={name === "discard" ? "command-button is-final" : "command-button"}
      onClick={() => void onAct()}
    >
      {t(`quarantine.${name}`)}
    </button>
  );
}
