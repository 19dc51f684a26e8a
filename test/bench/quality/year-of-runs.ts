/**
 * A year of runs in the tables of runs and of quality, written by their own projections from bodies
 * as `run.import` makes them. Entries, leaves and proofs are left out: no question of quality reads
 * them, and with them half a million runs would take half an hour.
 */
import type { Entry } from "../../../gateway/domain/entry.ts";
import type { MeasurementRecord, RunRecord } from "../../../gateway/domain/run.ts";
import type { Connection } from "../../../gateway/ledger/store/connection.ts";
import { qualityProjection } from "../../../gateway/quality/facts/projection.ts";
import { projections } from "../../../gateway/records/projections.ts";
import { runProjection } from "../../../gateway/records/run/projection.ts";

/** Starts of the runs lie evenly between the two, microseconds. */
export const YEAR_END_US = Date.parse("2026-11-23T12:34:56Z") * 1000;
const YEAR_US = 365 * 86_400_000_000;

const OPERATIONS = ["ICT", "FCT", "HIPOT", "EOL"] as const;
/** Runs whose 20 values are stored, too: no more are read for one answer. */
const WITH_VALUES = 12_000;

/** Writes `count` runs of `count / 4` units at four operations; commits every 5,000. */
export function writeYear(db: Connection, count: number): void {
  for (const statement of projections.flatMap(({ ddl }) => ddl)) db.exec(statement);
  db.exec("PRAGMA synchronous = OFF");
  for (let index = 0; index < count; index += 1) {
    if (index % 5_000 === 0) db.exec(index === 0 ? "BEGIN" : "COMMIT; BEGIN");
    const run = runOf(index, count);
    const entry = { seq: index + 1, version: 1, logId: "bench/1", type: "run", id: run.id };
    runProjection.apply(db, entry as Entry, run);
    qualityProjection.apply(db, entry as Entry, run);
  }
  db.exec("COMMIT; ANALYZE");
}

function runOf(index: number, count: number): RunRecord {
  const startedAt = Math.floor(YEAR_END_US - YEAR_US + (index / count) * YEAR_US);
  const unit = Math.floor(index / OPERATIONS.length);
  const operation = OPERATIONS[index % OPERATIONS.length] ?? "FCT";
  // One run in twenty fails; a prime, so that stations and slots all have their share.
  const fails = (index * 7919) % 100 < 5;
  const station = `${operation}-${1 + (unit % 3)}`;
  return {
    id: `0199d0a4-3c2e-7b51-8f4a-${String(index).padStart(12, "0")}`,
    ...{ rig: station.toLowerCase(), station, operation, slot: String(1 + (unit % 4)) },
    ...{ serialNumber: `SN-${unit}`, partNumber: "PSU-24", revision: "C", unitId: `unit-${unit}` },
    orderId: `WO-${Math.floor(unit / 1_000)}`,
    ...{
      procedureId: `PSU-24/${operation}`,
      procedureVersion: 1 + Math.floor((index * 4) / count),
    },
    ...{ procedureHash: `hash-${operation}`, buildTag: "production", engineeringMode: false },
    ...{ simulated: false, source: "api", gatewayVersion: "0.1.0", startedAt },
    ...{ finishedAt: startedAt + 6e6, completion: "completed", mismatch: false },
    ...{ computed: fails ? "fail" : "pass", verdict: fails ? "fail" : "pass" },
    outcome: fails ? "fail" : "pass",
    failing: fails ? [`m${index % 20}`] : [],
    ...{ missing: [], notReached: [], refused: [] },
    measurements: index >= count - WITH_VALUES ? valuesOf(index, startedAt) : [],
  };
}

function valuesOf(index: number, takenAt: number): MeasurementRecord[] {
  return Array.from({ length: 20 }, (_, position) => {
    const value = 3.3 + Math.sin(index * 12.9898 + position) / 30;
    return {
      ...{ id: `m${position}`, name: `Measurement ${position}`, step: `m${position}`, attempt: 1 },
      ...{ value, valueInLimitUnit: value, unit: "V", quality: "good", takenAt },
      limits: { comparator: "GELE", unit: "V", specification: { low: 3.2, high: 3.4 } },
      ...{ computed: "pass", warned: false },
    };
  });
}
