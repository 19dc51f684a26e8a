/** Fault B6: one unit that does not answer, or says that it cannot, and its neighbours. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { ModbusRequest } from "../../drivers/kit/modbus/modbus-request.ts";
import { type ScriptedUnits, scriptUnits, VIRTUAL } from "../support/scripted-units.ts";

const READ: ModbusRequest = { functionCode: 3, address: 100, count: 10 };
const UNITS = Array.from({ length: 10 }, (_, index) => index + 1);
const DEAD = 7;
const PERIOD_MS = 1_000;
const SETTLED_MS = 20_000;
const DEAD_MS = 600_000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: VIRTUAL });
});
afterEach(() => {
  vi.useRealTimers();
});

/** When each unit's replies came, polled by a rig each until `untilMs`. */
async function pollAll({ request }: ScriptedUnits, untilMs: number): Promise<number[][]> {
  const repliesMs: number[][] = UNITS.map(() => []);
  const startedMs = Date.now();
  const rig = (index: number) => {
    const owner = {};
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const poll = async (dueMs: number): Promise<void> => {
      if (Date.now() >= untilMs) return resolve();
      await request(UNITS[index] ?? 0, READ, { owner }).then(
        () => repliesMs[index]?.push(Date.now()),
        (error) => expect(error.code).toBe("request.timeout"),
      );
      const nextMs = Math.max(dueMs + PERIOD_MS, Date.now());
      // The clock is the test's own: nothing waits.
      setTimeout(() => poll(nextMs).catch(reject), nextMs - Date.now());
    };
    poll(startedMs).catch(reject);
    return promise;
  };
  const all = Promise.all(UNITS.map((_, index) => rig(index)));
  await vi.advanceTimersByTimeAsync(untilMs - startedMs + 10_000);
  await all;
  return repliesMs;
}

function gaps(times: readonly number[]): number[] {
  return times.slice(1).map((time, at) => time - (times[at] ?? 0));
}

test("one of ten units dead for ten minutes: the others keep their period, it is probed", async () => {
  const startedMs = Date.now();
  const isDead = () => {
    const sinceMs = Date.now() - startedMs - SETTLED_MS;
    return sinceMs > 0 && sinceMs < DEAD_MS;
  };
  const units = scriptUnits(({ unitId }, sound) =>
    unitId === DEAD && isDead() ? undefined : { pdu: sound, afterMs: 12 },
  );
  const replies = await pollAll(units, startedMs + SETTLED_MS + DEAD_MS + 60_000);
  for (const [index, times] of replies.entries()) {
    if (UNITS[index] === DEAD) continue;
    const all = gaps(times).toSorted((left, right) => left - right);
    const mean = all.reduce((sum, gap) => sum + gap, 0) / all.length;
    expect(mean).toBeLessThan(PERIOD_MS * 1.1);
    expect(all[Math.floor(all.length * 0.95)]).toBeLessThan(PERIOD_MS * 1.1);
  }
  const { asked, bus } = units;
  const whileDead = asked.filter(({ unitId, atMs }) => {
    const sinceMs = atMs - startedMs - SETTLED_MS;
    return unitId === DEAD && sinceMs > 0 && sinceMs < DEAD_MS;
  });
  expect(whileDead.length).toBeGreaterThan(20);
  expect(whileDead.length).toBeLessThan(60);
  // The first reply brings it back: probed at least every 30 s, then polled as ever.
  const backMs = startedMs + SETTLED_MS + DEAD_MS;
  const after = replies[UNITS.indexOf(DEAD)]?.filter((time) => time > backMs) ?? [];
  expect(after[0]).toBeLessThan(backMs + 32_000);
  expect(Math.max(...gaps(after))).toBeLessThan(PERIOD_MS * 1.1);
  expect(bus.counters(DEAD)).toMatchObject({ demotions: 1, refused: expect.any(Number) });
  expect(bus.counters(DEAD).refused).toBeGreaterThan(400);
  expect(bus.counters(1)).toMatchObject({ timeouts: 0, demotions: 0, barriers: 0 });
  await bus[Symbol.asyncDispose]();
});

async function settled<T>(work: Promise<T>): Promise<T | Error> {
  const outcome = work.catch((error: Error) => error);
  await vi.advanceTimersByTimeAsync(10_000);
  return outcome;
}

