/**
 * A line to events, by the rig's patterns. Pure but for the header of a CSV, which is of one
 * connection. A line that is not wholly understood is nothing: no number is ever cut out of a
 * longer word.
 */
import type { Instant, ReportedVerdict, RigEvent } from "../contract.ts";
import {
  type GroupName,
  groupNames,
  type LinePattern,
  type RecordPattern,
  type RegexPattern,
  wholeLine,
} from "./line-pattern.ts";
import { openRecordReader, type RecordReader, textAt } from "./record.ts";
import { type Judged, judgeValue, type ValueRules } from "./value.ts";

/** What a line means; `ignored` for one the configuration says to pass over. */
export type Decoded = readonly RigEvent[] | "ignored" | "unparsable";
export type LineDecoder = (line: string, takenAt: Instant) => Decoded;

/** UCUM code by channel, for lines and patterns that have none. */
export type Units = Readonly<Record<string, string>>;

type Groups = Readonly<Partial<Record<GroupName, string>>>;

interface Line {
  readonly text: string;
  readonly groups: Groups;
  readonly takenAt: Instant;
}

/** What a pattern, or a field of it, says about one value. */
interface ValuePattern extends ValueRules {
  readonly event: LinePattern["event"];
  readonly unit?: LinePattern["unit"];
  readonly reported?: LinePattern["reported"];
  readonly step?: string | undefined;
  readonly channel?: string | undefined;
  readonly slot?: string | undefined;
}

/** Undefined where the line is not of the pattern's kind. */
type Matcher = (text: string, takenAt: Instant) => Decoded | undefined;

/** Compiles the patterns once. The first that matches decides, also that a line is unparsable. */
export function compileLines(patterns: readonly LinePattern[], units: Units = {}): LineDecoder {
  const matchers = patterns.map((pattern) =>
    "match" in pattern ? regexMatcher(pattern, units) : recordMatcher(pattern, units),
  );
  return (text, takenAt) => {
    for (const matcher of matchers) {
      const decoded = matcher(text, takenAt);
      if (decoded !== undefined) return decoded;
    }
    return "unparsable";
  };
}

function regexMatcher(pattern: RegexPattern, units: Units): Matcher {
  const regex = wholeLine(pattern.match);
  const names = groupNames(pattern.match) as readonly GroupName[];
  return (text, takenAt) => {
    const found = regex.exec(text);
    if (found === null) return undefined;
    const groups: Partial<Record<GroupName, string>> = {};
    // A group that matched nothing, or no characters, says nothing.
    for (const name of names) if (found.groups?.[name]) groups[name] = found.groups[name];
    return decodeLine(pattern, { text, takenAt, groups }, units);
  };
}

function recordMatcher(pattern: RecordPattern, units: Units): Matcher {
  const reader: RecordReader = openRecordReader(pattern);
  return (text, takenAt) => {
    const record = reader(text);
    if (record === undefined || typeof record === "string") return record;
    for (const [place, wanted] of Object.entries(pattern.where)) {
      if (textAt(record, place) !== wanted) return undefined;
    }
    const groups: Partial<Record<GroupName, string>> = {};
    for (const [name, place] of Object.entries(pattern.groups)) {
      const found = textAt(record, place);
      if (found) groups[name as GroupName] = found;
    }
    const line = { text, takenAt, groups };
    if (pattern.fields.length === 0) return decodeLine(pattern, line, units);
    return decodeFields(pattern, { ...line, textAt: (place) => textAt(record, place) }, units);
  };
}

/** Each field is a value by itself: one that is none does not cost the others. */
function decodeFields(
  pattern: RecordPattern,
  line: Line & { readonly textAt: (place: string | number) => string | undefined },
  units: Units,
): Decoded {
  const events: RigEvent[] = [];
  for (const field of pattern.fields) {
    const value = line.textAt(field.from);
    if (value === undefined && field.optional) continue;
    const own: ValuePattern = {
      ...pattern,
      ...field,
      channel: field.channel ?? field.step,
      unit: field.unit ?? pattern.unit,
    };
    const groups = { ...line.groups, value: value ?? "" };
    const decoded = decodeValue(own, { ...line, groups }, { units, isOneOfMany: true });
    if (typeof decoded === "string") return decoded;
    events.push(...decoded);
  }
  return events;
}

