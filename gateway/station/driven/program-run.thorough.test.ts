import { expect, test } from "vitest";
import type { RigCommand } from "../../../drivers/contract.ts";
import type { Procedure } from "../../domain/procedure.ts";
import type { Program } from "../../domain/program/program.ts";
import { type ProgramEnd, performProgram } from "./program-run.ts";
import { fakeRig, fakeStation, type Reply, readingOf, text } from "./testing/fake-rig.ts";

const limits = { comparator: "GE", unit: "V", specification: { low: 47 } } as const;
const teardown = [
  { do: "set", on: "relays", channel: "load", to: false, timeoutMs: 100 },
  { do: "set", on: "relays", channel: "mains", to: false, timeoutMs: 100 },
] as const;
const program: Program = {
  abortWhen: [],
  steps: [
    { do: "set", on: "relays", channel: "mains", to: true, timeoutMs: 100 },
    {
      ...{ do: "measure", step: "voltage", on: "meter", query: "READ?", unit: "V" },
      ...{ valueType: "number", settleMs: 0, attempts: 1, timeoutMs: 100 },
    },
    { do: "wait", name: "Soak", forMs: 60_000 },
  ],
  teardown,
  afterFail: "stop",
};
const procedure = {
  measurements: [{ id: "voltage", name: "Voltage", aliases: [], limits, attemptsMax: 1 }],
} as unknown as Procedure;

const obeys: Reply = (command) =>
  command.kind === "write" ? readingOf(command.channel, command.value as boolean) : text("48");

function open({ meter = obeys, relays = obeys }: { meter?: Reply; relays?: Reply } = {}) {
  const rigs = { meter: fakeRig("dmm-1", meter), relays: fakeRig("relays-1", relays) };
  const station = fakeStation(rigs);
  const stop = new AbortController();
  const parts = {
    ...station.parts,
    ...{ runTimeoutMs: 5_000, teardownTimeoutMs: 1_000, signal: stop.signal },
  };
  const written = () => rigs.relays.commands.filter((command) => command.kind === "write");
  return { ...station, rigs, parts, stop, written };
}

const writeOf = ({ kind, ...command }: RigCommand) =>
  kind === "write" && "value" in command ? `${command.channel} ${command.value}` : kind;
const SAFE = ["load false", "mains false"];

/** Plays the program until it ends; `onReading` acts in its middle. */
async function play(
  { parts }: Pick<ReturnType<typeof open>, "parts">,
  onReading: () => void,
  what: Program = program,
): Promise<ProgramEnd> {
  const run = performProgram(what, procedure, parts);
  for (;;) {
    const { done, value } = await run.next();
    if (done) return value;
    onReading();
  }
}

const causeOf = ({ ending }: ProgramEnd) => (ending.kind === "stopped" ? ending.cause : "none");

test("an abort, a lost instrument and a stop of the gateway end a wait at once, and safely", async () => {
  const one = open();
  expect(causeOf(await play(one, () => one.desk.abort("4711")))).toBe("operator.aborted");
  const two = open();
  expect(causeOf(await play(two, () => two.rigs.meter.pull()))).toBe("link.lost");
  const three = open();
  expect(causeOf(await play(three, () => three.stop.abort()))).toBe("gateway.stopped");
  for (const { written } of [one, two, three]) {
    expect(written().map(writeOf)).toEqual(["mains true", ...SAFE]);
  }
});

test("a run that takes longer than it may ends as overdue", async () => {
  const station = open();
  const parts = { ...station.parts, runTimeoutMs: 30 };
  expect(causeOf(await play({ parts }, () => undefined))).toBe("program.overdue");
  expect(station.written().map(writeOf).slice(-2)).toEqual(SAFE);
});

test("a consumer that goes away in mid-run leaves a safe rig", async () => {
  const station = open();
  const run = performProgram(program, procedure, station.parts);
  await run.next();
  await run.return({ ending: { kind: "completed" }, faults: [] });
  expect(station.written().map(writeOf)).toEqual(["mains true", ...SAFE]);
});

test("an error nobody expected is thrown, after the rig was made safe", async () => {
  const station = open({ meter: () => Promise.reject(new TypeError("a bug")) });
  await expect(play(station, () => undefined)).rejects.toThrow("a bug");
  expect(station.written().map(writeOf)).toEqual(["mains true", ...SAFE]);
});

test("each step of the teardown is tried, whatever the one before did, and its fault told", async () => {
  const station = open({
    relays: (command) => {
      if (command.kind === "write" && command.value === false) return new Promise(() => undefined);
      return obeys(command, new AbortController().signal);
    },
  });
  const { faults } = await play(station, () => station.desk.abort("4711"));
  expect(station.written().map(writeOf)).toEqual(["mains true", ...SAFE]);
  expect(faults).toEqual([
    "Set relays load to false: instrument relays-1 did not answer within 100 ms",
    "Set relays mains to false: instrument relays-1 did not answer within 100 ms",
  ]);
});

test("an error that nobody expected ends the run, but only after every step of the teardown", async () => {
  const station = open({
    relays: (command, signal) => {
      if (command.kind === "write" && command.channel === "load") throw new TypeError("a fault");
      return obeys(command, signal);
    },
  });
  const played = play(station, () => station.desk.abort("4711"));
  await expect(played).rejects.toThrow(TypeError);
  expect(station.written().map(writeOf)).toEqual(["mains true", ...SAFE]);
});

test("nothing is aborted any more once the teardown has begun", async () => {
  const station = open({
    relays: (command, signal) => {
      if (command.kind === "write" && command.value === false) {
        expect(() => station.desk.abort("4711")).toThrow("has no run to abort");
      }
      return obeys(command, signal);
    },
  });
  const end = await play(station, () => station.stop.abort());
  expect([causeOf(end), end.faults]).toEqual(["gateway.stopped", []]);
});

test("an abort condition that nobody can read is as if it held", async () => {
  const station = open({
    relays: (command, signal) =>
      command.kind === "read" ? new Promise(() => undefined) : obeys(command, signal),
  });
  const eStop = { name: "E-stop", on: "relays", channel: "e-stop", equals: false } as const;
  const watched = { ...program, abortWhen: [{ ...eStop, timeoutMs: 30, everyMs: 10 }] };
  const end = await play(station, () => undefined, watched);
  expect(causeOf(end)).toBe("abort.condition");
  expect(station.written().map(writeOf)).toEqual(SAFE);
});
