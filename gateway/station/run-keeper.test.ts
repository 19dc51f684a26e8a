import { expect, test } from "vitest";
import type { RigEvent } from "../../drivers/contract.ts";
import { Refusal } from "../ledger/contract.ts";
import type { Reading } from "../telemetry/contract.ts";
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

/** A keeper whose ledger answers `run.finish` only when told to. */
function openKeeper() {
  const finishes: PromiseWithResolvers<void>[] = [];
  const executed: string[] = [];
  const readings: Reading[] = [];
  const published: string[] = [];
  let ids = 0;
  const execute = async (name: string, input: { id: string }) => {
    if (name === "run.finish") {
      const finish = Promise.withResolvers<void>();
      finishes.push(finish);
      await finish.promise;
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
  };
  const keeper = new RunKeeper(parts as unknown as RunKeeperParts);
  return { keeper, finishes, executed, readings, published };
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

test("a refused run is told with the rig's next event, which is kept, and is open again", async () => {
  const { keeper, finishes, executed, readings } = openKeeper();
  await keeper.handle(started(1));
  await keeper.handle(finished(2));
  await turn();
  finishes[0]?.reject(new Refusal("ledger.unavailable", "the disk is full"));
  await turn();
  await expect(keeper.handle(reading(3))).rejects.toThrow("the disk is full");
  expect(readings.map(({ value }) => value)).toEqual([3]);
  const stopped = keeper.stopAll("error", "link.lost");
  await turn();
  finishes[1]?.resolve();
  await stopped;
  await keeper.handle(reading(4));
  expect(executed).toEqual(["run.start run-1", "run.finish run-1"]);
  expect(keeper.open).toEqual([]);
});
