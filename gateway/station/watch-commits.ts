/** What every durable batch means for metrics and pages, whoever caused it. */
import type { RunHeader, RunRecord } from "../domain/run.ts";
import type { CommitListener, StoredEntry } from "../ledger/contract.ts";
import type { Metrics } from "../platform/metrics.ts";
import type { ArmingBody } from "../records/arming/record.ts";
import { summarise } from "../records/run/present.ts";
import type { LiveEvent } from "../records/views.ts";

/**
 * A listener that counts each stored run once, and tells pages of runs that came from outside:
 * those of our own rigs are told by their keeper, which knows their attempt. Pages are told of
 * every slot that is armed, or no longer is.
 */
export function watchCommits(
  metrics: Pick<Metrics, "observeCommit" | "countRun">,
  publish: (event: LiveEvent) => void,
): CommitListener {
  return ({ entries, durationMs }) => {
    metrics.observeCommit(durationMs);
    const types = [...new Set(entries.map(({ entry }) => entry.type))].filter(isLookedAt);
    if (types.length > 0) publish({ kind: "records", types });
    for (const stored of entries) {
      const arming = armingOf(stored);
      if (arming !== undefined) publish(arming);
      if (!isWholeRun(stored)) continue;
      const run = summarise(stored.body as RunRecord, { seq: stored.entry.seq });
      metrics.countRun(run);
      if (run.source === "api") publish({ kind: "run-stored", run });
    }
  };
}

/** What decides at a station what is due and what may run, besides runs and armings. */
const LOOKED_AT: ReadonlySet<string> = new Set([
  ...(["calibration", "equipment", "maintenance", "maintenance-plan", "reference-unit"] as const),
  ...(["override", "hold", "repair", "station", "rig", "site"] as const),
  ...(["downtime", "hand-over", "rig-service"] as const),
]);

function isLookedAt(type: string): boolean {
  return LOOKED_AT.has(type);
}

/** What becomes of a slot's arming: by a scan, or by the run that uses it up. */
function armingOf({ entry, body }: StoredEntry): LiveEvent | undefined {
  if (entry.type === "arming") {
    const { station, rig, slot, state } = body as ArmingBody;
    return { kind: "arming", station, rig, slot, version: entry.version, state };
  }
  if (entry.type !== "run" || entry.version !== 1) return undefined;
  const { station, rig, slot = "", invitation } = body as RunHeader;
  const version = invitation?.arming;
  return version === undefined
    ? undefined
    : { kind: "arming", station, rig, slot, version, state: "used" };
}

function isWholeRun({ entry }: StoredEntry): boolean {
  return entry.type === "run" && (entry.action === "finished" || entry.action === "imported");
}
