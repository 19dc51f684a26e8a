/** What every durable batch means for metrics and pages, whoever caused it. */
import type { RunRecord } from "../domain/run.ts";
import type { CommitListener, StoredEntry } from "../ledger/contract.ts";
import type { Metrics } from "../platform/metrics.ts";
import { summarise } from "../records/run/present.ts";
import type { LiveEvent } from "../records/views.ts";

/**
 * A listener that counts each stored run once, and tells pages of runs that came from outside:
 * those of our own rigs are told by their keeper, which knows their attempt.
 */
export function watchCommits(
  metrics: Pick<Metrics, "observeCommit" | "countRun">,
  publish: (event: LiveEvent) => void,
): CommitListener {
  return ({ entries, durationMs }) => {
    metrics.observeCommit(durationMs);
    for (const stored of entries) {
      if (!isWholeRun(stored)) continue;
      const run = summarise(stored.body as RunRecord, { seq: stored.entry.seq });
      metrics.countRun(run);
      if (run.source === "api") publish({ kind: "run-stored", run });
    }
  };
}

function isWholeRun({ entry }: StoredEntry): boolean {
  return entry.type === "run" && (entry.action === "finished" || entry.action === "imported");
}
