import { expect, test } from "vitest";
import type { ReadingEvent } from "../../../drivers/contract.ts";
import { RunTrace } from "./run-trace.ts";

const reading = (value: ReadingEvent["value"], more: Partial<ReadingEvent> = {}): ReadingEvent => ({
  ...{ kind: "reading", channel: "load", value, unit: "A", quality: "good" },
  ...{ takenAt: { utcUs: 1, monoNs: 0n }, ...more },
});

const linesOf = (trace: RunTrace) =>
  new TextDecoder()
    .decode(trace.bytes())
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

test("an integer that no double holds keeps its digits and says that it is one", () => {
  const trace = new RunTrace();
  trace.add(reading(2n ** 63n));
  expect(linesOf(trace)).toMatchObject([{ value: "9223372036854775808", integer: true }]);
});

test("continuous readings thin out evenly by number and by bytes; measurements stay", () => {
  for (const raw of ["", "x".repeat(1000)]) {
    const trace = new RunTrace();
    for (let i = 0; i < 150_000; i++)
      trace.add(reading(i, i % 1000 === 0 ? { step: "v" } : { raw }));
    expect(trace.bytes().length).toBeLessThanOrEqual(16_000_000);
    const lines = linesOf(trace);
    expect(lines.length).toBeLessThanOrEqual(100_000);
    expect(lines.filter(({ step }) => step === "v")).toHaveLength(150);
    const values = lines.filter(({ step }) => step === undefined).map(({ value }) => value);
    const gaps = values.slice(1).map((value, i) => value - values[i]);
    expect(Math.max(...new Set(gaps)) - Math.min(...new Set(gaps))).toBeLessThanOrEqual(1);
  }
});

test("a run of measurements alone stays within the bounds, at a steady cost for each", () => {
  const trace = new RunTrace();
  const began = performance.now();
  for (let i = 0; i < 200_000; i++) trace.add(reading(i, { step: "v" }));
  expect(performance.now() - began).toBeLessThan(10_000);
  const lines = linesOf(trace);
  expect(lines.length).toBeLessThanOrEqual(100_000);
  expect(lines.length).toBeGreaterThan(30_000);
  expect(lines[1].value - lines[0].value).toBe(lines.at(-1).value - lines.at(-2).value);
});

test("readings larger than the bound leave the first of them, and the trace goes on", () => {
  const trace = new RunTrace();
  const raw = "x".repeat(13_000_000);
  trace.add(reading(0, { raw }));
  trace.add(reading(1, { raw, step: "v" }));
  trace.add(reading(2, { raw, step: "v" }));
  trace.add(reading(3, { raw }));
  expect(linesOf(trace).map(({ value }) => value)).toEqual([0, 1]);
});
