import { expect, test } from "vitest";
import { DriverError, type DriverErrorCode } from "../../../drivers/contract.ts";
import type { MeasureStep } from "../../domain/program/program.ts";
import { type PerformParts, performStep, testCondition } from "./perform-step.ts";
import { fakeRig, fakeStation, type Reply, readingOf, text } from "./testing/fake-rig.ts";

const limits = { comparator: "GELE", unit: "V", specification: { low: 47, high: 49 } } as const;
const measure: MeasureStep = {
  ...{ do: "measure", step: "voltage", on: "meter", query: "READ?", unit: "V" },
  ...{ valueType: "number", settleMs: 0, attempts: 1, timeoutMs: 200 },
};

function open(reply: Reply, signal: AbortSignal = new AbortController().signal) {
  const meter = fakeRig("dmm-1", reply);
  const station = fakeStation({ meter });
  const spec = { id: "voltage", name: "Voltage", aliases: [], limits, attemptsMax: 3 };
  const parts: PerformParts = {
    ...{ ...station.parts, signal, answers: new Map() },
    specs: new Map([["voltage", spec]]),
  };
  return { ...station, meter, parts };
}

const measured = async (reply: Reply, step: Partial<MeasureStep> = {}) => {
  const { reading, outcome } = await performStep({ ...measure, ...step }, 2, open(reply).parts);
  return { quality: reading?.quality, value: reading?.value, attempt: reading?.attempt, outcome };
};

test("a number as the meter writes it is the value, judged by the limits", async () => {
  expect(await measured(() => text("+4.80E+01\r\n"))).toEqual({
    ...{ quality: "good", value: 48, attempt: 2 },
    outcome: { kind: "measured", verdict: "pass" },
  });
  const { outcome } = await measured(() => text("30"));
  expect(outcome).toEqual({ kind: "measured", verdict: "fail" });
});

test.each([
  ["an overload", "9.9E37", "out-of-range"],
  ["no number at all", "48V", "decode"],
  ["nothing", "", "decode"],
])("%s is no value and never judged", async (_, answer, quality) => {
  expect(await measured(() => text(answer))).toEqual({
    ...{ quality, value: Number.NaN, attempt: 2 },
    outcome: { kind: "measured", verdict: "unjudged" },
  });
});

test("a part of the reply is the value only where the whole expression fits", async () => {
  const match = "^V=(?<value>\\S+)$";
  expect(await measured(() => text("V=48.1"), { match })).toMatchObject({ value: 48.1 });
  expect(await measured(() => text("A=48.1"), { match })).toMatchObject({ quality: "decode" });
});

test.each<[DriverErrorCode, string]>([
  ["request.timeout", "timeout"],
  ["request.corrupt", "crc"],
  ["request.exception", "exception"],
])("a measurement that ends as %s is an attempt of quality %s", async (code, quality) => {
  const { outcome, ...found } = await measured(() => {
    throw new DriverError(code, "no");
  });
  expect(found).toMatchObject({ quality, value: Number.NaN });
  expect(outcome).toEqual({ kind: "measured", verdict: "unjudged" });
});

test("a lost wire ends the run as such, any other fault as a step that failed", async () => {
  const set = { do: "set", on: "meter", channel: "range", to: 1, timeoutMs: 100 } as const;
  const endingOf = async (code: DriverErrorCode) =>
    (await performStep(set, 1, open(() => Promise.reject(new DriverError(code, "no"))).parts))
      .outcome;
  expect(await endingOf("wire.lost")).toMatchObject({ ending: { cause: "link.lost" } });
  expect(await endingOf("command.not-confirmed")).toMatchObject({
    ending: { completion: "error", cause: "program.step-failed" },
  });
});

test("a driver that ignores its deadline is not waited for, and asked once", async () => {
  const { meter, parts, notes } = open(() => new Promise(() => undefined));
  const startedMs = performance.now();
  const { reading } = await performStep({ ...measure, timeoutMs: 50 }, 1, parts);
  expect(performance.now() - startedMs).toBeLessThan(1_000);
  expect(reading?.quality).toBe("timeout");
  expect(meter.commands).toHaveLength(1);
  expect(notes).toContainEqual(expect.objectContaining({ failed: "request.timeout" }));
});

test("an instrument that is gone is not asked", async () => {
  const { meter, parts } = open(() => text("48"));
  meter.pull();
  const { outcome } = await performStep(measure, 1, parts);
  expect(outcome).toMatchObject({ ending: { cause: "link.lost" } });
  expect(meter.commands).toEqual([]);
});

test("an error nobody expected is thrown, not taken for a fault of the rig", async () => {
  const { parts } = open(() => Promise.reject(new TypeError("a bug")));
  await expect(performStep(measure, 1, parts)).rejects.toThrow("a bug");
});

test("a condition of bad quality is neither true nor false: the run ends", async () => {
  const that = { on: "meter", channel: "lid", equals: true, timeoutMs: 100 };
  const lid = readingOf("lid", true);
  if (lid.kind !== "reading") throw new Error("a reading");
  const stale = { ...lid, reading: { ...lid.reading, quality: "stale" as const } };
  expect(await testCondition(that, open(() => lid).parts)).toEqual({ kind: "tested", holds: true });
  expect(await testCondition(that, open(() => stale).parts)).toMatchObject({
    ...{ kind: "ended", ending: { cause: "program.step-failed" } },
  });
});

test("every exchange is noted with its command, its reply and how long it took", async () => {
  const { parts, notes } = open(() => text("48"));
  await performStep(measure, 1, parts);
  expect(notes).toEqual([
    {
      ...{ kind: "exchange", on: "meter", rig: "dmm-1", tookMs: expect.any(Number) },
      command: { kind: "query", text: "READ?", timeoutMs: 200 },
      reply: { kind: "text", text: "48" },
    },
  ]);
});
