/** B6 and B7 with the rigs of one serial line: one of them dead, two of them written to. */
import { expect, test } from "vitest";
import type { Port, RigConnection, RigEvent } from "../../drivers/contract.ts";
import { withCrc } from "../../drivers/kit/crc.ts";
import { modbusDriver } from "../../drivers/modbus/driver.ts";
import { modbusOptions } from "../../drivers/modbus/options.ts";
import { answerPdu, type SlaveTables } from "../../fixtures/simulators/modbus-slave.ts";
import {
  openPort,
  realClock,
  serialSettings,
  silentLog,
  telltaleTables,
} from "../support/modbus.ts";
import { openOddSlave, rtuRequestLength } from "../support/odd-slave.ts";
import { bridgePty } from "../support/pty.ts";
import { until } from "../support/until.ts";

const EVERY_MS = 100;
const DEAD = 7;

/** Units 1 and 2 with tables of their own on one pseudo-terminal; nobody is at home at 7. */
async function openLine() {
  const stack = new AsyncDisposableStack();
  const tables = new Map<number, SlaveTables>([1, 2].map((unitId) => [unitId, telltaleTables()]));
  for (const [unitId, { input }] of tables) input[100] = 1_000 * unitId;
  const writes: { unitId: number; value: number }[] = [];
  const slave = stack.use(
    await openOddSlave(rtuRequestLength, (raw, send) => {
      const [unitId = 0, functionCode] = raw;
      if (unitId === 0) {
        for (const each of tables.values()) answerPdu(raw.slice(1, -2), each);
        return;
      }
      const own = tables.get(unitId);
      if (own === undefined) return;
      if (functionCode === 6) writes.push({ unitId, value: (raw[4] ?? 0) * 256 + (raw[5] ?? 0) });
      send(withCrc(Uint8Array.of(unitId, ...answerPdu(raw.slice(1, -2), own))));
    }),
  );
  const pty = stack.use(await bridgePty(slave));
  const port = openPort(serialSettings(pty.path));
  const asked = (unitId: number) => slave.requests.filter(([id]) => id === unitId).length;
  return { port, writes, asked, tables, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

function connectRig(port: Port, unitId: number, signal: AbortSignal): Promise<RigConnection> {
  const options = modbusOptions.parse({
    ...{ framing: "rtu", unitId, addressBase: 0, timeoutMs: 1_000, silentAfterTimeouts: 50 },
    channels: [
      { name: "own", table: "input", address: 100, everyMs: EVERY_MS },
      { name: "setpoint", table: "holding", address: 40, writable: true, everyMs: EVERY_MS },
      { name: "all", table: "holding", address: 50, writable: true, broadcast: true },
    ],
  });
  const context = { rig: `rig-${unitId}`, clock: realClock, log: silentLog, port };
  return modbusDriver.connect(options, context, signal);
}

async function listen(port: Port, unitId: number) {
  const stop = new AbortController();
  const connection = await connectRig(port, unitId, stop.signal);
  const events: RigEvent[] = [];
  const ended = (async () => {
    for await (const event of connection.events(stop.signal)) events.push(event);
  })();
  const own = () =>
    events.flatMap((event) =>
      event.kind === "reading" && event.channel === "own" && event.quality === "good"
        ? [event.value]
        : [],
    );
  const write = (value: number, channel = "setpoint") =>
    connection.send?.({ kind: "write", channel, value }, stop.signal);
  return {
    ...{ own, write },
    async [Symbol.asyncDispose]() {
      stop.abort();
      await ended;
      await connection[Symbol.asyncDispose]();
    },
  };
}

test("a dead unit that is called again and again does not cost its neighbours their cadence", async () => {
  await using line = await openLine();
  await using first = await listen(line.port, 1);
  await using second = await listen(line.port, 2);
  await until(() => first.own().length > 3 && second.own().length > 3);
  const stop = new AbortController();
  let refusals = 0;
  // As a session does, but without its pauses: the worst that a neighbour can be.
  const calling = (async () => {
    while (!stop.signal.aborted) {
      const error = await connectRig(line.port, DEAD, stop.signal).catch((thrown) => thrown);
      if (!stop.signal.aborted) expect(error).toMatchObject({ code: "request.timeout" });
      refusals += 1;
      const calledAt = first.own().length;
      // At the neighbours' own pace, whatever that is on this machine.
      await until(() => first.own().length > calledAt || stop.signal.aborted);
    }
  })();
  await until(() => refusals >= 5, { deadlineMs: 20_000 });
  const [ownBefore, asksBefore] = [first.own().length, line.asked(DEAD)];
  await until(() => refusals >= 30, { deadlineMs: 60_000 });
  const [heard, asks] = [first.own().length - ownBefore, line.asked(DEAD) - asksBefore];
  stop.abort();
  await calling;
  // 25 calls at the neighbours' own period: nearly all are refused without the line.
  expect(asks).toBeLessThan(8);
  expect(heard).toBeGreaterThanOrEqual(8);
  expect(new Set(first.own())).toEqual(new Set([1_000]));
  expect(new Set(second.own())).toEqual(new Set([2_000]));
});

test("writes to two rigs of a polled line arrive once each, in order, at their own unit", async () => {
  await using line = await openLine();
  await using first = await listen(line.port, 1);
  await using second = await listen(line.port, 2);
  const values = Array.from({ length: 15 }, (_, at) => at + 1);
  const writeAll = async (rig: typeof first, base: number) => {
    for (const value of values) {
      const reply = await rig.write(base + value);
      expect(reply).toMatchObject({ reading: { value: base + value, quality: "good" } });
    }
  };
  await Promise.all([writeAll(first, 100), writeAll(second, 200)]);
  for (const [unitId, base] of [
    [1, 100],
    [2, 200],
  ] as const) {
    const told = line.writes.filter((each) => each.unitId === unitId).map(({ value }) => value);
    expect(told).toEqual(values.map((value) => base + value));
  }
  expect(new Set(first.own())).toEqual(new Set([1_000]));
  expect(new Set(second.own())).toEqual(new Set([2_000]));
});

test("a broadcast reaches every unit of the line, and their polling goes on", async () => {
  await using line = await openLine();
  await using first = await listen(line.port, 1);
  expect(await first.write(77, "all")).toEqual({ kind: "done" });
  for (const { holding } of line.tables.values()) expect(holding[50]).toBe(77);
  const heard = first.own().length;
  await until(() => first.own().length > heard + 2);
  expect(new Set(first.own())).toEqual(new Set([1_000]));
});
