/** A run whose serial was unknown gets its unit by a correction. */
import { Refusal, type Rule, type SqlReader } from "../../ledger/contract.ts";
import { resolveUnit } from "../unit/resolve.ts";

/** The body of a `run-link` entry: the run's own entries stay as they are (CR-02). */
export interface RunLinkBody {
  readonly runId: string;
  readonly unitId: string;
  readonly serialNumber: string;
  readonly partNumber: string;
  readonly orderId: string;
  readonly revision: string;
}

/** What somebody found out about a run without unit. */
export interface LinkRun {
  readonly runId: string;
  readonly serialNumber: string;
  readonly partNumber: string;
  readonly reason: string;
}

/**
 * Links a finished run to the unit it was of. Its outcome stays: what could not be judged as this
 * unit's run becomes no pass by a correction, while a fail counts from now on. Throws Refusal
 * `run.not-found`, `run.linked` for one that has a unit, `run.still-open`, `unit.other-part`,
 * `unit.not-found`.
 */
export const linkRunRule: Rule<LinkRun, { readonly unitId: string }> = (sql, input) => {
  const { runId, serialNumber, partNumber, reason } = input;
  const run = getUnlinked(sql, runId);
  const resolved = resolveUnit(sql, { id: runId, serialNumber, partNumber, startedAt: run.at });
  if (resolved === undefined) refuseUnknown(sql, serialNumber, partNumber);
  const { id: unitId, orderId, revision } = resolved.unit;
  const body: RunLinkBody = { runId, unitId, serialNumber, partNumber, orderId, revision };
  const entry = { type: "run-link", id: runId, version: 1, schema: "run-link/1", body, reason };
  const link = { ...entry, action: "linked" };
  const entries = resolved.entry === undefined ? [link] : [resolved.entry, link];
  return { entries, result: { unitId } };
};

function getUnlinked(sql: SqlReader, runId: string): { readonly at: number } {
  const run = sql.get<{ unitId: string | null; completion: string; at: number }>(
    "SELECT unit_id AS unitId, completion, started_at AS at FROM run WHERE id = ?",
    runId,
  );
  if (run === undefined) {
    throw new Refusal("run.not-found", `there is no run ${runId}`, { id: runId });
  }
  if (run.completion === "running") {
    throw new Refusal("run.still-open", `run ${runId} goes on`, { id: runId });
  }
  if (run.unitId !== null) {
    throw new Refusal("run.linked", `run ${runId} is of unit ${run.unitId}`, { id: runId });
  }
  return run;
}

/** A serial of another part number is told as that: the label was read well, and is a wrong one. */
export function refuseUnknown(sql: SqlReader, serialNumber: string, partNumber: string): never {
  const others = sql
    .all<{ partNumber: string }>(
      "SELECT part_number AS partNumber FROM unit WHERE serial_number = ? ORDER BY part_number",
      serialNumber,
    )
    .map((row) => row.partNumber);
  if (others.length > 0) {
    const message = `serial ${serialNumber} is of ${others.join(", ")}, not of ${partNumber}`;
    throw new Refusal("unit.other-part", message, { serialNumber, partNumbers: others });
  }
  const message = `there is no unit ${serialNumber} of ${partNumber}, and no open order takes it`;
  throw new Refusal("unit.not-found", message, { serialNumber, partNumber });
}
