/** The driver against the simulated rigs of the sample line, over each wire. */
import { describe, expect, test } from "vitest";
import type { Port } from "../../drivers/contract.ts";
import { type Operation, planUnit } from "../../fixtures/simulators/line-plan.ts";
import { openPort, serialSettings } from "../support/modbus.ts";
import { listenToRig, runsOf, sampleOptions } from "../support/modbus-rig.ts";
import { bridgePty } from "../support/pty.ts";
import { type SimulatorProcess, startSimulator } from "../support/simulator.ts";
import { until } from "../support/until.ts";

const PLAN = { seed: 3, failRate: 0.3 };
const ARGUMENTS = ["--seed", "3", "--fail-rate", "0.3", "--pace", "8"];

/** What the line plan says the first runs of an operation are. */
function plannedRuns(operation: Operation, count: number) {
  const runs = [];
  for (let index = 1; runs.length < count; index += 1) {
    const unit = planUnit({ ...PLAN, index });
    for (const { steps, reported } of unit.operations[operation]) {
      const values = Object.fromEntries(steps.map(({ step, value }) => [step, value]));
      runs.push({ serialNumber: unit.serialNumber, steps: values, reported });
    }
  }
  return runs.slice(0, count);
}

async function tcpPort({ host, port }: SimulatorProcess): Promise<Port & Partial<AsyncDisposable>> {
  return openPort({ kind: "tcp", host, port });
}

describe.each([
  { rig: "burn-in-1", program: "burn-in-chamber", operation: "BURN-IN", wire: "rtu-over-tcp" },
  { rig: "burn-in-1", program: "burn-in-chamber", operation: "BURN-IN", wire: "rtu" },
  { rig: "hipot-1", program: "hipot-tester", operation: "HIPOT", wire: "tcp" },
] as const)("$rig over $wire", ({ rig, program, operation, wire }) => {
  test("every run is told whole, with exactly the values that the rig measured", async () => {
    await using simulator = await startSimulator(program, ARGUMENTS);
    await using stack = new AsyncDisposableStack();
    const port =
      wire === "rtu"
        ? openPort(serialSettings(stack.use(await bridgePty(simulator)).path))
        : await tcpPort(simulator);
    // Longer than in the demo: a busy machine must not make noise of its own.
    const options = { ...(await sampleOptions(rig)), framing: wire, timeoutMs: 1_000 };
    await using heard = await listenToRig(port, options);
    await until(() => runsOf(heard.events).length >= 4, { deadlineMs: 25_000 });
    const runs = runsOf(heard.events).slice(0, 4);
    // The rig does not wait for us: the first unit may have been gone when the line was quiet.
    const planned = plannedRuns(operation, 8);
    const from = planned.findIndex((run) => run.serialNumber === runs[0]?.serialNumber);
    expect(runs).toEqual(planned.slice(from, from + 4));
    const telemetry = heard.events.filter((event) => event.kind === "reading" && !event.step);
    expect(telemetry.length).toBeGreaterThan(10);
    expect(telemetry.every((event) => "quality" in event && event.quality === "good")).toBe(true);
    expect(heard.events.filter(({ kind }) => kind === "noise")).toEqual([]);
  });
});

test("a measurement that never gets ready is missing, not guessed", async () => {
  await using simulator = await startSimulator("hipot-tester", [
    ...ARGUMENTS,
    ...["--fault", "missing-measurement=insulation-resistance"],
  ]);
  await using heard = await listenToRig(await tcpPort(simulator), await sampleOptions("hipot-1"));
  await until(() => runsOf(heard.events).length >= 1, { deadlineMs: 25_000 });
  const steps = Object.keys(runsOf(heard.events)[0]?.steps ?? {});
  expect(steps.sort()).toEqual(["ground-bond", "withstand-leakage"]);
});

test("a run whose serial number is unreadable is told without one", async () => {
  await using simulator = await startSimulator("hipot-tester", [
    ...ARGUMENTS,
    ...["--fault", "no-serial"],
  ]);
  await using heard = await listenToRig(await tcpPort(simulator), await sampleOptions("hipot-1"));
  await until(() => runsOf(heard.events).length >= 1, { deadlineMs: 25_000 });
  const started = heard.events.find(({ kind }) => kind === "run-started");
  expect(started).toMatchObject({ partNumber: "PSU-24" });
  expect(started).not.toHaveProperty("serialNumber");
});

test("a rig that falls silent ends the connection with wire.silent", async () => {
  await using simulator = await startSimulator("burn-in-chamber", ARGUMENTS);
  await using heard = await listenToRig(await tcpPort(simulator), await sampleOptions("burn-in-1"));
  await simulator.command({ fault: "silent" });
  expect(await heard.ended).toMatchObject({ code: "wire.silent", retryable: true });
});

test("an illegal register costs its neighbours nothing, and is told as isolated", async () => {
  await using simulator = await startSimulator("hipot-tester", ARGUMENTS);
  const options = await sampleOptions("hipot-1");
  // The tester has 200 registers: one request for both is refused.
  const channels = [
    { name: "last", table: "input", address: 200, everyMs: 20 },
    { name: "beyond", table: "input", address: 201, everyMs: 20 },
  ];
  const changed = { ...options, timeoutMs: 1_000, run: undefined, channels };
  await using heard = await listenToRig(await tcpPort(simulator), changed);
  const qualities = (channel: string) =>
    heard.events.flatMap((event) =>
      event.kind === "reading" && event.channel === channel ? [event.quality] : [],
    );
  await until(() => qualities("beyond").length >= 4 && qualities("last").length >= 4);
  expect(qualities("beyond").every((quality) => quality === "isolated")).toBe(true);
  expect(qualities("last").slice(0, 4)).toEqual(["good", "good", "good", "good"]);
  const bad = heard.events.find((event) => event.kind === "reading" && event.channel === "beyond");
  expect(bad).toMatchObject({ value: Number.NaN, cause: expect.stringContaining("exception 2") });
});
