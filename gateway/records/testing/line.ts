/** A small line of two operations with its records: for tests. */
import { addMeasurement, finishRun, type OpenRun, openRun } from "../../domain/run.ts";
import type { EquipmentBinding } from "../equipment/pin.ts";
import type { OrderBody, ProcedureBody, ProductBody } from "../import-file.ts";
import type { RunStarted } from "../run/start-rule.ts";
import type { MemoryLedger } from "./memory-ledger.ts";

export const PRODUCT: ProductBody = {
  partNumber: "PSU-24",
  name: "Power supply",
  stage: "mp",
  route: ["FCT", "HIPOT"],
  revisions: [{ revision: "C", status: "released" }],
};

/** A procedure of one measurement `voltage`, 3.2 to 3.4 V. */
export function procedureOf(operation: string, change: Partial<ProcedureBody> = {}): ProcedureBody {
  return {
    id: `PSU-24/${operation}`,
    version: 1,
    name: operation,
    partNumber: "PSU-24",
    operation,
    status: "effective",
    unexpected: "record",
    measurements: [
      {
        id: "voltage",
        name: "Voltage",
        aliases: ["u"],
        limits: { comparator: "GELE", unit: "V", specification: { low: 3.2, high: 3.4 } },
        attemptsMax: 1,
      },
    ],
    ...change,
  };
}

export const ORDER: OrderBody = {
  id: "WO-1",
  partNumber: "PSU-24",
  revision: "C",
  quantity: 20,
  status: "released",
  serialNumbers: { prefix: "PSU24-", from: 1, digits: 6 },
};

/** Imports product, procedures and order. */
export function importLine(ledger: MemoryLedger): void {
  ledger.execute("product.import", PRODUCT);
  for (const operation of PRODUCT.route) {
    ledger.execute("procedure.import", procedureOf(operation));
  }
  ledger.execute("order.import", ORDER);
}

export const serial = (index: number) => `PSU24-${String(index).padStart(6, "0")}`;
export const runId = (index: number) =>
  `01a20714-d164-7761-8cac-${String(index).padStart(12, "0")}`;

export interface TestRun {
  readonly index: number;
  readonly serialNumber?: string;
  readonly operation?: string;
  readonly volts?: number;
  readonly reported?: "pass" | "fail" | "error" | "aborted";
  readonly startedAt?: number;
  readonly equipment?: readonly EquipmentBinding[];
}

/** Begins a run at a rig named after the operation. */
export function startTestRun(ledger: MemoryLedger, run: TestRun): RunStarted {
  const operation = run.operation ?? "FCT";
  return ledger.execute("run.start", {
    id: runId(run.index),
    rig: `${operation.toLowerCase()}-1`,
    station: `${operation}-1`,
    operation,
    serialNumber: run.serialNumber ?? serial(1),
    partNumber: "PSU-24",
    simulated: true,
    gatewayVersion: "0.1.0",
    equipment: run.equipment ?? [],
    startedAt: run.startedAt ?? 1_700_000_000_000_000 + run.index * 1_000_000,
  }).result;
}

/** The record of a run with one measurement, as the domain judges it. */
export function recordOf({ header, procedure }: RunStarted, run: TestRun) {
  let open: OpenRun = openRun(header, procedure);
  if (run.volts !== undefined) {
    const takenAt = header.startedAt + 1;
    const reading = { step: "voltage", value: run.volts, unit: "V", quality: "good" as const };
    ({ run: open } = addMeasurement(open, { ...reading, takenAt }));
  }
  const finishedAt = header.startedAt + 1_000_000;
  const { reported } = run;
  return finishRun(open, { finishedAt, ...(reported === undefined ? {} : { reported }) });
}

/** A whole run: begun, measured, finished. */
export function performRun(ledger: MemoryLedger, run: TestRun): void {
  const started = startTestRun(ledger, run);
  ledger.execute("run.finish", recordOf(started, { volts: 3.3, ...run }));
}
