/**
 * Reads one line of line protocol, strictly: for lines that a person wrote, and for counting what
 * the database should have. A line that some server might read in another way is refused.
 */

export interface ParsedLine {
  readonly measurement: string;
  /** Names of the fields. */
  readonly fields: readonly string[];
  /** In the unit of the precision it was written with. */
  readonly time: bigint;
}

const NAME = String.raw`(?:[^,= \\\n\r"]|\\[,= ])+`;
const VALUE = String.raw`(?:-?\d+i|-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|true|false|"(?:[^"\\]|\\["\\])*")`;
const LINE = new RegExp(
  String.raw`^(?<measurement>(?:[^, \\\n\r]|\\[, ])+)(?:,${NAME}=${NAME})* ` +
    String.raw`(?<fields>${NAME}=${VALUE}(?:,${NAME}=${VALUE})*) (?<time>-?\d{1,19})$`,
  "su",
);
const FIELD = new RegExp(String.raw`(${NAME})=${VALUE}(?:,|$)`, "gsu");
const LINE_LENGTH_MAX = 64 * 1024;

/** The parts of the line; undefined where it is not exactly one line with a time. */
export function parseLine(line: string): ParsedLine | undefined {
  if (line.length > LINE_LENGTH_MAX) return undefined;
  const match = LINE.exec(line);
  const { measurement, fields, time } = match?.groups ?? {};
  if (measurement === undefined || fields === undefined || time === undefined) return undefined;
  const names = [...fields.matchAll(FIELD)].map(([, name = ""]) => name);
  return { measurement: measurement.replace(/\\([, ])/g, "$1"), fields: names, time: BigInt(time) };
}
