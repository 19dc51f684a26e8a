/** The sample line's sensor board: real firmware where it can be built, else an imitation. */
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { expect, test } from "vitest";
import { parse } from "yaml";
import type { RigEvent } from "../../drivers/contract.ts";
import { LineReader } from "../../drivers/serial-line/line-reader.ts";
import { serialLineOptions } from "../../drivers/serial-line/options.ts";
import { type SimulatorProcess, startSimulator } from "../support/simulator.ts";
import { until } from "../support/until.ts";

const SAMPLE = new URL("../../fixtures/sample-line/rigline.yaml", import.meta.url);
const options = serialLineOptions.parse(
  parse(readFileSync(SAMPLE, "utf8")).rigs["sensor-1"].options,
);
const takenAt = { utcUs: 0, monoNs: 0n };

/** What the sample line's options make of what it says. The caller disposes. */
function listenTo({ host, port }: SimulatorProcess) {
  const reader = new LineReader(options);
  const events: RigEvent[] = [];
  const socket = connect(port, host);
  socket.on("data", (bytes) => events.push(...reader.push({ bytes, receivedAt: takenAt })));
  const values = (channel: string) =>
    events.flatMap((event) =>
      event.kind === "reading" && event.channel === channel ? [event.value] : [],
    );
  const runs = () => events.filter(({ kind }) => kind === "run-finished").length;
  return { events, values, runs, [Symbol.dispose]: () => socket.destroy() };
}

const STEPS = ["vcc", "icc", "temp", "humi", "offs"];

function expectWholeRuns(events: readonly RigEvent[]): void {
  const from = events.findIndex(({ kind }) => kind === "run-started");
  const [started, ...rest] = events.slice(from);
  expect(started).toMatchObject({ serialNumber: expect.stringMatching(/^SB-\d{6}$/) });
  const steps = rest.flatMap((event) => (event.kind === "reading" && event.step) || []);
  expect(steps.slice(0, 5)).toEqual(STEPS);
  expect(events.filter(({ kind }) => kind === "noise")).toEqual([]);
}

test("the board runs its firmware in the background, says so, and ends with the simulator", async () => {
  await using simulator = await startSimulator("sensor-board", ["--pace", "10"]);
  using heard = listenTo(simulator);
  const isReal = () => heard.values("board").some((what) => /^real firmware/.test(String(what)));
  await until(isReal, { deadlineMs: 120_000, what: "the firmware" });
  heard.events.length = 0;
  await until(() => heard.runs() >= 3, { deadlineMs: 120_000, what: "three runs" });
  expectWholeRuns(heard.events);
  const task = `/proc/${simulator.processId}/task/${simulator.processId}/children`;
  const emulator = Number(readFileSync(task, "utf8").trim());
  expect(emulator).toBeGreaterThan(0);
  // The gateway was killed: the emulator, too, must not outlive it.
  process.kill(simulator.processId, "SIGKILL");
  await until(() => !isAlive(emulator), { deadlineMs: 20_000, what: "the emulator ends" });
}, 280_000);

test("without compiler and emulator an imitation says the same, and that it is one", async () => {
  await using simulator = await startSimulator("sensor-board", [
    ...["--pace", "20", "--fail-rate", "1", "--fault", "imitate"],
  ]);
  using heard = listenTo(simulator);
  await until(() => heard.runs() >= 2, { deadlineMs: 60_000, what: "two runs" });
  expect(new Set(heard.values("board"))).toEqual(new Set(["an imitation of the board"]));
  expectWholeRuns(heard.events);
  const verdicts = heard.events.flatMap((event) =>
    event.kind === "run-finished" ? [event.reported] : [],
  );
  expect(verdicts.slice(0, 2)).toEqual(["fail", "pass"]);
}, 90_000);

function isAlive(processId: number): boolean {
  try {
    // Gone, or ended and not yet collected by whoever adopted it.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${processId}/status`, "utf8"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}
