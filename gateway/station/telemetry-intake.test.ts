import { describe, expect, test, vi } from "vitest";
import { Refusal } from "../ledger/contract.ts";
import type { Reading } from "../telemetry/contract.ts";
import { openTelemetryIntake } from "./telemetry-intake.ts";

function reading(value: number): Reading {
  return { rig: "r", channel: "c", value, unit: "V", quality: "good", takenAt: value };
}

/** A writer that finishes a batch only when told. */
function slowWriter() {
  const batches: Reading[][] = [];
  const pending: PromiseWithResolvers<{ from: number; to: number }>[] = [];
  return {
    batches,
    append(readings: readonly Reading[]) {
      batches.push([...readings]);
      const done = Promise.withResolvers<{ from: number; to: number }>();
      pending.push(done);
      return done.promise;
    },
    finish: () => pending.shift()?.resolve({ from: 0, to: 0 }),
    fail: (error: Error) => pending.shift()?.reject(error),
  };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe("the telemetry intake", () => {
  test("readings of one chunk share a batch, and what arrives meanwhile is the next one", async () => {
    const writer = slowWriter();
    const intake = openTelemetryIntake(writer.append);
    intake.add(reading(1));
    intake.add(reading(2));
    await turn();
    intake.add(reading(3));
    intake.add(reading(4));
    await turn();
    expect(writer.batches.map((batch) => batch.length)).toEqual([2]);
    expect(intake.waiting).toBe(4);
    writer.finish();
    await turn();
    expect(writer.batches.flat().map(({ value }) => value)).toEqual([1, 2, 3, 4]);
  });

  test("flushed waits for everything that was added before, written or waiting", async () => {
    const writer = slowWriter();
    const intake = openTelemetryIntake(writer.append);
    intake.add(reading(1));
    await turn();
    intake.add(reading(2));
    let flushed = false;
    const done = intake.flushed().then(() => {
      flushed = true;
    });
    await turn();
    writer.finish();
    await turn();
    expect(flushed).toBe(false);
    writer.finish();
    await done;
    expect(intake.waiting).toBe(0);
  });

  test("a steady flow pauses between two batches, but nobody waits for a pause to be flushed", async () => {
    const writer = slowWriter();
    const pauses: PromiseWithResolvers<void>[] = [];
    const intake = openTelemetryIntake(writer.append, {
      gather() {
        const pause = Promise.withResolvers<void>();
        pauses.push(pause);
        return pause.promise;
      },
    });
    intake.add(reading(1));
    await turn();
    intake.add(reading(2));
    writer.finish();
    await turn();
    intake.add(reading(3));
    await turn();
    expect(writer.batches.map((batch) => batch.length)).toEqual([1]);
    pauses.shift()?.resolve();
    await turn();
    expect(writer.batches.map((batch) => batch.length)).toEqual([1, 2]);
    intake.add(reading(4));
    const flushed = intake.flushed();
    writer.finish();
    await turn();
    writer.finish();
    await flushed;
    expect(pauses).toEqual([]);
    expect(writer.batches.flat().map(({ value }) => value)).toEqual([1, 2, 3, 4]);
  });

  test("a full intake holds its rig back until the writer has caught up", async () => {
    const writer = slowWriter();
    const intake = openTelemetryIntake(writer.append);
    let taken = 1;
    while (intake.add(reading(taken))) taken++;
    const caughtUp = intake.flushed();
    await turn();
    expect(intake.waiting).toBe(50_000);
    for (let batch = 0; batch < 10; batch++) {
      writer.finish();
      await turn();
    }
    await caughtUp;
    expect(writer.batches.map((batch) => batch.length)).toEqual(Array(10).fill(5_000));
    expect(intake.waiting).toBe(0);
  });

  test("a failed ledger fails the flush, so no run is ever finished over lost readings", async () => {
    const writer = slowWriter();
    const intake = openTelemetryIntake(writer.append);
    intake.add(reading(1));
    await turn();
    const flushed = intake.flushed();
    writer.fail(new Error("the disk is gone"));
    await expect(flushed).rejects.toThrow("the disk is gone");
    await expect(intake.flushed()).rejects.toThrow("the disk is gone");
  });

  test("flushed ends in a steady flow: what is added after it was asked is not waited for", async () => {
    const writer = slowWriter();
    const intake = openTelemetryIntake(writer.append);
    intake.add(reading(1));
    await turn();
    let isFlushed = false;
    const flushed = intake.flushed().then(() => {
      isFlushed = true;
    });
    intake.add(reading(2));
    writer.finish();
    await turn();
    intake.add(reading(3));
    expect(isFlushed).toBe(true);
    await flushed;
    expect(intake.waiting).toBe(2);
  });

  test("a ledger without room gets the same readings again, and goes on when it has room", async () => {
    const writer = slowWriter();
    const intake = openTelemetryIntake(writer.append, { retryDelayMs: 1 });
    intake.add(reading(1));
    await turn();
    intake.add(reading(2));
    writer.fail(new Refusal("ledger.unavailable", "the disk is full"));
    const flushed = intake.flushed();
    await vi.waitFor(() => expect(writer.batches).toHaveLength(2));
    expect(intake.trouble?.message).toBe("the disk is full");
    writer.finish();
    await flushed;
    expect(writer.batches.map((batch) => batch.map(({ value }) => value))).toEqual([[1], [1, 2]]);
    expect(intake).toMatchObject({ waiting: 0, trouble: undefined });
  });

  test("who stops does not wait for a ledger without room, and is told so", async () => {
    const full = new Refusal("ledger.unavailable", "the disk is full");
    const intake = openTelemetryIntake(() => Promise.reject(full), { retryDelayMs: 1 });
    intake.add(reading(1));
    await expect(intake.flushed(AbortSignal.abort())).rejects.toBe(full);
    expect(intake.waiting).toBe(1);
  });

  test("long texts fill the intake and its batches by their bytes", async () => {
    const writer = slowWriter();
    const intake = openTelemetryIntake(writer.append);
    const long = { ...reading(0), value: "x".repeat(500_000) };
    let taken = 1;
    while (intake.add(long)) taken++;
    expect(taken).toBe(32);
    await turn();
    expect(writer.batches.map((batch) => batch.length)).toEqual([3]);
    intake.add({ ...reading(0), value: "x".repeat(5_000_000) });
    const flushed = intake.flushed();
    for (let batch = 0; batch < 12; batch++) {
      writer.finish();
      await turn();
    }
    await flushed;
    expect(writer.batches.map((batch) => batch.length)).toEqual([...Array(10).fill(3), 2, 1]);
    expect(intake.add(long)).toBe(true);
  });
});
