import { expect, test, vi } from "vitest";
import type { RigEvent } from "../../../drivers/contract.ts";
import type { RunRecord } from "../../domain/run.ts";
import { RunKeeper, type RunKeeperParts } from "./run-keeper.ts";

const at = (seconds: number) => ({
  utcUs: seconds * 1e6,
  monoNs: BigInt(seconds) * 1_000_000_000n,
});

const WIRE = "wire of fct-1";

/** A keeper whose blobs are stored only when told to, and whose recorder has `WIRE` of each run. */
function openKeeper({ wants = true } = {}) {
  const writes: { text: string; stored: PromiseWithResolvers<string> }[] = [];
  const records: RunRecord[] = [];
  const calls: string[] = [];
  const recorder = {
    heard: ({ kind }: RigEvent) => calls.push(`heard ${kind}`),
    begin: (id: string) => {
      calls.push(`begin ${id}`);
      const cut = () => {
        calls.push(`cut ${id}`);
        return [{ port: "fct-1", bytes: () => Buffer.from(WIRE) }];
      };
      return { cut };
    },
    wants: () => wants,
  };
  const parts = {
    ...{ rig: "fct-1", station: "fct-1", operation: "FCT", simulated: false, runTimeoutMs: 60_000 },
    gatewayVersion: "0",
    ledger: {
      execute: async (name: string, input: RunRecord) => {
        if (name === "run.finish") records.push(input);
        return { result: { header: input, procedure: undefined }, entries: [] };
      },
    },
    intake: { add: () => true, flushed: async () => undefined },
    writeBlob: (bytes: Uint8Array) => {
      const stored = Promise.withResolvers<string>();
      writes.push({ text: Buffer.from(bytes).toString(), stored });
      return stored.promise;
    },
    recorder,
    publish: () => undefined,
    clock: { now: () => at(9), state: () => "synchronized" },
    newId: () => "run-1",
    dayOf: () => "2026-11-23",
    before: { runsToday: 0 },
    retryDelayMs: 1,
  };
  return { keeper: new RunKeeper(parts as unknown as RunKeeperParts), writes, records, calls };
}

async function makeRun(keeper: RunKeeper): Promise<void> {
  await keeper.handle({ kind: "run-started", takenAt: at(1) });
  await keeper.handle({ kind: "run-finished", takenAt: at(3) });
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test("raw bytes are on stable storage before the run's entry, which names them by port", async () => {
  const { keeper, writes, records, calls } = openKeeper();
  await makeRun(keeper);
  const wire = writes.find(({ text }) => text === WIRE);
  for (const write of writes) if (write !== wire) write.stored.resolve("trace-hash");
  await turn();
  await turn();
  expect(records).toEqual([]);
  wire?.stored.resolve("wire-hash");
  await vi.waitFor(() => expect(records).toHaveLength(1));
  expect(records[0]).toMatchObject({
    traceHash: "trace-hash",
    wireHashes: { "fct-1": "wire-hash" },
  });
  expect(calls).toEqual(["heard run-started", "begin run-1", "heard run-finished", "cut run-1"]);
});

test("of a run that needs no explaining nothing is cut and nothing written", async () => {
  const { keeper, writes, records, calls } = openKeeper({ wants: false });
  await makeRun(keeper);
  for (const write of writes) write.stored.resolve("trace-hash");
  await vi.waitFor(() => expect(records).toHaveLength(1));
  expect(records[0]?.wireHashes).toBeUndefined();
  expect(writes).toHaveLength(1);
  expect(calls).not.toContain("cut run-1");
});

test("raw bytes that meet a full disk are written again, the same as they were", async () => {
  const { keeper, writes, records } = openKeeper();
  await makeRun(keeper);
  const full = Object.assign(new Error("ENOSPC: no space"), { code: "ENOSPC" });
  for (const { text, stored } of [...writes]) {
    if (text === WIRE) stored.reject(full);
    else stored.resolve("trace-hash");
  }
  await vi.waitFor(() => expect(writes.filter(({ text }) => text === WIRE)).toHaveLength(2));
  expect(records).toEqual([]);
  writes.at(-1)?.stored.resolve("wire-hash");
  await vi.waitFor(() => expect(records).toHaveLength(1));
});
