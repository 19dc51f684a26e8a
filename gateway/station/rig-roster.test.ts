import { expect, test } from "vitest";
import type { Rig } from "./open-sessions.ts";
import { RigRoster, type RosterPlan } from "./rig-roster.ts";

interface FakeRig {
  readonly name: string;
  /** Set by the test: whether a run is open. */
  isBusy: boolean;
  isRunning: boolean;
}

/** Rigs by name with what they run by; a port of its own for each unless told. */
function openLine() {
  const opened: FakeRig[] = [];
  const turns: (() => void)[] = [];
  const roster = new RigRoster({
    fail: (reason) => {
      throw reason;
    },
    wait: () => new Promise((resolve) => turns.push(resolve)),
    onChange: () => undefined,
  });
  const openFake = async (name: string): Promise<Rig> => {
    const fake: FakeRig = { name, isBusy: false, isRunning: false };
    opened.push(fake);
    const run = (signal: AbortSignal) =>
      new Promise<void>((resolve) => {
        fake.isRunning = true;
        signal.addEventListener("abort", () => {
          fake.isRunning = false;
          resolve();
        });
      });
    const keeper = {
      get open() {
        return fake.isBusy ? [{}] : [];
      },
    };
    return { session: { name, run }, keeper } as unknown as Rig;
  };
  const plan = (
    rigs: Readonly<Record<string, string>>,
    instruments: Readonly<Record<string, readonly string[]>> = {},
  ): RosterPlan => ({
    names: Object.keys(rigs),
    signatureOf: (name) => rigs[name],
    portsOf: (name) => [name],
    instrumentsOf: (name) => instruments[name] ?? [],
    openPorts: async () => undefined,
    open: openFake,
  });
  const look = async () => {
    for (const turn of turns.splice(0)) turn();
    for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
  };
  const of = (name: string) => opened.filter((rig) => rig.name === name);
  return { roster, plan, look, of };
}

test("a rig that runs by the same is not touched; what is new starts, what is gone stops", async () => {
  const { roster, plan, of } = openLine();
  await roster.apply(plan({ a: "1", b: "1" }));
  await roster.apply(plan({ a: "1", c: "1" }));
  expect(of("a")).toEqual([{ name: "a", isBusy: false, isRunning: true }]);
  expect(of("b")[0]?.isRunning).toBe(false);
  expect(roster.rigs.map(({ session }) => session.name)).toEqual(["a", "c"]);
});

test("a rig with an open run runs on as it was, and changes once the run has ended", async () => {
  const { roster, plan, look, of } = openLine();
  await roster.apply(plan({ a: "1" }));
  const [first] = of("a");
  if (first === undefined) throw new Error("no rig");
  first.isBusy = true;
  await roster.apply(plan({ a: "2" }));
  await look();
  expect(roster.pending).toEqual(["a"]);
  expect(first.isRunning).toBe(true);
  first.isBusy = false;
  await look();
  expect(first.isRunning).toBe(false);
  expect(of("a")[1]?.isRunning).toBe(true);
  expect(roster.pending).toEqual([]);
});

test("a change that is taken back before the run has ended changes nothing", async () => {
  const { roster, plan, look, of } = openLine();
  await roster.apply(plan({ a: "1" }));
  const [first] = of("a");
  if (first === undefined) throw new Error("no rig");
  first.isBusy = true;
  await roster.apply(plan({ a: "2" }));
  await roster.apply(plan({ a: "1" }));
  first.isBusy = false;
  await look();
  expect(of("a")).toEqual([{ name: "a", isBusy: false, isRunning: true }]);
  expect(roster.pending).toEqual([]);
});

test("an instrument is not changed under a run of the rig that drives it", async () => {
  const { roster, plan, look, of } = openLine();
  const drives = { d: ["meter"] };
  await roster.apply(plan({ meter: "1", d: "1" }, drives));
  const [driven] = of("d");
  if (driven === undefined) throw new Error("no rig");
  driven.isBusy = true;
  await roster.apply(plan({ meter: "2", d: "2" }, drives));
  await look();
  expect(of("meter")[0]?.isRunning).toBe(true);
  driven.isBusy = false;
  await look();
  expect(of("meter").map(({ isRunning }) => isRunning)).toEqual([false, true]);
  expect(of("d").map(({ isRunning }) => isRunning)).toEqual([false, true]);
});
