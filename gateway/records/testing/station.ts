/** Stations with rigs of each strength on the small line: for tests. */
import type { Strength } from "../../domain/interlock/admission.ts";
import type { RigBody } from "../rig/rules.ts";
import { importLine, runId } from "./line.ts";
import type { MemoryLedger } from "./memory-ledger.ts";

/** When the memory ledger's clock stands, in microseconds. */
export const NOW = 1_700_000_000_000_000;

/** A rig at station `FCT-1` or `HIPOT-1`, as the configuration would declare it. */
export function rigOf(operation: string, change: Partial<RigBody> = {}): RigBody {
  return {
    name: `${operation.toLowerCase()}-1`,
    title: `Tester ${operation}`,
    station: `${operation}-1`,
    ...{ operation, driver: "serial-line", port: "p", simulated: false, partNumber: "PSU-24" },
    ...change,
  };
}

/** The line, with both rigs of the strength asked for. */
export function openStations(ledger: MemoryLedger, strength?: Strength): void {
  importLine(ledger);
  const interlocks = { armForMs: 60_000, ...(strength === undefined ? {} : { strength }) };
  for (const operation of ["FCT", "HIPOT"]) {
    ledger.execute("rig.declare", rigOf(operation, { interlocks }));
  }
}

/** Arms a rig for a serial number. */
export function arm(ledger: MemoryLedger, rig: string, scan: string) {
  const input = { rig, slot: "", scan, operator: "p-1" };
  return ledger.execute("station.arm", input, { occurredAt: NOW }).result;
}

/** What a rig says when a run begins on it, with or without a serial number. */
export function begin(
  ledger: MemoryLedger,
  run: {
    readonly index: number;
    readonly operation?: string;
    readonly serialNumber?: string;
    readonly startedAt?: number;
  },
) {
  const { index, operation = "FCT", serialNumber, startedAt = NOW + index } = run;
  const rig = `${operation.toLowerCase()}-1`;
  return ledger.execute(
    "run.start",
    {
      ...{ id: runId(index), rig, station: `${operation}-1`, operation, simulated: false },
      ...{ gatewayVersion: "0.1.0", startedAt, partNumber: "PSU-24" },
      ...(serialNumber === undefined ? {} : { serialNumber }),
    },
    { occurredAt: startedAt, actor: `rig:${rig}` },
  ).result;
}
