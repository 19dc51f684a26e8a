/** A real ledger in a directory of its own, with a small product in it; for tests only. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CommandContext } from "../../ledger/contract.ts";
import { openLedger } from "../../ledger/open-ledger.ts";
import type { OpenedLedger } from "../../ledger/opened-ledger.ts";
import { type RecordsFile, recordsFile } from "../../records/import-file.ts";
import type { GatewayQueries } from "../../records/queries.ts";
import type { GatewayRules } from "../../records/rules.ts";
import type { RunImport } from "../../records/run/import/import-schema.ts";
import { AT_US } from "./dependencies.ts";

const RECORDS: RecordsFile = recordsFile.parse({
  products: [
    {
      partNumber: "PSU-24",
      name: "Power supply",
      stage: "mp",
      route: ["FCT", "HIPOT"],
      revisions: [{ revision: "C", status: "released" }],
    },
  ],
  procedures: [
    {
      id: "PSU-24/FCT",
      version: 1,
      name: "Functional test",
      partNumber: "PSU-24",
      operation: "FCT",
      status: "effective",
      measurements: [
        {
          id: "output-voltage",
          name: "Output voltage",
          limits: { comparator: "GELE", unit: "V", specification: { low: 23.76, high: 24.24 } },
        },
        {
          id: "ripple",
          name: "Ripple",
          limits: { comparator: "LE", unit: "mV", specification: { high: 60 } },
        },
      ],
    },
  ],
  orders: [
    {
      id: "WO-1042",
      partNumber: "PSU-24",
      revision: "C",
      quantity: 400,
      status: "released",
      serialNumbers: { prefix: "PSU24-", from: 1, digits: 6 },
    },
  ],
});

export type SampleLedger = OpenedLedger<GatewayRules, GatewayQueries>;

export const testContext: CommandContext = {
  actor: "system:test",
  station: "FCT-1",
  occurredAt: AT_US,
  clockState: "synced",
};

const silent = () => undefined;

/** Opens it and imports the records. Disposing closes it and removes its directory. */
export async function openSampleLedger(): Promise<{ ledger: SampleLedger } & AsyncDisposable> {
  const directory = await mkdtemp(join(tmpdir(), "rigline-api-"));
  const ledger = await openLedger<GatewayRules, GatewayQueries>({
    directory,
    demo: false,
    writerUrl: new URL("../../writer.ts", import.meta.url),
    readerUrl: new URL("../../reader.ts", import.meta.url),
    clock: { now: () => ({ utcUs: AT_US, monoNs: process.hrtime.bigint() }) },
    log: { debug: silent, info: silent, warn: silent, error: silent },
  });
  await ledger.whenReady();
  for (const product of RECORDS.products) {
    await ledger.execute("product.import", product, testContext);
  }
  for (const procedure of RECORDS.procedures) {
    await ledger.execute("procedure.import", procedure, testContext);
  }
  for (const order of RECORDS.orders) await ledger.execute("order.import", order, testContext);
  return {
    ledger,
    async [Symbol.asyncDispose]() {
      await ledger[Symbol.asyncDispose]();
      await rm(directory, { recursive: true });
    },
  };
}

/** The `index`th run from outside: FCT of the unit with that number, ripple as given. */
export function sampleRun(index: number, ripple = 40): RunImport {
  const digits = String(index).padStart(6, "0");
  const second = (offset: number) => new Date(AT_US / 1000 + index * 60_000 + offset).toISOString();
  return {
    id: `0199d0a4-3c2e-7b51-8f4a-000000${digits}`,
    station: "FCT-1",
    rig: "fct-1",
    operation: "FCT",
    serialNumber: `PSU24-${digits}`,
    partNumber: "PSU-24",
    startedAt: second(0),
    finishedAt: second(6_000),
    reported: "pass",
    completion: "completed",
    measurements: [
      { step: "output-voltage", value: 24.01, unit: "V", takenAt: second(1_000), reported: "pass" },
      { step: "ripple", value: ripple, unit: "mV", takenAt: second(2_000), reported: "pass" },
    ],
  };
}
