import { isoTime } from "../../domain/iso-time.ts";
import {
  addMeasurement,
  type OpenRun,
  openRun,
  type RunHeader,
  type RunRecord,
} from "../../domain/run.ts";
import {
  type NumberedReading,
  type Query,
  type QueryContext,
  Refusal,
  type SqlReader,
  type StoredEntry,
} from "../../ledger/contract.ts";
import { readVersions } from "../../ledger/store/record-versions.ts";
import { compact } from "../compact.ts";
import { findPinnedProcedure } from "../procedure/lookup.ts";
import { upcasters } from "../upcasters.ts";
import type { RunDetail } from "../views.ts";
import { presentMeasurement } from "./present.ts";
import { presentRow, RUN_COLUMNS, type RunRow } from "./row.ts";

/** The row of a run. Throws Refusal `run.not-found`. */
export function getRunRow(sql: SqlReader, id: string): RunRow {
  const row = sql.get<RunRow>(`SELECT ${RUN_COLUMNS} FROM run WHERE id = ?`, id);
  if (row === undefined) throw new Refusal("run.not-found", `there is no run ${id}`, { id });
  return row;
}

/**
 * A run with everything the ledger holds of it; of a running one, what was measured so far. The
 * caller fills `delivery`. Throws Refusal `run.not-found`.
 */
export const getRun: Query<{ readonly id: string }, RunDetail> = (context, { id }) => {
  const row = getRunRow(context.sql, id);
  const versions = readVersions(context.sql, { type: "run", id }, upcasters);
  const latest = versions.at(-1)?.body as RunHeader | RunRecord;
  const content = "outcome" in latest ? latest : measuredSoFar(context, latest);
  const { revision, procedureId, procedureVersion, procedureHash, limitSetHash } = latest;
  const { traceHash, wireHashes, missing, notReached, refused } = content;
  return {
    ...presentRow(row),
    ...compact({ revision, procedureId, procedureVersion, procedureHash, limitSetHash }),
    ...compact({ traceHash, wireHashes }),
    buildTag: latest.buildTag,
    gatewayVersion: latest.gatewayVersion,
    equipment: (latest.equipment ?? []).map((used) => ({
      ...used,
      steps: [...(used.steps ?? [])],
    })),
    missing: [...missing],
    notReached: [...notReached],
    refused: [...refused],
    measurements: content.measurements.map(presentMeasurement),
    entries: versions.map(presentEntry),
    delivery: [],
  };
};

type Content = Pick<RunRecord, "measurements" | "missing" | "notReached" | "refused"> & {
  readonly traceHash?: string;
  readonly wireHashes?: Readonly<Record<string, string>>;
};

function measuredSoFar({ sql, telemetry }: QueryContext, header: RunHeader): Content {
  const procedure = findPinnedProcedure(sql, header);
  const { rig, id: runId, startedAt: fromUs } = header;
  const { measurements, refused } = telemetry
    .measurementsOfRun({ rig, runId, fromUs })
    .reduce<OpenRun>(addReading, openRun(header, procedure));
  return { measurements, refused: [...refused], missing: [], notReached: [] };
}

function addReading(run: OpenRun, reading: NumberedReading): OpenRun {
  const { step, value, unit, quality, takenAt, attempt, reported } = reading;
  if (step === undefined) return run;
  const input = compact({ step, value, unit, quality, takenAt, attempt, reported });
  return addMeasurement(run, input).run;
}

function presentEntry({ entry, leaf }: StoredEntry): RunDetail["entries"][number] {
  const { seq, version, action, clockState, bodyHash } = entry;
  return {
    seq,
    version,
    action,
    recordedAt: isoTime(entry.recordedAt),
    clockState,
    bodyHash,
    leaf,
  };
}
