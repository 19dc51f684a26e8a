/** Runs as dense rows; the same in every list. */
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { RunSummary } from "../../app/contract.ts";
import { formatDuration } from "../../measure/number-format.ts";
import { disagreementOf } from "../disagreement.ts";
import { MismatchChip, OutcomeChip, UnjudgedChip } from "../outcome.tsx";
import { TableScroll } from "../page.tsx";
import { SerialLink } from "../serial-link.tsx";
import { TimeText } from "../time-text.tsx";
import { useWord } from "../use-word.ts";
import "./run-table.css";

interface RunTableProps {
  readonly runs: readonly RunSummary[];
  readonly label: string;
}

/** Newest first is up to the caller; each row leads to its run and its unit. */
export function RunTable({ runs, label }: RunTableProps) {
  const { t } = useTranslation();
  return (
    <TableScroll label={label}>
      <table className="rows run-table">
        <thead>
          <tr>
            <th>{t("column.outcome")}</th>
            <th>{t("column.serial")}</th>
            <th>{t("column.operation")}</th>
            <th>{t("column.rig")}</th>
            <th className="right">{t("column.attempt")}</th>
            <th>{t("column.failing")}</th>
            <th>{t("column.started")}</th>
            <th className="right">{t("column.duration")}</th>
            <th className="right">{t("column.ledger")}</th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <RunRow key={run.id} run={run} />
          ))}
        </tbody>
      </table>
    </TableScroll>
  );
}

function RunRow({ run }: { run: RunSummary }) {
  return (
    <tr>
      <td>
        <Link className="plain" to="/runs/$id" params={{ id: run.id }}>
          <OutcomeChip outcome={run.outcome} />
        </Link>
      </td>
      <td>
        <SerialLink run={run} />
      </td>
      <td>{run.operation}</td>
      <td className="muted">{run.rig}</td>
      <td className="right num">{run.attempt ?? ""}</td>
      <td>
        <RunReason run={run} />
      </td>
      <td>
        <TimeText at={run.startedAt} detail="date-time" />
      </td>
      <td className="right num">
        {run.durationMs === undefined ? "" : formatDuration(run.durationMs)}
      </td>
      <td className="right num muted">#{run.seq}</td>
    </tr>
  );
}

/** Why a run is not a plain pass: what failed, what went wrong, whether the rig disagrees. */
export function RunReason({ run }: { run: RunSummary }) {
  const word = useWord();
  const disagreement = disagreementOf(run);
  if (run.failing.length === 0 && run.cause === undefined && !run.mismatch) return null;
  return (
    <span className="run-reason">
      {run.failing.length > 0 ? <span>{run.failing.join(", ")}</span> : null}
      {run.cause === undefined ? null : <span className="muted">{word("cause", run.cause)}</span>}
      {disagreement === "contradiction" ? <MismatchChip /> : null}
      {disagreement === "not-judged" ? <UnjudgedChip /> : null}
    </span>
  );
}
