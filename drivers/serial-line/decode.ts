/**
 * A line to an event, by the rig's patterns. Pure. A line that is not wholly understood is
 * nothing: no number is ever cut out of a longer word.
 */
import type { Instant, ReadingValue, ReportedVerdict, RigEvent } from "../contract.ts";
import { type GroupName, groupNames, type LinePattern, wholeLine } from "./options.ts";

/** What a line means; `ignored` for one the configuration says to pass over. */
export type Decoded = RigEvent | "ignored" | "unparsable";
export type LineDecoder = (line: string, takenAt: Instant) => Decoded;

type Groups = Readonly<Partial<Record<GroupName, string>>>;

interface Line {
  readonly text: string;
  readonly groups: Groups;
  readonly takenAt: Instant;
}

/** Compiles the patterns once. The first that matches decides, also that a line is unparsable. */
export function compileLines(patterns: readonly LinePattern[]): LineDecoder {
  const compiled = patterns.map((pattern) => ({
    pattern,
    regex: wholeLine(pattern.match),
    names: groupNames(pattern.match) as readonly GroupName[],
  }));
  return (text, takenAt) => {
    for (const { pattern, regex, names } of compiled) {
      const found = regex.exec(text);
      if (found === null) continue;
      return decodeLine(pattern, { text, takenAt, groups: presentGroups(names, found.groups) });
    }
    return "unparsable";
  };
}

/** A group that matched nothing, or no characters, says nothing. */
function presentGroups(names: readonly GroupName[], found: RegExpExecArray["groups"]): Groups {
  const groups: Partial<Record<GroupName, string>> = {};
  for (const name of names) {
    const text = found?.[name];
    if (text) groups[name] = text;
  }
  return groups;
}

function decodeLine(pattern: LinePattern, line: Line): Decoded {
  switch (pattern.event) {
    case "ignore":
      return "ignored";
    case "run-started":
      return decodeStart(pattern, line);
    case "run-finished":
      return decodeFinish(pattern, line);
    default:
      return decodeValue(pattern, line);
  }
}

function decodeStart(pattern: LinePattern, { groups, takenAt }: Line): Decoded {
  const partNumber = groups.partNumber ?? pattern.partNumber;
  return {
    kind: "run-started",
    ...(groups.serialNumber === undefined ? {} : { serialNumber: groups.serialNumber }),
    ...(partNumber === undefined ? {} : { partNumber }),
    ...place(pattern, groups),
    takenAt,
  };
}

function decodeFinish(pattern: LinePattern, { groups, takenAt }: Line): Decoded {
  const reported = readVerdict(pattern, groups);
  if (reported === "unparsable") return "unparsable";
  return {
    kind: "run-finished",
    ...(reported === undefined ? {} : { reported }),
    ...place(pattern, groups),
    takenAt,
  };
}

function decodeValue(pattern: LinePattern, { text, groups, takenAt }: Line): Decoded {
  const value = readValue(pattern, groups.value);
  const unit = readUnit(pattern, groups.unit);
  const reported = readVerdict(pattern, groups);
  const attempt = groups.attempt === undefined ? undefined : parseAttempt(groups.attempt);
  const step = groups.step ?? pattern.step;
  const channel = groups.channel ?? pattern.channel ?? step;
  const isWhole = value !== undefined && unit !== undefined && channel !== undefined;
  if (!isWhole || attempt === "unparsable" || reported === "unparsable") return "unparsable";
  if (pattern.event === "measurement" && step === undefined) return "unparsable";
  return {
    kind: "reading",
    ...{ channel, value, unit, quality: "good", takenAt },
    ...place(pattern, groups),
    ...(pattern.event === "measurement" && step !== undefined ? { step } : {}),
    ...(attempt === undefined ? {} : { attempt }),
    ...(reported === "pass" || reported === "fail" ? { reported } : {}),
    raw: text,
  };
}

function place(pattern: LinePattern, groups: Groups): { slot?: string; runKey?: string } {
  const slot = groups.slot ?? pattern.slot;
  return {
    ...(slot === undefined ? {} : { slot }),
    ...(groups.runKey === undefined ? {} : { runKey: groups.runKey }),
  };
}

function readValue(pattern: LinePattern, text: string | undefined): ReadingValue | undefined {
  if (text === undefined) return undefined;
  return pattern.valueType === "text" ? text : parseNumber(text);
}

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const INTEGER = /^\+?(-?\d+)$/;

/**
 * The whole text as a finite decimal number, or undefined. An integer that a double cannot hold
 * exactly is a bigint, so that no digit of a counter is lost.
 */
export function parseNumber(text: string): number | bigint | undefined {
  if (!NUMBER.test(text)) return undefined;
  const value = Number(text);
  if (!Number.isFinite(value)) return undefined;
  const digits = INTEGER.exec(text)?.[1];
  return digits !== undefined && !Number.isSafeInteger(value) ? BigInt(digits) : value;
}

function parseAttempt(text: string): number | "unparsable" {
  const attempt = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  return attempt >= 1 ? attempt : "unparsable";
}

/** Undefined where the unit that was printed is in no map: a value of unknown unit is no value. */
function readUnit({ unit }: LinePattern, printed: string | undefined): string | undefined {
  if (typeof unit !== "object") return printed ?? unit ?? "";
  const key = printed ?? "";
  return Object.hasOwn(unit, key) ? unit[key] : undefined;
}

function readVerdict(
  { reported }: LinePattern,
  groups: Groups,
): ReportedVerdict | undefined | "unparsable" {
  if (typeof reported !== "object") return reported;
  const printed = groups.reported;
  if (printed === undefined) return undefined;
  return Object.hasOwn(reported, printed) ? reported[printed] : "unparsable";
}
