/** Runs and measurements as the API answers them and the dashboard shows them. Pure. */
import { isoTime } from "../../domain/iso-time.ts";
import type { MeasurementRecord, RunHeader, RunRecord } from "../../domain/run.ts";
import { compact } from "../compact.ts";
import type { MeasurementView, RunSummary } from "../views.ts";

/** Where a run stands in the ledger: the position of its latest entry, its attempt if known. */
export interface RunPosition {
  readonly seq: number;
  readonly attempt?: number;
}

/** A run as lists and live events show it, from its header (running) or its finished record. */
export function summarise(run: RunHeader | RunRecord, position: RunPosition): RunSummary {
  const { id, rig, station, operation, slot, serialNumber, partNumber, unitId, orderId } = run;
  const finished = "outcome" in run ? run : undefined;
  const outcome: RunSummary["outcome"] = finished?.outcome ?? "running";
  const completion: RunSummary["completion"] = finished?.completion ?? "running";
  return compact({
    ...{ id, seq: position.seq, rig, station, operation, slot, serialNumber, partNumber },
    ...{ unitId, orderId, attempt: position.attempt },
    outcome,
    completion,
    cause: finished?.cause,
    computed: finished?.computed,
    reported: finished?.reported,
    mismatch: finished?.mismatch ?? false,
    failing: finished === undefined ? [] : failingNames(finished),
    simulated: run.simulated,
    engineeringMode: run.engineeringMode,
    source: run.source,
    invitation: presentInvitation(run.invitation),
    startedAt: isoTime(run.startedAt),
    finishedAt: finished && isoTime(finished.finishedAt),
    durationMs: finished?.durationMs,
  });
}

/** The same, to be changed by whoever has it. */
export function presentInvitation(of: RunHeader["invitation"]): RunSummary["invitation"] {
  return of && (structuredClone(of) as NonNullable<RunSummary["invitation"]>);
}

/** Names of the measurements that made a run fail, the first to do so first. */
export function failingNames(record: RunRecord): string[] {
  if (record.failing.length === 0) return [];
  const names = new Map(record.measurements.map(({ id, name }) => [id, name]));
  return record.failing.map((id) => names.get(id) ?? id);
}

/** A measurement with its time as text. */
export function presentMeasurement(measurement: MeasurementRecord): MeasurementView {
  return { ...measurement, takenAt: isoTime(measurement.takenAt) };
}
