/** B7: writes while the unit is polled. */
import { expect, test } from "vitest";
import { openSlaveRig } from "../support/modbus-slave-rig.ts";
import { until } from "../support/until.ts";

const POLLED = Array.from({ length: 8 }, (_, at) => ({
  // Far apart: each is a request of its own, so that the line is never idle.
  ...{ name: `p${at}`, table: "input", address: at * 200, everyMs: 10 },
}));
const SETPOINT = { name: "setpoint", table: "holding", address: 40, writable: true };
const OPTIONS = {
  framing: "rtu-over-tcp",
  timeoutMs: 200,
  channels: [
    ...POLLED,
    { ...SETPOINT, type: "INT16", scale: 0.1, range: { low: -50, high: 150 } },
    { name: "energy", table: "holding", address: 50, type: "UINT64", writable: true },
    { name: "label", table: "holding", address: 60, type: "STRING", length: 4, writable: true },
    { name: "gain", table: "holding", address: 70, type: "FLOAT32", order: "CDAB", writable: true },
    { name: "relay", table: "coil", address: 3, writable: true },
    { name: "pulse", table: "coil", address: 4, writable: true, readBack: false },
    { name: "fixed", table: "holding", address: 80 },
  ],
};

test("each kind of channel is written, read back, and seen by the next poll", async () => {
  await using rig = await openSlaveRig(OPTIONS);
  const reply = await rig.write("setpoint", -12.5);
  expect(reply).toMatchObject({ kind: "reading", reading: { value: -12.5, quality: "good" } });
  expect(rig.slave.tables.holding[40]).toBe(0x10000 - 125);
  await rig.write("energy", 2n ** 63n + 5n);
  expect([...rig.slave.tables.holding.slice(50, 54)]).toEqual([0x8000, 0, 0, 5]);
  await rig.write("label", "AB-1");
  expect([...rig.slave.tables.holding.slice(60, 64)]).toEqual([0x4142, 0x2d31, 0, 0]);
  await rig.write("gain", 1.5);
  expect([...rig.slave.tables.holding.slice(70, 72)]).toEqual([0, 0x3fc0]);
  rig.slave.tables.coils[3] = 0;
  await rig.write("relay", true);
  expect(rig.slave.tables.coils[3]).toBe(1);
  expect(await rig.write("pulse", true)).toEqual({ kind: "done" });
  const told = rig.values("setpoint").length;
  await until(() => rig.values("setpoint").length > told + 1);
  expect(rig.values("setpoint").at(-1)).toBe(-12.5);
});

test("writes under full polling each arrive once and in order, and no polled value is wrong", async () => {
  await using rig = await openSlaveRig(OPTIONS);
  for (let value = 0; value < 40; value += 1) {
    const reply = await rig.write("setpoint", value);
    expect(reply).toMatchObject({ reading: { value } });
  }
  expect(rig.slave.writes()).toEqual(Array.from({ length: 40 }, () => 40));
  for (const { name, address } of POLLED) {
    expect(new Set(rig.values(name))).toEqual(new Set([20_000 + address]));
  }
});

test("a command does not wait for the channels that are due", async () => {
  await using rig = await openSlaveRig({ ...OPTIONS, timeoutMs: 2_000 }, (slave) =>
    slave.faults.set("late-reply", 40),
  );
  const startedMs = performance.now();
  await rig.write("setpoint", 1);
  // The exchange under way, the write and its read-back; all due channels would take 500 ms.
  expect(performance.now() - startedMs).toBeLessThan(300);
});

test("a write that the unit confirms and does not do is not confirmed by us", async () => {
  await using rig = await openSlaveRig(OPTIONS);
  rig.slave.faults.set("write-ignored");
  await expect(rig.write("setpoint", 99)).rejects.toMatchObject({
    code: "command.not-confirmed",
    message: expect.stringMatching(/wrote 0x03de, reads 0x0028/),
  });
});

test("when the reply to a write is lost the unit is asked, and the write is not repeated", async () => {
  await using rig = await openSlaveRig({ ...OPTIONS, timeoutMs: 100, silentAfterTimeouts: 50 });
  rig.slave.faults.set("write-unanswered");
  const reply = await rig.write("setpoint", 7);
  expect(reply).toMatchObject({ kind: "reading", reading: { value: 7 } });
  expect(rig.slave.writes()).toEqual([40]);
  await expect(rig.write("pulse", true)).rejects.toMatchObject({ code: "request.timeout" });
});

test("a unit that took the write and is still at it is asked, another exception is an error", async () => {
  await using rig = await openSlaveRig(OPTIONS);
  rig.slave.faults.set("write-exception", 5);
  expect(await rig.write("setpoint", 9)).toMatchObject({ reading: { value: 9 } });
  expect(rig.slave.writes()).toEqual([40]);
  rig.slave.faults.set("write-exception", 4);
  await expect(rig.write("setpoint", 9)).rejects.toMatchObject({ code: "request.exception" });
});

test.each([
  ["setpoint", 151, "request.invalid", /not in -50 to 150/],
  ["setpoint", 1.25, "request.invalid", /no step of 0.1/],
  ["setpoint", "12", "request.invalid", /INT16 takes a number/],
  ["relay", 2, "request.invalid", /BOOL takes a boolean/],
  ["energy", 2n ** 64n, "request.invalid", /does not fit UINT64/],
  ["label", "too long text", "request.invalid", /does not fit 8 bytes/],
  ["fixed", 1, "command.unsupported", /not `writable: true`/],
  ["nothing", 1, "request.invalid", /no channel nothing/],
] as const)("%s = %s is refused before anything is sent", async (channel, value, code, message) => {
  await using rig = await openSlaveRig(OPTIONS);
  await expect(rig.write(channel, value)).rejects.toMatchObject({
    ...{ code, retryable: false },
    message: expect.stringMatching(message),
  });
  expect(rig.slave.writes()).toEqual([]);
});

test("a channel is read anew on demand; what a unit refuses is an error, not a value", async () => {
  await using rig = await openSlaveRig(OPTIONS);
  rig.slave.tables.holding[40] = 77;
  expect(await rig.read("setpoint")).toMatchObject({ reading: { value: 7.7, quality: "good" } });
  rig.slave.faults.set("illegal-address", "40");
  await expect(rig.read("setpoint")).rejects.toMatchObject({ code: "request.exception" });
});

test("a device that knows only functions 15 and 16 is written by them", async () => {
  await using rig = await openSlaveRig({ ...OPTIONS, writeFunctions: "multiple" });
  rig.slave.faults.set("single-writes-unknown");
  await rig.write("setpoint", 3);
  await rig.write("relay", false);
  expect(rig.slave.tables.holding[40]).toBe(30);
  expect(rig.slave.tables.coils[3]).toBe(0);
});
