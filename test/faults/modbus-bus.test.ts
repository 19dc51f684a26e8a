/** Fault B7 on the bus, and what else a bus promises that no single framing can. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { ModbusRequest } from "../../drivers/kit/modbus/modbus-request.ts";
import { scriptUnits, VIRTUAL } from "../support/scripted-units.ts";

const READ: ModbusRequest = { functionCode: 3, address: 100, count: 10 };
const WRITE: ModbusRequest = { functionCode: 6, address: 7, value: 77 };

/** Before a request that was given up is forgotten. */
const SOON_MS = 2_500;

beforeEach(() => {
  vi.useFakeTimers({ toFake: VIRTUAL });
});
afterEach(() => {
  vi.useRealTimers();
});

async function settled<T>(work: Promise<T>, withinMs = 10_000): Promise<T | Error> {
  const outcome = work.catch((error: Error) => error);
  await vi.advanceTimersByTimeAsync(withinMs);
  return outcome;
}

test("a write goes before every poll that waits, one request at a time", async () => {
  let busyUntilMs = 0;
  const { asked, bus, request } = scriptUnits(({ atMs }, pdu) => {
    expect(atMs).toBeGreaterThanOrEqual(busyUntilMs);
    busyUntilMs = atMs + 20;
    return { pdu, afterMs: 20 };
  });
  const rigs = [{}, {}];
  const polls = Array.from({ length: 10 }, (_, at) =>
    request(1 + (at % 2), READ, { owner: rigs[at % 2] ?? {} }),
  );
  const write = request(1, WRITE);
  await settled(Promise.all([...polls, write]));
  // The first poll had the line already.
  expect(asked.map(({ pdu }) => pdu[0])).toEqual([3, 6, ...Array(9).fill(3)]);
  await bus[Symbol.asyncDispose]();
});

test("a rig with a long plan delays another one by one request", async () => {
  const { asked, bus, request } = scriptUnits((_, pdu) => ({ pdu, afterMs: 5 }));
  const [long, short] = [{}, {}];
  const jobs = Array.from({ length: 30 }, () => request(1, READ, { owner: long }));
  jobs.push(request(2, READ, { owner: short }));
  await settled(Promise.all(jobs));
  expect(asked.findIndex(({ unitId }) => unitId === 2)).toBeLessThanOrEqual(2);
  await bus[Symbol.asyncDispose]();
});

describe("a broadcast", () => {
  test("is written once, waits for no reply, and leaves the units time to do it", async () => {
    const { asked, bus, request, strays } = scriptUnits(
      ({ unitId }, pdu) => (unitId === 0 ? undefined : { pdu, afterMs: 5 }),
      { turnaroundMs: 150 },
    );
    const done = request(0, WRITE);
    const next = request(1, READ);
    expect(await settled(done)).toMatchObject({ bits: [], bytes: new Uint8Array(0) });
    await next;
    const [write, read] = asked.map(({ atMs }) => atMs);
    expect((read ?? 0) - (write ?? 0)).toBeGreaterThanOrEqual(150);
    expect(asked).toHaveLength(2);
    expect(bus.counters(0)).toMatchObject({ timeouts: 0, barriers: 0 });
    expect(strays).toEqual([]);
    await bus[Symbol.asyncDispose]();
  });

  test("cannot be a read: nobody answers unit 0", async () => {
    const { asked, bus, request } = scriptUnits(() => undefined);
    expect(await settled(request(0, READ))).toMatchObject({ code: "request.invalid" });
    expect(asked).toEqual([]);
    await bus[Symbol.asyncDispose]();
  });
});

test("the pause a device asks for is kept between its requests", async () => {
  const { asked, bus, request } = scriptUnits((_, pdu) => ({ pdu, afterMs: 5 }));
  await settled(Promise.all([1, 2, 3].map(() => request(1, READ, { pauseMs: 300 }))));
  const times = asked.map(({ atMs }) => atMs);
  const rests = times.slice(1).map((time, at) => time - (times[at] ?? 0) - 5);
  for (const restMs of rests) expect(restMs).toBeGreaterThanOrEqual(300);
  await bus[Symbol.asyncDispose]();
});

test("what a unit takes is measured without the time its bytes take on the wire", async () => {
  const characterMs = 11_000 / 9600;
  const deviceMs = 40;
  // A request of 8 and a reply of 25 characters, and the silence between them.
  const wireMs = 33 * characterMs + 3.5 * characterMs;
  const { bus, request } = scriptUnits((_, pdu) => ({ pdu, afterMs: deviceMs + wireMs }), {
    characterMs,
    gapMs: 3.5 * characterMs,
  });
  expect(bus.measured(1)).toBeUndefined();
  for (let at = 0; at < 10; at += 1) await settled(request(1, READ));
  const measured = bus.measured(1);
  expect(measured?.count).toBe(10);
  expect(Math.abs((measured?.p50Ms ?? 0) - deviceMs)).toBeLessThan(2);
  expect(bus.measured(2)).toBeUndefined();
  await bus[Symbol.asyncDispose]();
});

test("two timeouts in a row of two functions are both proved by the first answer", async () => {
  let isDeaf = true;
  const { asked, bus, request } = scriptUnits((_, pdu) =>
    isDeaf ? undefined : { pdu, afterMs: 5 },
  );
  const inputs: ModbusRequest = { functionCode: 4, address: 100, count: 10 };
  await settled(request(1, READ), SOON_MS);
  await settled(request(1, inputs), SOON_MS);
  isDeaf = false;
  const before = asked.length;
  await settled(request(1, READ), SOON_MS);
  // A barrier of a third function, the request; then neither function needs one any more.
  expect(asked.slice(before).map(({ pdu }) => pdu[0])).toEqual([1, 3]);
  await settled(request(1, inputs), SOON_MS);
  expect(asked).toHaveLength(before + 3);
  await bus[Symbol.asyncDispose]();
});

test("a unit that knows one function and one length is read again after a lost reply", async () => {
  let isLost = false;
  const { bus, request } = scriptUnits(({ pdu }, sound) => {
    const isOwn = pdu[0] === 3 && pdu[4] === 1;
    if (!isOwn || isLost) return undefined;
    return { pdu: sound, afterMs: 5 };
  });
  const one: ModbusRequest = { functionCode: 3, address: 100, count: 1 };
  await settled(request(1, one), SOON_MS);
  isLost = true;
  expect(await settled(request(1, one), SOON_MS)).toMatchObject({ code: "request.timeout" });
  isLost = false;
  const startedMs = Date.now();
  let reply = await settled(request(1, one), SOON_MS);
  while (reply instanceof Error && Date.now() - startedMs < 60_000) {
    reply = await settled(request(1, one), SOON_MS);
  }
  expect(reply).toMatchObject({ bytes: Uint8Array.of(0, 100) });
  await bus[Symbol.asyncDispose]();
});
