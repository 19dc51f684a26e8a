import { expect, test, vi } from "vitest";
import {
  type Driver,
  DriverError,
  type Log,
  type Port,
  type RigEvent,
} from "../../drivers/contract.ts";
import { Refusal } from "../ledger/contract.ts";
import type { LiveEvent } from "../records/views.ts";
import { RigSession } from "./rig-session.ts";
import { RunKeeper, type RunKeeperParts } from "./run/run-keeper.ts";

/** A clock whose wall time is stepped by hand; the monotonic one goes on as it is. */
function openClock() {
  let stepUs = 0;
  return {
    now() {
      const monoNs = process.hrtime.bigint();
      return { utcUs: 1_700_000_000_000_000 + stepUs + Number(monoNs / 1000n), monoNs };
    },
    state: () => "synced" as const,
    step: (us: number) => {
      stepUs += us;
    },
  };
}

const clock = openClock();
const started = (serialNumber: string): RigEvent => ({
  ...{ kind: "run-started", serialNumber },
  takenAt: clock.now(),
});
const finished = (reported: "pass" | "fail"): RigEvent => ({
  ...{ kind: "run-finished", reported },
  takenAt: clock.now(),
});

interface Stored {
  readonly serialNumber: string;
  readonly reported?: string;
  readonly cause?: string;
}

/** A rig that says `events` on its first connection and nothing on later ones. */
function openRig(events: readonly RigEvent[], { connect = async () => undefined } = {}) {
  const stored: Stored[] = [];
  const refusals: Error[] = [];
  const published: LiveEvent[] = [];
  let ids = 0;
  let connects = 0;
  const execute = async (name: string, input: Stored) => {
    if (name === "run.finish") {
      const [refusal] = refusals;
      if (refusal !== undefined) throw refusal;
      stored.push(input);
    }
    return { result: { header: input, attempt: 1 }, entries: [] };
  };
  const shared = {
    ...{ station: "fct-1", operation: "FCT", simulated: false, clock },
    publish: (event: LiveEvent) => published.push(event),
  };
  const keeper = new RunKeeper({
    ...{ ...shared, rig: "fct-1", runTimeoutMs: 60_000, gatewayVersion: "0", retryDelayMs: 1 },
    ledger: { execute },
    intake: { add: () => true, flushed: async () => undefined, waiting: 0, trouble: undefined },
    writeBlob: async () => "0".repeat(64),
    newId: () => `run-${++ids}`,
    dayOf: () => "2026-11-23",
    before: { runsToday: 0 },
  } as unknown as RunKeeperParts);
  const driver = {
    name: "spoken",
    async connect(_options: unknown, _context: unknown, signal: AbortSignal) {
      connects += 1;
      const isFirst = connects === 1;
      await connect();
      return {
        async *events() {
          if (isFirst) yield* events;
          await new Promise((resolve) => signal.addEventListener("abort", resolve));
        },
        async [Symbol.asyncDispose]() {},
      };
    },
  } as unknown as Driver;
  const log = { debug() {}, info() {}, warn() {}, error() {} } satisfies Log;
  const session = new RigSession({
    ...{ ...shared, name: "fct-1", title: "fct-1", enabled: true, silentAfterMs: 30_000 },
    ...{ driver, options: {}, port: { name: "p" } as Port, keeper, log, random: () => 0 },
  });
  return { session, stored, refusals, published, connects: () => connects };
}

test("a run that finds no room shows a fault while it waits, and is stored as the rig ended it", async () => {
  const ending = new AbortController();
  const rig = openRig([started("A"), finished("fail"), started("B"), finished("pass")]);
  rig.refusals.push(new Refusal("ledger.unavailable", "the disk is full"));
  const running = rig.session.run(ending.signal);
  const faults = () =>
    rig.published.map((event) => (event.kind === "rig" ? event.rig.fault?.code : undefined));
  await vi.waitFor(() => expect(faults()).toContain("ledger.unavailable"));
  expect(rig.session.view()).toMatchObject({
    ...{ link: "connected", currentRun: { id: "run-1" } },
    fault: { message: "the disk is full" },
  });
  rig.refusals.length = 0;
  await vi.waitFor(() => expect(rig.stored).toHaveLength(2));
  await vi.waitFor(() => expect(faults().at(-1)).toBeUndefined());
  expect(rig.stored).toMatchObject([
    { serialNumber: "A", reported: "fail" },
    { serialNumber: "B", reported: "pass" },
  ]);
  expect(rig.stored.map(({ cause }) => cause)).not.toContain("run.superseded");
  expect(rig.connects()).toBe(1);
  ending.abort();
  await running;
});

test.each([
  ["a refusal that does not pass", new Refusal("run.not-running", "it has ended")],
  ["an error nobody expects", new Error("the worker is gone")],
])("%s for a finished run ends the session at once, though its rig is silent", async (_, error) => {
  const rig = openRig([started("A"), finished("pass")]);
  rig.refusals.push(error);
  await expect(rig.session.run(new AbortController().signal)).rejects.toBe(error);
});

test("a stop is not held up by a start that waits for a full disk", async () => {
  const ending = new AbortController();
  const rig = openRig([started("A"), finished("pass"), started("B")]);
  rig.refusals.push(new Refusal("ledger.unavailable", "the disk is full"));
  const running = expect(rig.session.run(ending.signal)).rejects.toMatchObject({
    code: "ledger.unavailable",
  });
  await vi.waitFor(() => expect(rig.session.view().fault).toBeDefined());
  ending.abort();
  await running;
});

const DAY_US = 86_400_000_000;

test.each([-DAY_US, DAY_US])(
  "a clock step of %i µs delays no reconnect and fakes no silence",
  async (us) => {
    const ending = new AbortController();
    let refused = 2;
    const rig = openRig([], {
      connect: async () => {
        if (refused-- > 0) throw new DriverError("port.refused", "nobody listens");
      },
    });
    const running = rig.session.run(ending.signal);
    await vi.waitFor(() => expect(rig.session.view().link).toBe("waiting"));
    clock.step(us);
    await vi.waitFor(() => expect(rig.session.view().link).toBe("connected"), 5_000);
    expect(rig.connects()).toBe(3);
    const told = rig.published.length;
    clock.step(us);
    const twoTicksLater = performance.now() + 600;
    await vi.waitFor(() => expect(performance.now()).toBeGreaterThan(twoTicksLater));
    expect(rig.published.slice(told)).toEqual([]);
    ending.abort();
    await running;
  },
);

test("what a rig said that is no reading is shown as it was heard", async () => {
  const ending = new AbortController();
  const bytes = Buffer.from("V=1x4\r\n");
  const rig = openRig([{ kind: "noise", reason: "unparsable", bytes, takenAt: clock.now() }]);
  const running = rig.session.run(ending.signal);
  await vi.waitFor(() => expect(rig.session.view().noise).toBe(1));
  expect(rig.session.view().noiseLatest).toMatchObject([{ text: "V=1x4··", length: 7 }]);
  ending.abort();
  await running;
});
