import { expect, test, vi } from "vitest";
import type { RigEvent } from "../../../drivers/contract.ts";
import type { RunRecord } from "../../domain/run.ts";
import { Refusal } from "../../ledger/contract.ts";
import type { Reading } from "../../telemetry/contract.ts";
import { RunKeeper, type RunKeeperParts } from "./run-keeper.ts";

const at = (seconds: number) => ({
  utcUs: seconds * 1e6,
  monoNs: BigInt(seconds) * 1_000_000_000n,
});
const started = (seconds: number): RigEvent => ({ kind: "run-started", takenAt: at(seconds) });
const finished = (seconds: number): RigEvent => ({ kind: "run-finished", takenAt: at(seconds) });
const reading = (seconds: number): RigEvent => ({
  ...{ kind: "reading", channel: "load", value: seconds, unit: "A", quality: "good" },
  takenAt: at(seconds),
});

const measured = (seconds: number): RigEvent => ({ ...reading(seconds), step: "v" }) as RigEvent;

/** A keeper whose ledger answers `run.finish` only when told to. */
function openKeeper(replaced: object = {}) {
  const finishes: PromiseWithResolvers<void>[] = [];
  const executed: string[] = [];
  const records: RunRecord[] = [];
  const readings: Reading[] = [];
  const published: string[] = [];
  let ids = 0;
  const execute = async (name: string, input: { id: string }) => {
    if (name === "run.finish") {
      const finish = Promise.withResolvers<void>();
      finishes.push(finish);
      await finish.promise;
      records.push(input as RunRecord);
    }
    executed.push(`${name} ${input.id}`);
    return { result: { header: input, procedure: undefined, attempt: 1 }, entries: [] };
  };
  const parts = {
    ...{ rig: "fct-1", station: "fct-1", operation: "FCT", simulated: false, runTimeoutMs: 60_000 },
    gatewayVersion: "0",
    ledger: { execute },
    intake: { add: (added: Reading) => readings.push(added) > 0, flushed: async () => undefined },
    writeBlob: async () => "0".repeat(64),
    publish: ({ kind }: { kind: string }) => published.push(kind),
    clock: { now: () => at(9), state: () => "synchronized" },
    newId: () => `run-${++ids}`,
    dayOf: () => "2026-11-23",
    before: { runsToday: 0 },
    retryDelayMs: 1,
    ...replaced,
  };
  const keeper = new RunKeeper(parts as unknown as RunKeeperParts);
  return { keeper, finishes, executed, records, readings, published };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test("readings go on while a finished run is stored, without its id; the next run waits", async () => {
  const { keeper, finishes, executed, readings, published } = openKeeper();
  await keeper.handle(started(1));
  await keeper.handle(reading(2));
  await keeper.handle(finished(3));
  await keeper.handle(reading(4));
  await keeper.tick(at(5));
  const next = keeper.handle(started(5));
  await turn();
  expect(readings.map(({ value, runId }) => [value, runId])).toEqual([
    [2, "run-1"],
    [4, undefined],
  ]);
  expect(executed).toEqual(["run.start run-1"]);
  expect(published).not.toContain("run-stored");
  expect(keeper.open.map(({ run }) => run.id)).toEqual(["run-1"]);
  finishes[0]?.resolve();
  await next;
  expect(executed).toEqual(["run.start run-1", "run.finish run-1", "run.start run-2"]);
  expect(published).toContain("run-stored");
});

test("stopping waits for the run that is being stored", async () => {
  const { keeper, finishes, executed } = openKeeper();
  await keeper.handle(started(1));
  await keeper.handle(finished(2));
  const stopped = keeper.stopAll("error", "gateway.stopped").then(() => executed.push("stopped"));
  await turn();
  finishes[0]?.resolve();
  await stopped;
  expect(executed).toEqual(["run.start run-1", "run.finish run-1", "stopped"]);
});

const full = () => new Refusal("ledger.unavailable", "the disk is full");
const pass = (seconds: number): RigEvent => ({
  ...{ kind: "run-finished", reported: "pass" },
  takenAt: at(seconds),
});

test("a finished run that finds no room is stored later as it ended, and the next one after it", async () => {
  const { keeper, finishes, executed, records, readings } = openKeeper();
  await keeper.handle(started(1));
  await keeper.handle(measured(2));
  await keeper.handle(pass(3));
  await turn();
  finishes[0]?.reject(full());
  await vi.waitFor(() => expect(finishes).toHaveLength(2));
  expect(keeper.trouble?.message).toBe("the disk is full");
  expect(keeper.open.map(({ run }) => run.id)).toEqual(["run-1"]);
  await keeper.handle(measured(4));
  expect(keeper.noise).toEqual({ "measurement-without-run": 1 });
  const next = keeper.handle(started(5));
  await turn();
  finishes[1]?.resolve();
  await next;
  expect(executed).toEqual(["run.start run-1", "run.finish run-1", "run.start run-2"]);
  expect(records).toMatchObject([{ reported: "pass", finishedAt: 3e6, durationMs: 2000 }]);
  expect(records[0]?.measurements.map(({ value }) => value)).toEqual([2]);
  expect(readings.map(({ runId }) => runId)).toEqual(["run-1", undefined]);
  expect(keeper.trouble).toBeUndefined();
});

test("stopping stores a refused run as its rig ended it, and the open ones as stopped", async () => {
  const { keeper, finishes, records } = openKeeper();
  await keeper.handle({ ...started(1), slot: "left" } as RigEvent);
  await keeper.handle({ ...started(1), slot: "right" } as RigEvent);
  await keeper.handle({ ...pass(2), slot: "left" } as RigEvent);
  await turn();
  const closed = keeper.close();
  finishes[0]?.reject(full());
  await vi.waitFor(() => expect(finishes).toHaveLength(2));
  finishes[1]?.resolve();
  await vi.waitFor(() => expect(finishes).toHaveLength(3));
  finishes[2]?.resolve();
  await closed;
  expect(records).toMatchObject([
    { id: "run-1", reported: "pass", finishedAt: 2e6 },
    { id: "run-2", cause: "gateway.stopped" },
  ]);
  expect(records[0]?.cause).not.toBe("gateway.stopped");
});

test("a gateway that stops over a full disk ends with the refusal", async () => {
  const { keeper } = openKeeper({
    ledger: {
      execute: async (name: string, input: object) => {
        if (name === "run.finish") throw full();
        return { result: { header: input }, entries: [] };
      },
    },
  });
  await keeper.handle(started(1));
  await keeper.handle(finished(2));
  await expect(keeper.close()).rejects.toMatchObject({ code: "ledger.unavailable" });
  expect(keeper.storing).toBe(1);
});

test.each([
  ["another refusal", new Refusal("run.not-running", "it was finished before")],
  ["an unexpected error", Object.assign(new Error("no space"), { code: "ENOSPC" })],
])("%s for a finished run is told at once by `failed`", async (_, error) => {
  const { keeper, finishes } = openKeeper();
  await keeper.handle(started(1));
  await keeper.handle(finished(2));
  await turn();
  finishes[0]?.reject(error);
  await expect(keeper.failed).rejects.toBe(error);
});

test("a trace that meets a full disk is written again", async () => {
  let tries = 0;
  const { keeper, finishes } = openKeeper({
    writeBlob: async () => {
      if (++tries === 1) throw Object.assign(new Error("ENOSPC: no space"), { code: "ENOSPC" });
      return "0".repeat(64);
    },
  });
  await keeper.handle(started(1));
  await keeper.handle(finished(2));
  await vi.waitFor(() => expect(finishes).toHaveLength(1));
  expect(tries).toBe(2);
});

test("a start that finds no room is tried again, and its measurements are in the run", async () => {
  let tries = 0;
  const { keeper, readings } = openKeeper({
    ledger: {
      execute: async (_: string, input: object) => {
        if (++tries === 1) throw full();
        return { result: { header: input }, entries: [] };
      },
    },
  });
  await keeper.handle(started(1));
  await keeper.handle(measured(2));
  expect(tries).toBe(2);
  expect(readings.map(({ runId }) => runId)).toEqual(["run-1"]);
});

test("what names another run than the open one touches no run and is counted", async () => {
  const { keeper, executed, readings } = openKeeper();
  await keeper.handle({ ...started(1), runKey: "B" } as RigEvent);
  await keeper.handle({ ...measured(2), runKey: "A" } as RigEvent);
  await keeper.handle({ ...pass(3), runKey: "A" } as RigEvent);
  await keeper.handle(measured(4));
  expect(keeper.noise).toEqual({ "measurement-without-run": 1, "finish-without-run": 1 });
  expect(keeper.open.map(({ measurements }) => measurements.length)).toEqual([1]);
  expect(readings.map(({ runId }) => runId)).toEqual([undefined, "run-1"]);
  expect(executed).toEqual(["run.start run-1"]);
});

test.each([-86_400, 86_400])("a clock step of %i s ends no run early or late", async (stepS) => {
  const { keeper, finishes } = openKeeper();
  await keeper.handle(started(1));
  const stepped = (seconds: number) => ({ ...at(seconds), utcUs: (seconds + stepS) * 1e6 });
  await keeper.tick(stepped(61));
  expect(finishes).toEqual([]);
  const ended = keeper.tick(stepped(62));
  await turn();
  finishes[0]?.resolve();
  await ended;
  expect(keeper.open).toEqual([]);
});
