/** The real ledger in a scratch directory, with a rule that appends any entry. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Clock, Log } from "../../../drivers/contract.ts";
import type { RunRecord } from "../../../gateway/domain/run.ts";
import type { Account, Stream } from "../../../gateway/ledger/contract.ts";
import { openLedger } from "../../../gateway/ledger/open-ledger.ts";
import type { OpenedLedger } from "../../../gateway/ledger/opened-ledger.ts";
import { openSystemClock } from "../../../gateway/platform/system-clock.ts";
import type { Reading } from "../../../gateway/telemetry/contract.ts";
import type { appendQueries, appendRules } from "./rules.ts";

export type AppendLedger = OpenedLedger<typeof appendRules, typeof appendQueries>;

export interface ScratchLedger extends AsyncDisposable {
  readonly ledger: AppendLedger;
  /** Appends finished runs with these ids in one command. */
  appendRuns(ids: readonly string[], changes?: Partial<RunRecord>): Promise<void>;
  appendReadings(readings: readonly Partial<Reading>[]): Promise<void>;
  account(sink: string, stream: Stream): Promise<Account>;
}

export const testClock: Clock = openSystemClock();
export const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** Removed with its directory at the end. */
export async function openScratchLedger(): Promise<ScratchLedger> {
  const directory = await mkdtemp(join(tmpdir(), "rigline-test-ledger-"));
  const ledger: AppendLedger = await openLedger({
    directory: join(directory, "data"),
    demo: false,
    writerUrl: new URL("./writer.ts", import.meta.url),
    readerUrl: new URL("./reader.ts", import.meta.url),
    clock: testClock,
    log: silentLog,
  });
  await ledger.whenReady();
  return {
    ledger,
    appendRuns: (ids, changes = {}) => appendRuns(ledger, ids, changes),
    appendReadings: async (readings) => {
      const takenAt = testClock.now().utcUs;
      await ledger.appendReadings(readings.map((reading) => ({ ...READING, takenAt, ...reading })));
    },
    account: async (sink, stream) => {
      const accounts = await ledger.accounts();
      const found = accounts.find((one) => one.sink === sink && one.stream === stream);
      if (found === undefined) throw new Error(`no account of ${sink} for ${stream}`);
      return found;
    },
    async [Symbol.asyncDispose]() {
      await ledger[Symbol.asyncDispose]();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

const READING: Reading = {
  rig: "rig-1",
  channel: "vcc",
  value: 3.3,
  unit: "V",
  quality: "good",
  takenAt: 0,
};

async function appendRuns(
  ledger: AppendLedger,
  ids: readonly string[],
  changes: Partial<RunRecord>,
): Promise<void> {
  const occurredAt = testClock.now().utcUs;
  const entries = ids.map((id) => ({
    type: "run",
    id,
    version: 1,
    schema: "run/1",
    action: "finished",
    body: finishedRun(id, { finishedAt: occurredAt, ...changes }),
  }));
  const context = { actor: "system:test", station: "fct-1", occurredAt, clockState: "synced" };
  await ledger.execute("append", entries, { ...context, clockState: "synced" });
}

/** A finished run of one measurement. */
export function finishedRun(id: string, changes: Partial<RunRecord> = {}): RunRecord {
  const finishedAt = changes.finishedAt ?? 1_795_000_000_000_000;
  return {
    id,
    rig: "rig-1",
    station: "fct-1",
    operation: "FCT",
    serialNumber: `SN-${id}`,
    partNumber: "PN-1",
    buildTag: "production",
    engineeringMode: false,
    simulated: false,
    source: "rig",
    gatewayVersion: "0",
    startedAt: finishedAt - 1_000_000,
    finishedAt,
    durationMs: 1_000,
    completion: "completed",
    computed: "pass",
    verdict: "pass",
    outcome: "pass",
    mismatch: false,
    missing: [],
    notReached: [],
    refused: [],
    failing: [],
    measurements: [
      {
        id: "vcc",
        name: "Supply",
        step: "vcc",
        attempt: 1,
        value: 3.3,
        unit: "V",
        quality: "good",
        takenAt: finishedAt - 500_000,
        computed: "pass",
        warned: false,
      },
    ],
    ...changes,
  };
}
