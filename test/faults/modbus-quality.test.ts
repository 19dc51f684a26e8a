/** No channel falls silent: whatever fails, each gets a reading that says so. */
import { expect, test } from "vitest";
import type { RigEvent } from "../../drivers/contract.ts";
import { openPort, openSlave } from "../support/modbus.ts";
import { listenToRig } from "../support/modbus-rig.ts";
import { openSlaveRig } from "../support/modbus-slave-rig.ts";
import { until } from "../support/until.ts";

const CHANNELS = [0, 1, 500].map((address) => ({
  ...{ name: `c${address}`, table: "holding", address, everyMs: 20 },
}));
const NAMES = CHANNELS.map(({ name }) => name);
const OPTIONS = { channels: CHANNELS, timeoutMs: 60, silentAfterTimeouts: 100 };

function lastOf(events: readonly RigEvent[], channel: string) {
  return events.findLast((event) => event.kind === "reading" && event.channel === channel);
}

test.each([
  ["silent", true, "timeout", /no reply in 60 ms/],
  ["exception", 4, "exception", /exception 4, server device failure/],
  ["exception", 1, "exception", /exception 1, illegal function/],
] as const)("while each request fails by %s %s, each channel is of quality %s", async (...row) => {
  const [fault, value, quality, cause] = row;
  await using rig = await openSlaveRig(OPTIONS);
  await until(() => NAMES.every((name) => rig.qualities(name).includes("good")));
  rig.slave.faults.set(fault, value);
  await until(() => NAMES.every((name) => rig.qualities(name).at(-1) === quality));
  for (const name of NAMES) {
    expect(lastOf(rig.events, name)).toMatchObject({
      ...{ value: Number.NaN, quality, cause: expect.stringMatching(cause) },
    });
  }
  rig.slave.faults.clear();
  await until(() => NAMES.every((name) => rig.qualities(name).at(-1) === "good"));
});

test("when the wire is lost each channel is told as disconnected, before the fault", async () => {
  await using rig = await openSlaveRig(OPTIONS);
  await until(() => NAMES.every((name) => rig.qualities(name).length > 1));
  await rig.slave[Symbol.asyncDispose]();
  expect(await rig.ended).toMatchObject({ name: "DriverError" });
  for (const name of NAMES) {
    expect(lastOf(rig.events, name)).toMatchObject({ quality: "disconnected" });
  }
});

test("a channel that waits too long behind another rig of the bus is told as stale", async () => {
  await using slave = await openSlave("tcp");
  const port = openPort(slave.settings);
  const tcp = { framing: "tcp", addressBase: 0 };
  const slow = { ...tcp, timeoutMs: 3_000, channels: CHANNELS.slice(0, 1) };
  const quick = { ...tcp, timeoutMs: 100, silentAfterTimeouts: 100, channels: CHANNELS.slice(1) };
  await using _first = await listenToRig(port, slow);
  await using second = await listenToRig(port, quick);
  slave.faults.set("late-reply", 700);
  await until(() =>
    second.events.some((event) => event.kind === "reading" && event.quality === "stale"),
  );
  const stale = second.events.find(
    (event) => event.kind === "reading" && event.quality === "stale",
  );
  expect(stale).toMatchObject({ cause: expect.stringMatching(/^no reading for \d+ ms, asked/) });
});

test("asked and achieved cadence are counted, and differ where the device is too slow", async () => {
  await using rig = await openSlaveRig({ ...OPTIONS, timeoutMs: 1_000 });
  await until(() => rig.qualities("c0").length > 20);
  const [quick] = rig.pace();
  expect(quick?.askedMs).toBe(20);
  expect(quick?.achievedMs).toBeLessThan(40);
  rig.slave.faults.set("late-reply", 60);
  // Two requests of 60 ms a cycle.
  await until(() => (rig.pace()[0]?.achievedMs ?? 0) > 100);
});
