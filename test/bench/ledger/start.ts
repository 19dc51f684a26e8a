/** What a start costs on a ledger of 1 GB whose write-ahead log holds 64 MB. */
import { statSync } from "node:fs";
import { join } from "node:path";
import { claimDirectory, FILES } from "../../../gateway/ledger/directory.ts";
import { checkTail } from "../../../gateway/ledger/log/check-tail.ts";
import { type BatchRequest, commitBatch } from "../../../gateway/ledger/store/batch.ts";
import { counterProjection, fixtureRules } from "../../../gateway/ledger/testing/fixture-rules.ts";
import {
  fixtureClock,
  fixtureContext,
  openFixture,
} from "../../../gateway/ledger/testing/open-fixture.ts";
import { type OpenStores, openStores } from "../../../gateway/ledger/writer-host.ts";

const LEDGER_BYTES = 1_000_000_000;
const WAL_BYTES = 64 * 1_048_576;
/** A run of 20 measurements has about this much text. */
const BODY = { by: 1, text: "x".repeat(7_000) };
const BATCH_ENTRIES = 500;
const ALL = () => true;

/** Builds the ledger, leaves it as a kill would, and starts it. Milliseconds. */
export async function benchStart(directory: string) {
  const { startCheckMs, ledgerMb, walMb } = build(directory);
  const start = performance.now();
  await using ledger = await openFixture(directory);
  await ledger.whenReady();
  const startReadyMs = Math.round(performance.now() - start);
  return { startCheckMs, startReadyMs, ledgerMb, walMb };
}

function build(directory: string) {
  using _lock = claimDirectory({ directory, demo: false });
  const stores = openStores(
    {
      ...{ directory, demo: false, newLogId: "log-1", newGatewayId: "gateway-1" },
      startedAtUs: fixtureClock.now().utcUs,
      segments: { segmentMb: 64, segmentMinutes: 60 },
    },
    { rules: fixtureRules, projections: [counterProjection], upcasters: {} },
  );
  const path = join(directory, FILES.ledger);
  // Built without waiting for the disk; what is measured is reading.
  stores.db.exec("PRAGMA synchronous = OFF");
  let batches = 0;
  const grow = (): void => {
    batches += 1;
    appendBatch(stores, batches);
  };
  while (statSync(path).size < LEDGER_BYTES) grow();
  stores.db.exec("PRAGMA wal_autocheckpoint = 0; PRAGMA wal_checkpoint(TRUNCATE);");
  while (statSync(`${path}-wal`).size < WAL_BYTES) grow();
  const start = performance.now();
  const damage = checkTail(stores.db, stores.log);
  if (damage !== undefined) throw new Error(damage);
  const startCheckMs = Math.round(performance.now() - start);
  stores.telemetry[Symbol.dispose]();
  const sizes = [path, `${path}-wal`].map((file) => Math.round(statSync(file).size / 1e6));
  // The connection stays open to the end of the process: closing it would empty the log.
  return { startCheckMs, ledgerMb: sizes[0] ?? 0, walMb: sizes[1] ?? 0 };
}

function appendBatch(stores: OpenStores, batch: number): void {
  const requests = Array.from({ length: BATCH_ENTRIES }, (_, index): BatchRequest => {
    const input = { id: `${batch}-${index}`, by: 1, body: BODY };
    const command = { kind: "execute", name: "raise", input, context: fixtureContext } as const;
    return { ...command, id: index, recordedAt: fixtureClock.now().utcUs };
  });
  commitBatch(stores, requests, ALL);
}
