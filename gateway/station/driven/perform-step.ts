/** Performs the steps of one run, one at a time. */
import { DriverError, type Quality, type ReadingEvent } from "../../../drivers/contract.ts";
import { judgeValue } from "../../domain/limits.ts";
import type { MeasurementSpec } from "../../domain/procedure.ts";
import {
  describeCondition,
  holds,
  isOverload,
  parseNumber,
} from "../../domain/program/condition.ts";
import type { ActStep, Condition, MeasureStep } from "../../domain/program/program.ts";
import type { ActionOutcome, Ending } from "../../domain/program/program-machine.ts";
import { stepWords } from "../../domain/program/step-words.ts";
import { exchange, pause } from "./exchanges.ts";
import { type FindParts, type FoundValue, findValue } from "./find-value.ts";
import { Interrupted, lostEnding, type Stop } from "./interrupts.ts";
import type { OperatorDesk } from "./operator-desk.ts";

export interface PerformParts extends FindParts {
  readonly answers: Map<string, FoundValue>;
  readonly desk: OperatorDesk;
  readonly specs: ReadonlyMap<string, MeasurementSpec>;
}

/** What came of a step; a measurement brings its reading. */
export interface Performed {
  readonly outcome: ActionOutcome;
  readonly reading?: ReadingEvent;
}

const DONE: Performed = { outcome: { kind: "done" } };

/** Performs one step. Throws only what no instrument, program or person can cause. */
export async function performStep(
  step: ActStep,
  attempt: number,
  parts: PerformParts,
): Promise<Performed> {
  try {
    return await perform(step, attempt, parts);
  } catch (error) {
    return { outcome: { kind: "ended", ending: endingOf(error, stepWords(step)) } };
  }
}

/** Whether the condition holds now; the run ends where nobody can tell. */
export async function testCondition(that: Condition, parts: PerformParts): Promise<ActionOutcome> {
  try {
    const { value, quality } = await findValue(that, parts);
    if (quality === "good") return { kind: "tested", holds: holds(that, value) };
    const message = `${describeCondition(that)}: it can not be told (${quality})`;
    return { kind: "ended", ending: failed(message) };
  } catch (error) {
    return { kind: "ended", ending: endingOf(error, describeCondition(that)) };
  }
}

/** How a program ends by `error`, which is thrown again where nobody expected it. */
export function endingOf(error: unknown, words: string): Exclude<Ending, { kind: "completed" }> {
  if (error instanceof Interrupted) return error.ending;
  if (!(error instanceof DriverError)) throw error;
  if (error.code === "wire.lost") return { ...lostEnding(""), message: error.message };
  return failed(`${words}: ${error.message} (${error.code})`);
}

function failed(message: string): Stop {
  return { kind: "stopped", completion: "error", cause: "program.step-failed", message };
}

async function perform(step: ActStep, attempt: number, parts: PerformParts): Promise<Performed> {
  const { signal } = parts;
  signal.throwIfAborted();
  switch (step.do) {
    case "set": {
      const command = { kind: "write", channel: step.channel, value: step.to } as const;
      await exchange(parts, { on: step.on, command, timeoutMs: step.timeoutMs, signal });
      return DONE;
    }
    case "send": {
      const command = { kind: "send", text: step.text } as const;
      await exchange(parts, { on: step.on, command, timeoutMs: step.timeoutMs, signal });
      return DONE;
    }
    case "wait":
      await pause(step.forMs, signal);
      return DONE;
    case "expect":
      return await expectNow(step, parts);
    case "waitFor":
      return await waitFor(step, parts);
    case "measure":
      return await measure(step, attempt, parts);
    case "ask":
      parts.answers.set(step.as, await parts.desk.ask(step, parts));
      return DONE;
  }
}

