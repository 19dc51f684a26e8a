/**
 * The ledger's writer without its threads, to be killed a hundred times: opens a data directory,
 * commits batches until it dies, and says on standard output what is durable.
 *
 *   node write-forever.ts DIRECTORY ROUND
 */
import { writeSync } from "node:fs";
import { flushCompileCache } from "node:module";
import { claimDirectory } from "../../../gateway/ledger/directory.ts";
import { type BatchRequest, commitBatch } from "../../../gateway/ledger/store/batch.ts";
import {
  counterProjection,
  fixtureRules,
  fixtureUpcasters,
} from "../../../gateway/ledger/testing/fixture-rules.ts";
import { openStores } from "../../../gateway/ledger/writer-host.ts";

const [directory = "", round = "0"] = process.argv.slice(2);
const STANDARD_OUTPUT = 1;
const NOW_US = 1_795_000_000_000_000;
const CONTEXT = {
  ...{ actor: "system:test", station: "FCT-1", occurredAt: NOW_US },
  clockState: "synced" as const,
};
const ALL = () => true;

claimDirectory({ directory, demo: false });
const stores = openStores(
  {
    ...{ directory, demo: false, newLogId: "log-1", newGatewayId: "gateway-1" },
    startedAtUs: NOW_US,
    // Segments of 50 kB, so that kills also fall into their sealing.
    segments: { segmentMb: 0.05, segmentMinutes: 60 },
  },
  { rules: fixtureRules, projections: [counterProjection], upcasters: fixtureUpcasters },
);
say({ opened: true, ...(stores.damage === undefined ? {} : { damage: stores.damage }) });
// A killed process leaves no compiled code behind; without it each round would compile all again.
if (round === "0") flushCompileCache();
for (let batch = 0; ; batch += 1) {
  appendReadings(batch);
  appendEntries(batch);
  stores.telemetry.step();
}

/** One synchronous write: what was said is said, whenever the kill comes. */
function say(line: object): void {
  writeSync(STANDARD_OUTPUT, `${JSON.stringify(line)}\n`);
}

function appendReadings(batch: number): void {
  const readings = [0, 1, 2].map((offset) => ({
    ...{ rig: `rig-${round}`, channel: "c", value: batch * 3 + offset, unit: "V" },
    quality: "good" as const,
    takenAt: NOW_US + batch * 3 + offset,
  }));
  const request: BatchRequest = { id: batch, kind: "readings", readings, recordedAt: NOW_US };
  const { from } = commitBatch(stores, [request], ALL).message.readings;
  say({ rig: `rig-${round}`, value: batch * 3, from });
}

function appendEntries(batch: number): void {
  const requests = [0, 1, 2].map((part): BatchRequest => {
    const input = { id: `${round}-${batch}-${part}`, by: 1 };
    const command = { kind: "execute", name: "raise", input, context: CONTEXT } as const;
    return { ...command, id: part, recordedAt: NOW_US };
  });
  const { entries } = commitBatch(stores, requests, ALL).message;
  for (const { entry } of entries) say({ id: entry.id, seq: entry.seq });
}