function decodeLine(pattern: LinePattern, line: Line, units: Units): Decoded {
  switch (pattern.event) {
    case "ignore":
      return "ignored";
    case "run-started":
      return [decodeStart(pattern, line)];
    case "run-finished":
      return decodeFinish(pattern, line);
    default:
      return decodeValue(pattern, line, { units, isOneOfMany: false });
  }
}

function decodeStart(pattern: LinePattern, { groups, takenAt }: Line): RigEvent {
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
  const verdict = reported === undefined ? {} : { reported };
  const cause = pattern.cause === undefined ? {} : { cause: pattern.cause };
  return [{ kind: "run-finished", ...verdict, ...cause, ...place(pattern, groups), takenAt }];
}

interface ValueContext {
  readonly units: Units;
  /** What is no value is then told as a reading of quality `decode`, for its channel is known. */
  readonly isOneOfMany: boolean;
}

function decodeValue(
  pattern: ValuePattern,
  { text, groups, takenAt }: Line,
  { units, isOneOfMany }: ValueContext,
): Decoded {
  const judged = judgeValue(pattern, groups.value) ?? (isOneOfMany ? noValue(pattern) : undefined);
  const reported = readVerdict(pattern, groups);
  const attempt = groups.attempt === undefined ? undefined : parseAttempt(groups.attempt);
  const step = groups.step ?? pattern.step;
  const channel = groups.channel ?? pattern.channel ?? step;
  const unit = readUnit(pattern, groups.unit) ?? (groups.unit ? undefined : units[channel ?? ""]);
  const isWhole = judged !== undefined && channel !== undefined;
  if (!isWhole || attempt === "unparsable" || reported === "unparsable") return "unparsable";
  if (unit === undefined && (groups.unit || typeof pattern.unit === "object")) return "unparsable";
  if (pattern.event === "measurement" && step === undefined) return "unparsable";
  return [
    {
      kind: "reading",
      ...{ channel, ...judged, unit: unit ?? "", takenAt },
      ...place(pattern, groups),
      ...(pattern.event === "measurement" && step !== undefined ? { step } : {}),
      ...(attempt === undefined ? {} : { attempt }),
      ...(reported === "pass" || reported === "fail" ? { reported } : {}),
      raw: text,
    },
  ];
}

function noValue({ valueType }: ValuePattern): Judged {
  const value = valueType === "text" ? "" : Number.NaN;
  return { value, quality: "decode", cause: `the line has no ${valueType} there` };
}

function place(
  pattern: Pick<ValuePattern, "slot">,
  groups: Groups,
): { slot?: string; runKey?: string } {
  const slot = groups.slot ?? pattern.slot;
  return {
    ...(slot === undefined ? {} : { slot }),
    ...(groups.runKey === undefined ? {} : { runKey: groups.runKey }),
  };
}

function parseAttempt(text: string): number | "unparsable" {
  const attempt = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  return attempt >= 1 ? attempt : "unparsable";
}

/** Undefined where nothing says it: a printed unit that is in no map is no unit. */
function readUnit({ unit }: ValuePattern, printed: string | undefined): string | undefined {
  if (typeof unit !== "object") return printed ?? unit;
  const key = printed ?? "";
  return Object.hasOwn(unit, key) ? unit[key] : undefined;
}

function readVerdict(
  { reported }: Pick<ValuePattern, "reported">,
  groups: Groups,
): ReportedVerdict | undefined | "unparsable" {
  if (typeof reported !== "object") return reported;
  const printed = groups.reported;
  if (printed === undefined) return undefined;
  return Object.hasOwn(reported, printed) ? reported[printed] : "unparsable";
}