async function expectNow(
  step: Extract<ActStep, { do: "expect" }>,
  parts: PerformParts,
): Promise<Performed> {
  const { value, quality } = await findValue(step.that, parts);
  if (quality === "good" && holds(step.that, value)) return DONE;
  const found = quality === "good" ? `it is ${String(value)}` : `it can not be told (${quality})`;
  const message = `expected that ${describeCondition(step.that)}, but ${found}`;
  return { outcome: { kind: "ended", ending: failed(message) } };
}

async function waitFor(
  step: Extract<ActStep, { do: "waitFor" }>,
  parts: PerformParts,
): Promise<Performed> {
  const { that, withinMs = 0, everyMs } = step;
  const endNs = parts.clock.now().monoNs + BigInt(withinMs) * 1_000_000n;
  for (;;) {
    const { value, quality } = await findValue(that, parts);
    if (quality === "good" && holds(that, value)) return DONE;
    if (parts.clock.now().monoNs >= endNs) {
      const message = `${describeCondition(that)}: not within ${withinMs} ms`;
      return { outcome: { kind: "ended", ending: failed(message) } };
    }
    await pause(everyMs, parts.signal);
  }
}

async function measure(
  step: MeasureStep,
  attempt: number,
  parts: PerformParts,
): Promise<Performed> {
  if (step.settleMs > 0) await pause(step.settleMs, parts.signal);
  const found = await takeValue(step, parts);
  const { value, unit, quality, cause, takenAt, raw } = found;
  const reading: ReadingEvent = {
    ...{ kind: "reading", channel: step.step, step: step.step, attempt },
    ...{ value, unit, quality, takenAt },
    ...(cause === undefined ? {} : { cause }),
    ...(raw === undefined ? {} : { raw }),
  };
  const spec = parts.specs.get(step.step);
  const isJudged = quality === "good" && spec !== undefined;
  const verdict = isJudged ? judgeValue(value, unit, spec.limits).verdict : "unjudged";
  return { reading, outcome: { kind: "measured", verdict } };
}

/** A failed exchange is a value of bad quality: an attempt, kept as all others are. */
const QUALITY_OF: Readonly<Record<string, Quality>> = {
  "request.timeout": "timeout",
  "request.corrupt": "crc",
  "request.exception": "exception",
  "request.busy": "exception",
};

async function takeValue(step: MeasureStep, parts: PerformParts): Promise<FoundValue> {
  try {
    const found = await findValue(step, parts);
    return step.query === undefined ? found : readReply(step, found);
  } catch (error) {
    const quality = error instanceof DriverError ? QUALITY_OF[error.code] : undefined;
    if (quality === undefined) throw error;
    const { message } = error as DriverError;
    return bad(quality, message, { ...parts, unit: step.unit });
  }
}

function bad(
  quality: Quality,
  cause: string,
  { clock, unit = "" }: { clock: PerformParts["clock"]; unit?: string | undefined },
): FoundValue {
  return { value: Number.NaN, unit, quality, cause, takenAt: clock.now() };
}

/** The value in a query's reply. What is not understood as a whole is no value. */
function readReply(step: MeasureStep, found: FoundValue): FoundValue {
  const { unit = "" } = step;
  const raw = String(found.value);
  const text = step.match === undefined ? raw.trim() : groupOf(raw, step.match);
  if (text === undefined) {
    const cause = `"${raw}" does not match ${step.match}`;
    return { ...found, value: Number.NaN, unit, quality: "decode", cause };
  }
  if (step.valueType === "text") return { ...found, value: text, unit };
  const number = parseNumber(text);
  if (number === undefined) {
    const cause = `"${text}" is no number`;
    return { ...found, value: Number.NaN, unit, quality: "decode", cause };
  }
  if (isOverload(number)) {
    const cause = `"${text}" is an overload, no value`;
    return { ...found, value: Number.NaN, unit, quality: "out-of-range", cause };
  }
  return { ...found, value: number, unit };
}

function groupOf(text: string, expression: string): string | undefined {
  return new RegExp(expression, "u").exec(text)?.groups?.value;
}
