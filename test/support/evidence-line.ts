/** A ledger with units and runs in a directory of its own, and packages made of it. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openBlobs } from "../../gateway/blobs/blobs.ts";
import { openEvidence } from "../../gateway/composition/evidence.ts";
import { openLedger } from "../../gateway/ledger/open-ledger.ts";
import {
  fixtureContext as context,
  fixtureClock,
  silentLog,
} from "../../gateway/ledger/testing/open-fixture.ts";
import type { EvidenceScope, EvidenceView } from "../../gateway/records/evidence/record.ts";
import type { GatewayQueries } from "../../gateway/records/queries.ts";
import type { GatewayRules } from "../../gateway/records/rules.ts";
import type { RunImport } from "../../gateway/records/run/import/import-schema.ts";
import { ORDER, PRODUCT, procedureOf } from "../../gateway/records/testing/line.ts";

/** Serial number of the nth unit. */
export const serialOf = (index: number) => `PSU24-${String(index).padStart(6, "0")}`;

/** Opens the ledger of `directory` with product, procedures and order. The caller disposes. */
export async function openEvidenceLine(directory: string, { demo = false } = {}) {
  const ledger = await openLedger<GatewayRules, GatewayQueries>({
    ...{ directory, demo, clock: fixtureClock, log: silentLog },
    writerUrl: new URL("../../gateway/writer.ts", import.meta.url),
    readerUrl: new URL("../../gateway/reader.ts", import.meta.url),
  });
  await ledger.execute("product.import", PRODUCT, context);
  for (const operation of PRODUCT.route) {
    await ledger.execute("procedure.import", procedureOf(operation), context);
  }
  const blobs = await openBlobs(join(directory, "blobs"));
  let failure: unknown;
  const evidence = openEvidence({
    ...{ ledger, blobs, demo, dataDirectory: directory, organization: "Example Mfg" },
    version: "0.1.0",
    fail: (error) => {
      failure = error;
    },
  });

  return {
    ledger,
    blobs,
    evidence,
    orderUnits: (quantity: number) =>
      ledger.execute("order.import", { ...ORDER, quantity }, context),
    addRun: (run: RunImport) =>
      ledger.execute("run.import", { run, gatewayVersion: "0.1.0" }, context),
    /** Drafts, assembles and seals; the package as it is then. */
    async seal(scope: EvidenceScope, draft: object = {}): Promise<EvidenceView> {
      const id = crypto.randomUUID();
      const input = { id, scope, organization: "Example Mfg", demo, ...draft };
      await ledger.execute("evidence.draft", input, context);
      evidence.desk.begin(await ledger.ask("evidence.get", { id }), context);
      await evidence.desk.idle();
      if (failure !== undefined) throw failure;
      return evidence.desk.follow(await ledger.ask("evidence.get", { id }));
    },
    /** Writes the sealed zip to a file. */
    async download({ seal }: EvidenceView, path: string): Promise<void> {
      const { chunks } = await evidence.stream(seal?.hash ?? "");
      await writeFile(path, chunks);
    },
    [Symbol.asyncDispose]: () => ledger[Symbol.asyncDispose](),
  };
}

export type EvidenceLine = Awaited<ReturnType<typeof openEvidenceLine>>;

/** A run of one measurement; every tenth fails. */
export function runOf(index: number, change: Partial<RunImport> = {}): RunImport {
  const volts = index % 10 === 0 ? 3.7 : 3.3;
  const at = "2026-11-23T06:30:00Z";
  return {
    id: `0199d0a4-3c2e-7b51-8f4a-${String(index).padStart(12, "0")}`,
    ...{ station: "FCT-2", operation: "FCT", serialNumber: serialOf(index), partNumber: "PSU-24" },
    ...{ startedAt: at, finishedAt: "2026-11-23T06:30:06.250000Z", completion: "completed" },
    measurements: [{ step: "voltage", value: volts, unit: "V", takenAt: at }],
    ...change,
  };
}
