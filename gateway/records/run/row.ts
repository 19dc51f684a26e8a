/** The row of table `run`, and the header and summary it stands for. */

import { isoTime } from "../../domain/iso-time.ts";
import type { RunCause, RunHeader } from "../../domain/run.ts";
import { compact } from "../compact.ts";
import type { RunSummary } from "../views.ts";

type Nullable<Value> = { [Key in keyof Value]: Value[Key] | null };

/** Columns of the header, as `RUN_COLUMNS` selects them. */
interface HeaderRow
  extends Pick<
      RunHeader,
      | "id"
      | "rig"
      | "station"
      | "operation"
      | "buildTag"
      | "source"
      | "gatewayVersion"
      | "startedAt"
    >,
    Nullable<
      Required<
        Pick<
          RunHeader,
          | "slot"
          | "runKey"
          | "serialNumber"
          | "partNumber"
          | "unitId"
          | "orderId"
          | "revision"
          | "procedureId"
          | "procedureVersion"
          | "procedureHash"
          | "limitSetHash"
        >
      >
    > {
  readonly engineeringMode: number;
  readonly simulated: number;
  /** JSON array, as the header has it. */
  readonly equipment: string | null;
  /** JSON, as the header has it. */
  readonly invitation: string | null;
}

/** One run with the columns of its list. */
export interface RunRow extends HeaderRow {
  readonly startedSeq: number;
  readonly seq: number;
  readonly attempt: number | null;
  readonly cycle: string;
  readonly invalidated: number;
  readonly finishedAt: number | null;
  readonly durationMs: number | null;
  readonly completion: RunSummary["completion"];
  readonly cause: RunCause | null;
  readonly computed: NonNullable<RunSummary["computed"]> | null;
  readonly reported: NonNullable<RunSummary["reported"]> | null;
  readonly outcome: RunSummary["outcome"];
  readonly mismatch: number;
  /** JSON array of names. */
  readonly failing: string;
}

/** What to select for a RunRow. */
export const RUN_COLUMNS = `
  id, rig, station, operation, slot, run_key AS runKey, serial_number AS serialNumber,
  part_number AS partNumber, unit_id AS unitId, order_id AS orderId, revision,
  procedure_id AS procedureId, procedure_version AS procedureVersion,
  procedure_hash AS procedureHash, limit_set_hash AS limitSetHash, build_tag AS buildTag, engineering_mode AS engineeringMode,
  simulated, source, gateway_version AS gatewayVersion, started_at AS startedAt, equipment, invitation,
  started_seq AS startedSeq, seq, attempt, finished_at AS finishedAt, duration_ms AS durationMs,
  completion, cause, computed, reported, outcome, mismatch, failing, cycle, invalidated`;

/** The header as the run's first entry holds it. */
export function headerOf(row: RunRow): RunHeader {
  const { id, rig, station, operation, slot, runKey, serialNumber, partNumber } = row;
  const { unitId, orderId, revision, procedureId, procedureVersion, procedureHash } = row;
  const { limitSetHash, buildTag, source, gatewayVersion, startedAt } = row;
  const equipment =
    row.equipment === null ? null : (JSON.parse(row.equipment) as RunHeader["equipment"]);
  const invitation =
    row.invitation === null ? null : (JSON.parse(row.invitation) as RunHeader["invitation"]);
  return compact({
    ...{ id, rig, station, operation, slot, runKey, serialNumber, partNumber, unitId, orderId },
    ...{ revision, procedureId, procedureVersion, procedureHash, limitSetHash, buildTag },
    engineeringMode: row.engineeringMode === 1,
    simulated: row.simulated === 1,
    ...{ source, gatewayVersion, equipment, invitation, startedAt },
  });
}

/** The run as lists show it. */
export function presentRow(row: RunRow): RunSummary {
  const { id, seq, rig, station, operation, slot, serialNumber, partNumber, unitId } = row;
  const { orderId, attempt, outcome, completion, cause, computed, reported, cycle } = row;
  return compact({
    ...{ id, seq, rig, station, operation, slot, serialNumber, partNumber, unitId, orderId },
    ...{ attempt, outcome, completion, cause, computed, reported },
    // A run in the build cycle says nothing of cycles.
    cycle: cycle === "build" ? null : cycle,
    invalidated: row.invalidated === 1 ? (true as const) : null,
    mismatch: row.mismatch === 1,
    failing: JSON.parse(row.failing) as string[],
    simulated: row.simulated === 1,
    engineeringMode: row.engineeringMode === 1,
    source: row.source,
    invitation: row.invitation === null ? null : JSON.parse(row.invitation),
    startedAt: isoTime(row.startedAt),
    finishedAt: row.finishedAt === null ? null : isoTime(row.finishedAt),
    durationMs: row.durationMs,
  });
}
