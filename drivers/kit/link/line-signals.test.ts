import { describe, expect, it } from "vitest";
import { untilClearToSend } from "./clear-to-send.ts";
import { DeadlineError } from "./deadline.ts";
import { type Signals, setSignals } from "./line-signals.ts";
import type { SerialSettings } from "./serial-settings.ts";

const never = new AbortController().signal;

function openLines(error?: Error) {
  const told: Signals[] = [];
  const port = {
    set(signals: Signals, done: (error: Error | null) => void) {
      told.push(signals);
      done(error ?? null);
    },
  };
  const set = (changes: Partial<SerialSettings>, gathers = false, signal = never) => {
    const settings = { kind: "serial", baudRate: 9_600, dataBits: 8, parity: "none" } as const;
    const context = { gathers, description: "the port", signal };
    return setSignals(port, { ...settings, stopBits: 1, ...changes }, context);
  };
  return { told, set };
}

describe("the lines beside the data", () => {
  it("are left alone unless something is asked of them", async () => {
    const { told, set } = openLines();
    await set({});
    await set({ lowLatency: true });
    await set({ lowLatency: false }, true);
    expect(told).toEqual([]);
  });

  it("are set as asked; what is not asked stays as the opening left it", async () => {
    const { told, set } = openLines();
    await set({ dtr: false });
    await set({ rts: false }, true);
    expect(told).toEqual([
      { dtr: false, rts: true, brk: false, lowLatency: false },
      { dtr: true, rts: false, brk: false, lowLatency: true },
    ]);
  });

  it("make a break that ends, also where the opening is given up meanwhile", async () => {
    const { told, set } = openLines();
    await set({ breakMs: 1 });
    expect(told.map(({ brk }) => brk)).toEqual([true, false]);
    const stopped = AbortSignal.abort(new Error("stopped"));
    await expect(set({ breakMs: 5_000 }, false, stopped)).rejects.toThrow("stopped");
    expect(told.map(({ brk }) => brk)).toEqual([true, false, true, false]);
  });

  it("that a device does not have are port.failed, with the cause", async () => {
    const cause = new Error("no such lines");
    await expect(openLines(cause).set({ dtr: false })).rejects.toMatchObject({
      ...{ code: "port.failed", cause },
    });
  });
});

describe("the device's leave to send", () => {
  it("is waited for while CTS is off, and not for ever", async () => {
    let looks = 0;
    const port = { get: (done: Parameters<typeof untilStatus>[0]) => untilStatus(done) };
    const untilStatus = (done: (error: null, status: { cts: boolean }) => void) => {
      looks += 1;
      done(null, { cts: looks > 2 });
    };
    await untilClearToSend(port, { timeoutMs: 5_000 });
    expect(looks).toBe(3);
    const off = {
      get: (done: (e: null, s: { cts: boolean }) => void) => done(null, { cts: false }),
    };
    await expect(untilClearToSend(off, { timeoutMs: 5 })).rejects.toThrow(DeadlineError);
  });

  it("is taken as given where the line cannot be read", async () => {
    const port = { get: (done: (error: Error) => void) => done(new Error("not a tty")) };
    await untilClearToSend(port, { timeoutMs: 0 });
  });
});
