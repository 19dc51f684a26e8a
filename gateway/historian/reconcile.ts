/**
 * Ledger against database, by UTC day and measurement. Pure.
 *
 * What the ledger says is delivered must be there. What is owed, held or given up may be there: a
 * receipt can be lost after the write, and of a run with one bad value the rest is written.
 */

/** A point is counted by a field that every point of its measurement has. */
export interface CountRule {
  readonly measurement: string;
  readonly fields: readonly string[];
}

/** InfluxDB keeps every field, so the one that is always there counts the points. */
export const INFLUX_RULES: readonly CountRule[] = [
  { measurement: "reading", fields: ["quality"] },
  { measurement: "measurement", fields: ["run"] },
  { measurement: "run", fields: ["run"] },
];

/** VictoriaMetrics keeps numbers alone: points without one are not to be found there. */
export const VICTORIA_RULES: readonly CountRule[] = [
  { measurement: "reading", fields: ["value", "integer", "flag"] },
  { measurement: "measurement", fields: ["value", "integer", "flag"] },
  { measurement: "run", fields: ["measurements"] },
];

/** Points of one measurement on one day, e.g. "2026-11-23". */
export interface DayCount {
  readonly day: string;
  readonly measurement: string;
  readonly points: number;
}

/** What the database should have of one measurement on one day. */
export interface Expected {
  readonly day: string;
  readonly measurement: string;
  /** Delivered: they must be there. */
  readonly least: number;
  /** With those that may be there. */
  readonly most: number;
}

export interface Difference extends Expected {
  readonly found: number;
  readonly kind: "equal" | "missing" | "surplus";
}

/** Counts lines by day and measurement, as they come. Holds one number a day and measurement. */
export class ExpectedCounts {
  readonly #rules: ReadonlyMap<string, RegExp>;
  readonly #perDay: bigint;
  readonly #counts = new Map<string, { least: number; most: number }>();
  readonly #rigs = new Set<string>();

  constructor(rules: readonly CountRule[], precision: "ns" | "ms") {
    this.#rules = new Map(
      rules.map(({ measurement, fields }) => [
        measurement,
        new RegExp(`[ ,](?:${fields.join("|")})=`),
      ]),
    );
    this.#perDay = precision === "ns" ? 86_400_000_000_000n : 86_400_000n;
  }

  /** Names in the tag `rig`, as the lines have them, unescaped. */
  get rigs(): ReadonlySet<string> {
    return this.#rigs;
  }

  add(line: string, isDelivered: boolean): void {
    const measurement = /^[^, ]*/.exec(line)?.[0] ?? "";
    // Texts come after the first field that is not one, but a tag never holds `=` unescaped.
    if (this.#rules.get(measurement)?.test(line) !== true) return;
    const rig = /,rig=((?:[^,= \\]|\\.)*)/.exec(line)?.[1];
    if (rig !== undefined) this.#rigs.add(rig.replace(/\\([,= ])/g, "$1"));
    const key = `${this.#dayOf(line)} ${measurement}`;
    const count = this.#counts.get(key) ?? { least: 0, most: 0 };
    count.most += 1;
    if (isDelivered) count.least += 1;
    this.#counts.set(key, count);
  }

  list(): Expected[] {
    return [...this.#counts.entries()].map(([key, count]) => {
      const [day = "", measurement = ""] = key.split(" ");
      return { day, measurement, ...count };
    });
  }

  #dayOf(line: string): string {
    const time = BigInt(line.slice(line.lastIndexOf(" ") + 1));
    const day = time / this.#perDay - (time < 0n && time % this.#perDay !== 0n ? 1n : 0n);
    return new Date(Number(day) * 86_400_000).toISOString().slice(0, 10);
  }
}

/** Every day and measurement of either side, in order. */
export function compareCounts(
  expected: readonly Expected[],
  found: readonly DayCount[],
): Difference[] {
  const all = new Map<string, Expected & { found: number }>();
  for (const one of expected) all.set(`${one.day} ${one.measurement}`, { ...one, found: 0 });
  for (const { day, measurement, points } of found) {
    const key = `${day} ${measurement}`;
    const known = all.get(key) ?? { day, measurement, least: 0, most: 0, found: 0 };
    all.set(key, { ...known, found: known.found + points });
  }
  return [...all.entries()]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([, one]) => ({ ...one, kind: kindOf(one) }));
}

function kindOf({ least, most, found }: Expected & { found: number }): Difference["kind"] {
  if (found < least) return "missing";
  return found > most ? "surplus" : "equal";
}
