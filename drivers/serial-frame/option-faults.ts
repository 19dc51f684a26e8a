/** What is wrong with the options of a rig that speaks in frames, with the place of each. Pure. */
import { layoutFault, type RegisterLayout } from "../kit/register-layout.ts";
import type { FrameOptions, FramePattern, FrameValue } from "./options.ts";

interface Fault {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** All of them; empty where the options are sound. */
export function optionFaults(options: {
  readonly frame: FrameOptions;
  readonly frames: readonly FramePattern[];
}): Fault[] {
  return [
    ...frameFaults(options.frame).map(([key, message]) => ({ path: ["frame", key], message })),
    ...options.frames.flatMap((pattern, index) => patternFaults(pattern, ["frames", index])),
  ];
}

/** False where all that is sent is text, with markers and checksum. */
export function sendsEveryByte({
  frame,
  frames,
  poll,
}: {
  readonly frame: FrameOptions;
  readonly frames: readonly FramePattern[];
  readonly poll: readonly { readonly bytes: Uint8Array }[];
}): boolean {
  const { start, end, lengthField, checksum } = frame;
  const fixed = [start, end, ...poll.map(({ bytes }) => bytes)];
  const isText = frames.every(({ values }) => values.every(({ type }) => type.endsWith("TEXT")));
  return (
    fixed.some((bytes) => bytes?.includes(0x11) || bytes?.includes(0x13)) ||
    lengthField !== undefined ||
    checksum?.as === "binary" ||
    !isText
  );
}

/** Each way to end a frame needs its own fields, and something to find the next one by. */
function frameFaults(frame: FrameOptions): [string, string][] {
  const {
    by,
    start,
    end,
    escape: hidden,
    lengthField,
    length,
    lengthMax,
    idleGapMs,
    checksum,
  } = frame;
  const faults: [string, string][] = [];
  const need = (key: string, isThere: boolean, why: string) => {
    if (!isThere) faults.push([key, why]);
  };
  const refuse = (key: string, isThere: boolean, kind: string) => {
    if (isThere && by !== kind) faults.push([key, `is for \`by: ${kind}\``]);
  };
  if (by === "markers") need("end", end !== undefined, "markers need an end marker");
  if (by === "length-field") need("lengthField", lengthField !== undefined, "is needed here");
  if (by === "fixed-length") need("length", length !== undefined, "is needed here");
  if (by === "idle-gap") need("idleGapMs", idleGapMs !== undefined, "is needed here");
  refuse("lengthField", lengthField !== undefined, "length-field");
  refuse("length", length !== undefined, "fixed-length");
  refuse("escape", hidden !== undefined, "markers");
  if (length !== undefined && length > lengthMax) {
    faults.push(["length", `more than lengthMax, ${lengthMax}`]);
  }
  if (checksum?.place === "after-end" && end === undefined) {
    faults.push(["checksum", "`after-end` needs an end marker"]);
  }
  const isFound = start !== undefined || checksum !== undefined;
  if ((by === "fixed-length" || by === "length-field") && !isFound) {
    const instead = "where silence alone parts the frames, say `by: idle-gap`";
    faults.push(["by", `needs a start marker or a checksum to find the next frame by; ${instead}`]);
  }
  for (const key of ["start", "end"] as const) {
    if (hidden === undefined || !frame[key]?.includes(hidden.byte)) continue;
    faults.push([key, "has the escape byte in it: nothing tells the marker from escaped data"]);
  }
  return faults;
}

function patternFaults(pattern: FramePattern, path: readonly (string | number)[]): Fault[] {
  const faults: Fault[] = [];
  const hasValues = pattern.event === "measurement" || pattern.event === "reading";
  if (hasValues === (pattern.values.length === 0)) {
    const message = hasValues
      ? `a ${pattern.event} needs values`
      : "only measurements and readings";
    faults.push({ path: [...path, "values"], message });
  }
  pattern.values.forEach((value, index) => {
    const message = valueFault(value, pattern.event === "measurement");
    if (message !== undefined) faults.push({ path: [...path, "values", index], message });
  });
  return faults;
}

function valueFault(value: FrameValue, isMeasured: boolean): string | undefined {
  const { channel, step, type, length, order } = value;
  if (channel === undefined && step === undefined) return "needs a channel or a step";
  if (isMeasured && step === undefined) return "a measurement needs its step";
  if (!isMeasured && step !== undefined) return "a reading has no step";
  const isText = type === "TEXT" || type === "NUMBER_TEXT";
  if (isText) return length === undefined ? `${type} needs a length` : undefined;
  if (length !== undefined) return "length is for TEXT and NUMBER_TEXT";
  if (type === "INT8" || type === "UINT8") {
    return order === undefined ? undefined : "one byte has no order";
  }
  return layoutFault({ type: type as RegisterLayout["type"], order: order ?? "ABCD" });
}
