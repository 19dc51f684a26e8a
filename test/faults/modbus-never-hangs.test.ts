/** Fault W5: whatever the link does, every request ends, and so does the bus. */
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type ByteLink, type Chunk, DriverError } from "../../drivers/contract.ts";
import { withCrc } from "../../drivers/kit/crc.ts";
import { ModbusBus } from "../../drivers/kit/modbus/modbus-bus.ts";
import type { WireRequest } from "../../drivers/kit/modbus/modbus-request.ts";
import { VIRTUAL, virtualClock } from "../support/scripted-units.ts";

const FRAMINGS = ["rtu", "ascii", "tcp", "rtu-over-tcp"] as const;
const REQUESTS: readonly WireRequest[] = [
  { functionCode: 3, address: 0, count: 1 },
  { functionCode: 1, address: 0, count: 8 },
  { functionCode: 6, address: 0, value: 1 },
  { functionCode: 16, address: 0, values: [1, 2] },
  { functionCode: 43, readCode: 1, objectId: 0 },
];

beforeEach(() => {
  vi.useFakeTimers({ toFake: VIRTUAL });
});
afterEach(() => {
  vi.useRealTimers();
});

/** What a link may do when it is written to. */
type Mood = "stuck" | "silent" | "garbage" | "reject" | "busy" | "end" | "break";
const MOODS: readonly Mood[] = ["stuck", "silent", "garbage", "reject", "busy", "end", "break"];

/** A link in one mood after the other, then silent. */
class MoodyLink implements ByteLink {
  readonly description = "moody link";
  readonly #moods: Mood[];
  #push: (chunk: Chunk | Error | undefined) => void = () => undefined;

  constructor(moods: readonly Mood[]) {
    this.#moods = [...moods];
  }

  write(bytes: Uint8Array): Promise<void> {
    const mood = this.#moods.shift() ?? "silent";
    const push = (data: Uint8Array) => {
      this.#push({ bytes: data, receivedAt: virtualClock.now() });
    };
    // biome-ignore format: one row per mood
    switch (mood) {
      case "stuck": return new Promise(() => undefined);
      case "reject": return Promise.reject(new Error("the cable is gone"));
      case "garbage": setTimeout(() => push(Uint8Array.of(0, 1, 2, 0x3a, 0xff)), 3); break;
      case "busy": setTimeout(() => push(withCrc(Uint8Array.of(1, (bytes[1] ?? 0) | 0x80, 6))), 3); break;
      case "end": setTimeout(() => this.#push(undefined), 3); break;
      case "break": setTimeout(() => this.#push(new TypeError("foreign")), 3); break;
      case "silent": break;
    }
    return Promise.resolve();
  }

  async *chunks(signal: AbortSignal): AsyncIterable<Chunk> {
    while (!signal.aborted) {
      const next = await new Promise<Chunk | Error | undefined>((resolve) => {
        this.#push = resolve;
        signal.addEventListener("abort", () => resolve(undefined), { once: true });
      });
      if (next instanceof Error) throw next;
      if (next === undefined) return;
      yield next;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#push(undefined);
  }
}

const job = (request: WireRequest, unitId = 1) => ({
  ...{ unitId, request, timeoutMs: 100, pauseMs: 0, onStray() {} },
});

describe.each(FRAMINGS)("over %s", (framing) => {
  test("every request ends with an answer or a DriverError, whatever the link does", async () => {
    const moods = fc.array(fc.constantFrom(...MOODS), { maxLength: 8 });
    const asked = fc.array(fc.constantFrom(...REQUESTS), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(moods, asked, async (given, requests) => {
        const bus = new ModbusBus(new MoodyLink(given), { framing, clock: virtualClock, gapMs: 2 });
        const { signal } = new AbortController();
        const endings: unknown[] = [];
        for (const [at, request] of requests.entries()) {
          bus.request(job(request, 1 + (at % 3)), signal).then(
            (reply) => endings.push(reply),
            (error) => endings.push(error),
          );
        }
        await vi.advanceTimersByTimeAsync(60_000);
        expect(endings).toHaveLength(requests.length);
        for (const end of endings)
          if (end instanceof Error) expect(end).toBeInstanceOf(DriverError);
        let isClosed = false;
        bus[Symbol.asyncDispose]().then(() => {
          isClosed = true;
        }, fc.pre);
        await vi.advanceTimersByTimeAsync(2_000);
        expect(isClosed).toBe(true);
        expect(vi.getTimerCount()).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  test.each([0, 1, 60, 150, 250])(
    "a bus closed after %i ms ends all that wait at once",
    async (afterMs) => {
      const bus = new ModbusBus(new MoodyLink(["silent"]), {
        framing,
        clock: virtualClock,
        gapMs: 2,
      });
      const { signal } = new AbortController();
      const endings: unknown[] = [];
      for (let at = 0; at < 20; at += 1) {
        bus.request(job(REQUESTS[0] ?? { functionCode: 3, address: 0, count: 1 }, 1), signal).then(
          (reply) => endings.push(reply),
          (error) => endings.push(error),
        );
      }
      await vi.advanceTimersByTimeAsync(afterMs);
      const closed = bus[Symbol.asyncDispose]();
      await vi.advanceTimersByTimeAsync(0);
      expect(endings).toHaveLength(20);
      await closed;
    },
  );
});
