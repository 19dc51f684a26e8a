/** How the lines of a text device are built, and entries of `lines:` that read them. Pure. */

export interface GuessedPattern {
  readonly kind: "json" | "key-value" | "csv" | "words";
  /** What one line gives: channel and value as text, of the latest line. */
  readonly found: readonly { readonly channel: string; readonly value: string }[];
  /** Lines that are built so, of all. */
  readonly fits: number;
  readonly of: number;
  /** Entries of `lines:` as YAML flow mappings. */
  readonly entries: readonly string[];
}

interface Field {
  readonly channel: string;
  readonly from: string | number;
  readonly value: string;
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
/** Of all lines so many must be built alike: greetings and errors stand between. */
const SHARE_MIN = 0.6;
const LINES_LOOKED_AT = 200;
const FIELDS_MAX = 40;

/** Undefined where nothing known holds for most of the lines, or none has a number. */
export function guessPattern(lines: readonly string[]): GuessedPattern | undefined {
  const looked = lines.slice(-LINES_LOOKED_AT);
  if (looked.length === 0) return undefined;
  return (
    guessRecords(looked, { kind: "json", fieldsOf: jsonFields, head: "format: json" }) ??
    guessKeyValue(looked) ??
    guessCsv(looked) ??
    guessWords(looked)
  );
}

interface RecordForm {
  readonly kind: GuessedPattern["kind"];
  readonly head: string;
  /** Undefined where the line is not of this form. */
  readonly fieldsOf: (line: string) => readonly Field[] | undefined;
}

function guessRecords(
  lines: readonly string[],
  { kind, head, fieldsOf }: RecordForm,
): GuessedPattern | undefined {
  const fitting = lines.map(fieldsOf).filter((fields) => fields !== undefined);
  const latest = fitting.at(-1)?.slice(0, FIELDS_MAX);
  if (latest === undefined || fitting.length < lines.length * SHARE_MIN) return undefined;
  const fields = latest.map(
    ({ channel, from }) => `{ from: ${JSON.stringify(from)}, channel: ${JSON.stringify(channel)} }`,
  );
  const found = latest.map(({ channel, value }) => ({ channel, value }));
  const entry = `{ ${head}, event: reading, fields: [${fields.join(", ")}] }`;
  return { kind, found, fits: fitting.length, of: lines.length, entries: [entry] };
}

function jsonFields(line: string): Field[] | undefined {
  if (!line.startsWith("{")) return undefined;
  const value = parseObject(line);
  const fields = value === undefined ? [] : numbersIn(value, "");
  return fields.length === 0 ? undefined : fields;
}

function parseObject(line: string): object | undefined {
  try {
    return JSON.parse(line) as object;
  } catch (error) {
    // What is no JSON is another form of line.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function numbersIn(value: object, path: string): Field[] {
  return Object.entries(value).flatMap(([key, inner]): Field[] => {
    const here = Array.isArray(value) ? `${path}[${key}]` : path === "" ? key : `${path}.${key}`;
    if (typeof inner === "number") return [{ channel: here, from: here, value: String(inner) }];
    return typeof inner === "object" && inner !== null ? numbersIn(inner, here) : [];
  });
}

const BETWEEN = [",", ";", "|", "\t", " "] as const;
const ASSIGN = ["=", ":"] as const;

function guessKeyValue(lines: readonly string[]): GuessedPattern | undefined {
  for (const assign of ASSIGN) {
    for (const between of BETWEEN) {
      const quoted = `between: ${JSON.stringify(between)}, assign: ${JSON.stringify(assign)}`;
      const fieldsOf = (line: string) => pairsOf(line, between, assign);
      const head = `format: key-value, ${quoted}`;
      const guess = guessRecords(lines, { kind: "key-value", head, fieldsOf });
      if (guess !== undefined) return guess;
    }
  }
  return undefined;
}

function pairsOf(line: string, between: string, assign: string): Field[] | undefined {
  const pairs = line.split(between).map((part) => part.split(assign));
  if (!pairs.every((pair) => pair.length === 2 && /^\s*[A-Za-z]/.test(pair[0] ?? ""))) {
    return undefined;
  }
  const fields = pairs.flatMap(([key = "", value = ""]): Field[] =>
    NUMBER.test(value.trim())
      ? [{ channel: key.trim(), from: key.trim(), value: value.trim() }]
      : [],
  );
  return fields.length === 0 ? undefined : fields;
}

function guessCsv(lines: readonly string[]): GuessedPattern | undefined {
  for (const separator of [",", ";", "\t", "|"]) {
    const fieldsOf = (line: string) => cellsOf(line, separator);
    const head = `format: csv, separator: ${JSON.stringify(separator)}`;
    const guess = guessRecords(lines, { kind: "csv", head, fieldsOf });
    if (guess !== undefined) return guess;
  }
  return undefined;
}

function cellsOf(line: string, separator: string): Field[] | undefined {
  const cells = line.split(separator).map((cell) => cell.trim());
  if (cells.length < 2) return undefined;
  const fields = cells.flatMap((value, index): Field[] =>
    NUMBER.test(value) ? [{ channel: `column-${index + 1}`, from: index + 1, value }] : [],
  );
  return fields.length === 0 ? undefined : fields;
}

const ONE_VALUE =
  /^([A-Za-z][\w.-]*)?\s*[=: ]?\s*([+-]?\d[\d.]*(?:[eE][+-]?\d+)?)\s*([^\s\d]\S{0,7})?$/;

/** A name, a number and a unit, as much of it as there is: `T1 23.5 C`, `+1.2345E-3`. */
function guessWords(lines: readonly string[]): GuessedPattern | undefined {
  const matches = lines
    .map((line) => ONE_VALUE.exec(line.trim()))
    .filter((match) => match !== null);
  const latest = matches.at(-1);
  if (latest === undefined || matches.length < lines.length * SHARE_MIN) return undefined;
  const [, name, value = "", unit] = latest;
  const hasName = matches.every((match) => match[1] !== undefined);
  const hasUnit = matches.every((match) => match[3] !== undefined);
  const parts = [
    hasName ? "(?<channel>[A-Za-z][\\w.-]*)[=: ]+" : "",
    "(?<value>[+-]?[\\d.]+(?:[eE][+-]?\\d{1,3})?)",
    hasUnit ? "\\s*(?<unit>[^\\s\\d.]\\S{0,7})" : "",
  ];
  const named = hasName ? "" : ", channel: value";
  const entry = `{ match: '\\s*${parts.join("")}\\s*', event: reading${named} }`;
  const found = [{ channel: name ?? "value", value: hasUnit ? `${value} ${unit}` : value }];
  return { kind: "words", found, fits: matches.length, of: lines.length, entries: [entry] };
}
