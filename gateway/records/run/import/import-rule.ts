import { parseIsoTime } from "../../../domain/iso-time.ts";
import { measurementsByStep, type Procedure } from "../../../domain/procedure.ts";
import {
  addMeasurement,
  type FinishInput,
  finishRun,
  openRun,
  type RunHeader,
  type RunRecord,
} from "../../../domain/run.ts";
import { type Decision, Refusal, type Rule, type SqlReader } from "../../../ledger/contract.ts";
import { compact } from "../../compact.ts";
import { contentHash } from "../../content-hash.ts";
import { pinEquipment } from "../../equipment/pin.ts";
import { refuseInvalid } from "../../import-rule.ts";
import { pinnedHeader, pinRun } from "../start-rule.ts";
import { readDecimalText } from "./decimal-text.ts";
import type { RunImport } from "./import-schema.ts";

/** The body of an imported run's entry. */
export interface ImportedRun extends RunRecord {
  /** Over what was sent: tells the same content sent again from another run. */
  readonly contentHash: string;
}

export interface RunImportResult {
  /** False where the same run was there already; nothing was appended then. */
  readonly created: boolean;
  readonly id: string;
}

/** The command: a validated run and the version of the program that judges it. */
export interface RunImportCommand {
  readonly run: RunImport;
  readonly gatewayVersion: string;
  /** In which calibrations end their day; UTC where absent. */
  readonly timeZone?: string;
}

/**
 * Takes a run from outside and judges it by the procedure in force. Idempotent by id: other
 * content under a known id is Refusal `run.different-content`; impossible times or a station that
 * is not the rig's are Refusal `record.invalid`.
 */
export const importRun: Rule<RunImportCommand, RunImportResult> = (sql, command) => {
  const id = command.run.id.toLowerCase();
  const run = readTimes({ ...command.run, id });
  const hash = contentHash(run);
  if (isKnown(sql, id, hash)) return { entries: [], result: { created: false, id } };
  const { operation, serialNumber, partNumber, startedAt } = run;
  const { gatewayVersion, timeZone = "UTC" } = command;
  const used = pinEquipment(sql, (run.equipment ?? []).map(compact), { startedAt, timeZone });
  const facts = compact({
    ...{ id, ...placeOf(sql, run), operation, serialNumber, partNumber, startedAt },
    ...{ simulated: false, gatewayVersion, source: "api" as const },
  });
  const pins = pinRun(sql, facts);
  const header = {
    ...pinnedHeader(facts, pins),
    ...(used.length === 0 ? {} : { equipment: used }),
  };
  const record = judgeImport(run, header, pins.procedure?.procedure);
  return importedRun({ ...record, contentHash: hash }, pins.unit?.entry);
};

function importedRun(
  body: ImportedRun,
  unit: Decision<unknown>["entries"][number] | undefined,
): Decision<RunImportResult> {
  const { id, finishedAt } = body;
  const run = { type: "run", id, version: 1, schema: "run/1", action: "imported", body };
  const entry = { ...run, occurredAt: finishedAt };
  return { entries: unit === undefined ? [entry] : [unit, entry], result: { created: true, id } };
}

function isKnown(sql: SqlReader, id: string, hash: string): boolean {
  const row = sql.get<{ hash: string | null }>(
    "SELECT content_hash AS hash FROM run WHERE id = ?",
    id,
  );
  if (row === undefined) return false;
  if (row.hash === hash) return true;
  throw new Refusal("run.different-content", `run ${id} exists with other content`, { id });
}

/** The same run with its times in microseconds. */
interface TimedRun extends Omit<RunImport, "startedAt" | "finishedAt" | "measurements"> {
  readonly startedAt: number;
  readonly finishedAt: number;
  readonly measurements: readonly (Omit<RunImport["measurements"][number], "takenAt"> & {
    readonly takenAt: number;
  })[];
}

function readTimes(run: RunImport): TimedRun {
  const startedAt = readTime(run.startedAt, "startedAt");
  const finishedAt = readTime(run.finishedAt, "finishedAt");
  if (finishedAt < startedAt) refuseInvalid("finishedAt", "it lies before startedAt");
  const measurements = run.measurements.map((measurement, index) => ({
    ...measurement,
    takenAt: readTime(measurement.takenAt, `measurements.${index}.takenAt`),
  }));
  return { ...run, startedAt, finishedAt, measurements };
}

/** An id holds no earlier time than 1970, ISO 8601 as we write it no later year than 9999. */
const YEAR_10000_US = Date.UTC(10_000, 0) * 1000;

function readTime(text: string, field: string): number {
  const utcUs = parseIsoTime(text) ?? refuseInvalid(field, `"${text}" is not a time`);
  if (utcUs >= 0 && utcUs < YEAR_10000_US) return utcUs;
  return refuseInvalid(field, `${text} does not lie in the years 1970 to 9999`);
}

/** Rig and station; where the rig is declared here, its station is known. */
function placeOf(sql: SqlReader, run: TimedRun): { rig: string; station: string } {
  const known =
    run.rig === undefined
      ? undefined
      : sql.get<{ station: string }>("SELECT station FROM rig WHERE name = ?", run.rig)?.station;
  if (known !== undefined && run.station !== undefined && known !== run.station) {
    refuseInvalid("station", `rig ${run.rig} stands at ${known}`);
  }
  const station = known ?? run.station ?? run.rig ?? "";
  return { rig: run.rig ?? station, station };
}

function judgeImport(
  { measurements, finishedAt, reported, completion }: TimedRun,
  header: RunHeader,
  procedure: Procedure | undefined,
): RunRecord {
  const specs = procedure === undefined ? undefined : measurementsByStep(procedure);
  let open = openRun(header, procedure);
  for (const measurement of measurements) {
    const { value: sent, step } = measurement;
    const limits = specs?.get(step)?.limits;
    const value =
      typeof sent === "string" && limits !== undefined ? readDecimalText(sent, limits) : sent;
    const input = compact({ ...measurement, value, quality: "good" as const });
    ({ run: open } = addMeasurement(open, input));
  }
  return finishRun(open, compact({ finishedAt, reported, stoppedBy: stopOf(completion) }));
}

/** What the sender says stopped it, in the words that can be counted. */
function stopOf(completion: RunImport["completion"]): FinishInput["stoppedBy"] {
  switch (completion) {
    case "aborted":
      return { completion, cause: "rig.reported-abort" };
    case "error":
      return { completion, cause: "rig.reported-error" };
    case "timeout":
      return { completion, cause: "run.silent" };
    case "completed":
      return undefined;
  }
}
