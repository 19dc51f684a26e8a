import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Log, PortSettings, RigConnection, RigEvent } from "../../drivers/contract.ts";
import { createPort } from "../../drivers/kit/port.ts";
import { scpiDriver } from "../../drivers/scpi/driver.ts";
import { METER_FAULTS, startBenchMeter } from "../../fixtures/simulators/bench-meter.ts";
import { Faults, type RunningSimulator } from "../../fixtures/simulators/simulator.ts";
import { bridgePty } from "../support/pty.ts";
import { until } from "../support/until.ts";

const clock = {
  now: () => ({ utcUs: Math.round(performance.now() * 1e3), monoNs: process.hrtime.bigint() }),
};
const quiet = () => undefined;
const log: Log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
const never = new AbortController().signal;
const IDENTITY = "RIGLINE,DMM-6,MY00000001,1.04-2.0";

function connectTo(settings: PortSettings, options: object = {}): Promise<RigConnection> {
  const port = createPort({ name: "wire", settings, clock, log });
  const parsed = scpiDriver.options.parse({ timeoutMs: 400, ...options });
  return scpiDriver.connect(parsed, { rig: "dmm-1", clock, log, port }, never);
}

function listen(connection: RigConnection) {
  const events: RigEvent[] = [];
  const failed = (async () => {
    for await (const event of connection.events(never)) events.push(event);
    return undefined;
  })().catch((error: unknown) => error);
  return { events, failed };
}

