/** The channels that lines can have readings of, where the configuration alone names them. Pure. */
import { groupNames, type LinePattern } from "./line-pattern.ts";
import type { SerialLineOptions } from "./options.ts";

/** Undefined where a line names its channel itself. */
export function channelNames({ lines, poll }: SerialLineOptions): readonly string[] | undefined {
  const patterns = [...lines, ...poll.flatMap((each) => each.lines)];
  const names = patterns.map(namesOf);
  const asked = poll.flatMap(({ channels }) => channels);
  if (!names.every((each) => each !== undefined)) return undefined;
  return [...new Set([...names.flat(), ...asked])];
}

function namesOf(pattern: LinePattern): readonly string[] | undefined {
  if (pattern.event !== "reading" && pattern.event !== "measurement") return [];
  const { channel, step } = pattern;
  const own = [channel, step].filter((name) => name !== undefined);
  if ("match" in pattern) {
    const isNamedByLine = groupNames(pattern.match).some(isNameGroup);
    return isNamedByLine ? undefined : own;
  }
  if (Object.keys(pattern.groups).some(isNameGroup)) return undefined;
  const fields = pattern.fields.flatMap((field) => [field.channel, field.step, String(field.from)]);
  return [...own, ...fields.filter((name) => name !== undefined)];
}

function isNameGroup(group: string): boolean {
  return group === "channel" || group === "step";
}