describe("a unit that does not answer", () => {
  test("is refused at once, saying when it is asked again", async () => {
    const { bus, request } = scriptUnits(({ unitId }, sound) =>
      unitId === DEAD ? undefined : { pdu: sound, afterMs: 5 },
    );
    await settled(request(1, READ));
    for (let at = 0; at < 3; at += 1) await settled(request(DEAD, READ));
    const before = Date.now();
    const probe = request(DEAD, READ).catch((error: Error) => error);
    await vi.advanceTimersByTimeAsync(1);
    const refused = await request(DEAD, READ).catch((error: Error) => error);
    expect(Date.now() - before).toBeLessThan(5);
    expect(refused).toMatchObject({ code: "request.timeout" });
    expect(String(refused)).toMatch(/unit 7 does not answer; next probe in \d+ s/);
    await settled(probe);
    await bus[Symbol.asyncDispose]();
  });

  test("alone on its line it is asked each time: there is nobody to protect", async () => {
    const { bus, request } = scriptUnits(() => undefined);
    for (let at = 0; at < 12; at += 1) {
      const asked = request(DEAD, READ, { timeoutMs: 100 }).catch((error: Error) => error);
      await vi.advanceTimersByTimeAsync(500);
      await asked;
    }
    expect(bus.counters(DEAD).refused).toBe(0);
    // Some are not asked, as four functions may still be answered late; most are.
    expect(bus.counters(DEAD).timeouts).toBeGreaterThanOrEqual(6);
    await bus[Symbol.asyncDispose]();
  });

  test.each([10, 11])("is set back when a gateway says so for it (exception %i)", async (code) => {
    const { asked, bus, request } = scriptUnits(({ unitId, pdu }, sound) => ({
      pdu: unitId === DEAD ? Uint8Array.of((pdu[0] ?? 0) | 0x80, code) : sound,
      afterMs: 5,
    }));
    await settled(request(1, READ));
    for (let at = 0; at < 3; at += 1) {
      const error = await settled(request(DEAD, READ));
      expect(error).toMatchObject({ code: "request.timeout", exceptionCode: code });
      expect(String(error)).toContain("unit unreachable");
    }
    const before = asked.length;
    const [first, second] = [request(DEAD, READ), request(DEAD, READ)].map(settled);
    await Promise.all([first, second]);
    expect(asked.length - before).toBeLessThanOrEqual(1);
    await bus[Symbol.asyncDispose]();
  });
});

describe("a busy unit", () => {
  const busyTimes = (times: number, code: number) => {
    let left = times;
    return scriptUnits(({ pdu, unitId }, sound) => {
      const isBusy = unitId === 1 && left > 0;
      if (isBusy) left -= 1;
      return { pdu: isBusy ? Uint8Array.of((pdu[0] ?? 0) | 0x80, code) : sound, afterMs: 5 };
    });
  };

  test.each([5, 6])("is asked again, with growing rests (exception %i)", async (code) => {
    const units = busyTimes(3, code);
    const reply = await settled(units.request(1, READ));
    expect(reply).toMatchObject({ bytes: expect.any(Uint8Array) });
    const rests = gaps(units.asked.map(({ atMs }) => atMs));
    expect(rests.map((rest) => Math.floor(rest / 50))).toEqual([1, 2, 4]);
    await units.bus[Symbol.asyncDispose]();
  });

  test("that stays busy is told as such after three retries, and others go meanwhile", async () => {
    const units = busyTimes(99, 6);
    const busy = units.request(1, READ).catch((error: Error) => error);
    const other = await settled(units.request(2, READ));
    expect(other).toMatchObject({ bytes: expect.any(Uint8Array) });
    expect(await busy).toMatchObject({ code: "request.busy", exceptionCode: 6 });
    expect(units.asked.map(({ unitId }) => unitId)).toEqual([1, 2, 1, 1, 1]);
    expect(units.bus.counters(1)).toMatchObject({ busyRetries: 3, exceptions: { 6: 4 } });
    await units.bus[Symbol.asyncDispose]();
  });

  test("that acknowledged a write is not told to do it once more", async () => {
    const units = busyTimes(1, 5);
    await settled(units.request(2, READ));
    const write: ModbusRequest = { functionCode: 6, address: 1, value: 1 };
    const error = await settled(units.request(1, write));
    expect(error).toMatchObject({ code: "request.busy", exceptionCode: 5 });
    expect(units.asked.filter(({ unitId }) => unitId === 1)).toHaveLength(1);
    await units.bus[Symbol.asyncDispose]();
  });
});
