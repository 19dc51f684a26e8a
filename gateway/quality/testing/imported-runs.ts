/** Runs from outside, made as the API takes them: for tests. */
import type { ProcedureBody } from "../../records/import-file.ts";
import type { RunImport } from "../../records/run/import/import-schema.ts";
import { importLine, procedureOf, runId, serial } from "../../records/testing/line.ts";
import { type MemoryLedger, openMemoryLedger } from "../../records/testing/memory-ledger.ts";

/** 2026-11-23T00:00:00Z, microseconds. */
export const DAY_1_US = Date.parse("2026-11-23T00:00:00Z") * 1000;
const MINUTE_MS = 60_000;

/** P pass, F fail, A aborted, E error, T timeout, R a pass with an in-run retry. */
export type Letter = "P" | "F" | "A" | "E" | "T" | "R";

export interface OutsideRun {
  readonly index: number;
  readonly unit: number;
  readonly letter: Letter;
  /** Minutes after the first day began; the run's number where absent. */
  readonly minute?: number;
  readonly operation?: string;
  readonly station?: string;
  /** In volts; what the letter asks for where absent. */
  readonly volts?: number;
}

const COMPLETIONS = { A: "aborted", E: "error", T: "timeout" } as const;

/** The run as `POST /runs` takes it. */
export function outsideRun(run: OutsideRun): RunImport {
  const startMs = DAY_1_US / 1000 + (run.minute ?? run.index) * MINUTE_MS;
  const at = (offsetMs: number) => new Date(startMs + offsetMs).toISOString();
  const { letter } = run;
  const completion = letter in COMPLETIONS ? COMPLETIONS[letter as "A"] : "completed";
  const volts = run.volts ?? (letter === "F" ? 3.5 : 3.3);
  const value = (attempt: number, measured: number) => ({
    ...{ step: "voltage", value: measured, unit: "V", attempt },
    takenAt: at(1_000 * attempt),
  });
  const measured = { P: [volts], F: [volts], R: [3.5, 3.3], A: [], E: [], T: [] }[letter];
  return {
    id: runId(run.index),
    station: run.station ?? "FCT-1",
    operation: run.operation ?? "FCT",
    serialNumber: serial(run.unit),
    partNumber: "PSU-24",
    startedAt: at(0),
    finishedAt: at(6_000),
    completion,
    measurements: measured.map((each, position) => value(position + 1, each)),
  };
}

/** A line in memory whose procedures allow one retry of a measurement. */
export function openQualityLine(change: Partial<ProcedureBody> = {}) {
  const ledger = openMemoryLedger();
  importLine(ledger);
  for (const operation of ["FCT", "HIPOT"]) {
    const measurements = procedureOf(operation).measurements.map((each) => {
      return { ...each, attemptsMax: 2 };
    });
    const body = procedureOf(operation, { version: 2, measurements, ...change });
    ledger.execute("procedure.import", body);
  }
  return ledger;
}

/** Stores a run from outside. */
export function importOutside(ledger: MemoryLedger, run: OutsideRun): void {
  ledger.execute("run.import", { run: outsideRun(run), gatewayVersion: "0.1.0" });
}