describe("a SCPI meter on a raw socket", () => {
  let meter: RunningSimulator;
  let faults: Faults;
  beforeEach(async () => {
    faults = new Faults(Object.keys(METER_FAULTS));
    const truth = () => ({ voltageV: 24.031, currentA: 1.25 });
    const where = { host: "127.0.0.1", port: 0, serialNumber: "MY00000001" };
    meter = await startBenchMeter({ ...where, faults, truth });
  });
  afterEach(() => meter[Symbol.asyncDispose]());

  const connect = (options: object = {}) =>
    connectTo({ kind: "tcp", host: meter.host, port: meter.port }, options);

  const ask = async (connection: RigConnection, text: string, timeoutMs?: number) => {
    const command = { kind: "query", text, ...(timeoutMs === undefined ? {} : { timeoutMs }) };
    const reply = await connection.send?.(command as never, never);
    return reply?.kind === "text" ? reply.text : undefined;
  };

  it("never takes a late answer for the next question's", async () => {
    await using connection = await connect();
    const { events } = listen(connection);
    faults.set("late-once", 600);
    const late = ask(connection, "MEAS:VOLT:DC?");
    await expect(late).rejects.toMatchObject({ code: "request.timeout" });
    expect(await ask(connection, "MEAS:CURR:DC?")).toBe("+1.25000000E+00");
    expect(await ask(connection, "MEAS:VOLT:DC?")).toBe("+2.40310000E+01");
    await until(() => events.some((event) => event.kind === "noise"), { what: "the late answer" });
    expect(events).toMatchObject([{ kind: "noise", reason: "late-reply" }]);
  });

  it("never takes a late identity for the next question's answer", async () => {
    await using connection = await connect();
    faults.set("late", 600);
    await expect(ask(connection, "*IDN?")).rejects.toMatchObject({ code: "request.timeout" });
    // The barrier's own questions are late too.
    await expect(ask(connection, "MEAS:CURR:DC?", 100)).rejects.toMatchObject({
      code: "request.timeout",
    });
    faults.clear();
    for (let times = 0; times < 10; times += 1) {
      expect(await ask(connection, "MEAS:CURR:DC?", 2_000)).toBe("+1.25000000E+00");
    }
  });

  it.each(["half-reply", "half-block"])("after a %s the next answer is right", async (fault) => {
    await using connection = await connect();
    faults.set(fault);
    const asked = ask(connection, fault === "half-block" ? "CURVE?" : "MEAS:VOLT:DC?");
    await expect(asked).rejects.toMatchObject({ code: expect.stringContaining("request.") });
    expect(await ask(connection, "MEAS:CURR:DC?")).toBe("+1.25000000E+00");
  });

  it.each(["garbage", "garbage-line", "double", "echo"])(
    "with %s around the answers no value is wrong",
    async (fault) => {
      await using connection = await connect();
      faults.set(fault);
      for (let times = 0; times < 5; times += 1) {
        for (const [text, right] of [
          ["MEAS:VOLT:DC?", "+2.40310000E+01"],
          ["MEAS:CURR:DC?", "+1.25000000E+00"],
        ] as const) {
          const answer = await ask(connection, text).catch((error: { code: string }) => error.code);
          expect([right, "wire.silent", "request.corrupt"]).toContain(answer);
        }
      }
      faults.clear();
    },
  );

  it("gives up a meter that is silent, with one wire.silent, in bounded time", async () => {
    const connection = await connect({ aliveEveryMs: 200 });
    const { failed } = listen(connection);
    faults.set("silent");
    expect(await failed).toMatchObject({ code: "wire.silent", retryable: true });
    await expect(ask(connection, "READ?")).rejects.toMatchObject({ code: "wire.silent" });
    await connection[Symbol.asyncDispose]();
    await expect(connect()).rejects.toMatchObject({ code: "wire.silent" });
  });

  it("refuses another meter than was configured, and knows the right one", async () => {
    const identity = { serialNumber: "MY00000001", manufacturer: "RIGLINE" };
    await using _right = await connect({ identity });
    faults.set("wrong-identity");
    await expect(connect({ identity })).rejects.toMatchObject({
      code: "port.wrong-identity",
      message: expect.stringContaining('serialNumber is "MY00000009"'),
    });
  });

  it("notices that the cable went to another meter while the port stayed open", async () => {
    await using connection = await connect({ aliveEveryMs: 200 });
    const { failed } = listen(connection);
    faults.set("wrong-identity");
    expect(await failed).toMatchObject({ code: "wire.silent" });
  });

  it("reads a block with line feeds in it, byte for byte", async () => {
    await using connection = await connect();
    const curve = await ask(connection, "CURVE?");
    expect(curve).toHaveLength(256);
    expect(curve?.charCodeAt(64)).toBe(255);
    expect(curve).toContain("\n");
    expect(await ask(connection, "*IDN?")).toBe(IDENTITY);
  });

  it("gives the instrument's own words where it refuses a setting", async () => {
    await using connection = await connect({ checkErrors: true });
    const send = (text: string) => connection.send?.({ kind: "send", text }, never);
    expect(await send("CONF:VOLT:DC 10")).toEqual({ kind: "done" });
    await expect(send("CONF:VOLT:DC 5000")).rejects.toMatchObject({
      code: "request.exception",
      message: expect.stringContaining("-222"),
    });
    expect(await send("CONF:VOLT:DC 100")).toEqual({ kind: "done" });
  });

  it("writes a channel and reads it back, or says that it did not hold", async () => {
    const channels = [
      { name: "cycles", query: "VOLT:NPLC?", set: "VOLT:NPLC {value}" },
      { name: "voltage", query: "MEAS:VOLT:DC?", set: "CONF:VOLT:DC {value}" },
    ];
    await using connection = await connect({ channels });
    const write = (channel: string, value: number) =>
      connection.send?.({ kind: "write", channel, value }, never);
    expect(await write("cycles", 10)).toMatchObject({ reading: { value: 10, quality: "good" } });
    await expect(write("cycles", 1_000)).rejects.toMatchObject({ code: "command.not-confirmed" });
    await expect(write("voltage", 10)).rejects.toMatchObject({ code: "command.not-confirmed" });
    await expect(write("ohms", 1)).rejects.toMatchObject({ code: "command.unsupported" });
  });

  it("polls its channels, and lets commands go first", async () => {
    const channels = [
      { name: "voltage", query: "MEAS:ALL?", field: 1, unit: "mV", scale: 1_000, everyMs: 20 },
      { name: "current", query: "MEAS:ALL?", field: 2, unit: "A", everyMs: 20 },
    ];
    await using connection = await connect({ channels });
    const { events } = listen(connection);
    await until(() => events.length >= 4, { what: "two polls" });
    expect(events).toMatchObject([
      { channel: "voltage", value: 24_031, unit: "mV", quality: "good" },
      { channel: "current", value: 1.25, quality: "good" },
      { channel: "voltage" },
      { channel: "current" },
    ]);
    expect(await ask(connection, "MEAS:CURR:DC?")).toBe("+1.25000000E+00");
    faults.set("overload");
    await until(() => events.some((event) => "cause" in event), { what: "the overload" });
    expect(events.find((event) => "cause" in event)).toMatchObject({
      quality: "out-of-range",
      value: Number.NaN,
      cause: "over range (9.9E37)",
    });
  });

  it("stays within bounds when a flood comes that nobody asked for, and is in step after it", async () => {
    await using connection = await connect();
    const { events } = listen(connection);
    const before = process.memoryUsage().rss;
    faults.set("flood", 200_000);
    await until(() => events.length > 100, { what: "the flood" });
    expect(await ask(connection, "MEAS:CURR:DC?", 5_000)).toBe("+1.25000000E+00");
    expect(process.memoryUsage().rss - before).toBeLessThan(128 << 20);
  });

  it("says wire.lost when the cable is pulled in an answer, and tells its half as noise", async () => {
    await using connection = await connect();
    const { events, failed } = listen(connection);
    faults.set("pull-cable");
    await expect(ask(connection, "READ?")).rejects.toMatchObject({ code: "wire.lost" });
    expect(await failed).toMatchObject({ code: "wire.lost" });
    expect(events).toMatchObject([{ kind: "noise", reason: "partial-frame" }]);
  });

  it("speaks the same over a serial line, where a late answer outlives the connection", async () => {
    const pty = await bridgePty(meter);
    const line = { baudRate: 9_600, dataBits: 8, parity: "none", stopBits: 1 } as const;
    await using connection = await connectTo({ kind: "serial", path: pty.path, ...line });
    faults.set("late-once", 600);
    await expect(ask(connection, "READ?")).rejects.toMatchObject({ code: "request.timeout" });
    expect(await ask(connection, "MEAS:CURR:DC?")).toBe("+1.25000000E+00");
    await connection[Symbol.asyncDispose]();
    await pty[Symbol.asyncDispose]();
  });

  it("refuses what is not one message of its kind", async () => {
    await using connection = await connect();
    const send = connection.send?.bind(connection);
    for (const command of [
      { kind: "send", text: "READ?" },
      { kind: "send", text: "*RST\nREAD?" },
      { kind: "query", text: "*RST" },
      { kind: "query", text: "" },
    ] as const) {
      await expect(send?.(command, never)).rejects.toMatchObject({ code: "request.invalid" });
    }
  });
});
