import { isoTime } from "../../domain/iso-time.ts";
import type { Query, SqlReader } from "../../ledger/contract.ts";
import type { Cell } from "../facts/cell.ts";
import { presentFilter, type QualityFilter, rowsAddress } from "../facts/filter.ts";
import { sumLots } from "../facts/lots.ts";
import { sumCells } from "../facts/sums.ts";
import { type Failures, rateRatio } from "../statistics/rate-ratio.ts";
import { getPolicy, type PolicyName, type YieldPolicy } from "../yield/policy.ts";
import {
  CHANGE_DIMENSIONS,
  type ChangeAnswer,
  type ChangeDimension,
  type ChangeItem,
} from "./view.ts";

/** The later window is that of the filter; the earlier one ends where it is told to. */
export interface ChangeQuestion extends QualityFilter {
  readonly policy: PolicyName;
  readonly from: number;
  /** Of the earlier window, microseconds. */
  readonly baseFrom?: number | undefined;
  readonly baseTo?: number | undefined;
}

const METHOD =
  "Each value's units of the later window against all other units of both windows; log interval " +
  "of the ratio (Katz), half a unit added to each count (Walter), widened for the number examined " +
  "(Bonferroni).";

/** Every pinned value of the later window, by how many times as often its units fail. */
export const readChanges: Query<ChangeQuestion, ChangeAnswer> = ({ sql }, question) => {
  const policy = getPolicy(question.policy);
  const { from, to, baseFrom, baseTo = from } = question;
  const after = tally(sql, question, policy);
  const before = tally(sql, { ...question, from: baseFrom, to: baseTo }, policy);
  const compared = compare(after, before);
  const items = compared.flatMap((each) =>
    presentItem(each, compared.length, { question, policy }),
  );
  const { name, version, title, definition } = policy;
  const overall = rateRatio(after.all, before.all, 1);
  return {
    policy: { name, version, title, definition },
    filter: presentFilter(question).filter,
    earlier: {
      ...(baseFrom === undefined ? {} : { from: isoTime(baseFrom) }),
      ...{ to: isoTime(baseTo), ...before.all },
    },
    later: {
      ...{ from: isoTime(from), ...after.all },
      ...(to === undefined ? {} : { to: isoTime(to) }),
    },
    ...(overall === undefined ? {} : { overall: { ratio: overall.ratio, ...overall.interval } }),
    examined: compared.length,
    method: METHOD,
    items: items.toSorted((a, b) => Number(b.differs) - Number(a.differs) || b.ratio - a.ratio),
  };
};

interface Tally {
  readonly all: Failures;
  /** By the value's key. */
  readonly values: ReadonlyMap<string, Failures>;
}

/** Dimension, value, and for a slot its station, for a lot the part number of what came in it. */
type Value = readonly [ChangeDimension, string, string?];

function tally(sql: SqlReader, filter: QualityFilter, policy: YieldPolicy): Tally {
  let all: Failures = { failed: 0, n: 0 };
  const values = new Map<string, Failures>();
  for (const { cell, counts } of sumCells(sql, filter)) {
    const n = policy.counted.reduce((sum, counter) => sum + counts[counter], 0);
    const own = { n, failed: n - counts[policy.passed] };
    if (n === 0) continue;
    all = plus(all, own);
    for (const value of valuesOf(cell)) {
      const key = JSON.stringify(value);
      values.set(key, plus(values.get(key) ?? { failed: 0, n: 0 }, own));
    }
  }
  const counters = [...policy.counted, policy.passed];
  for (const { lot, partNumber, figures } of sumLots(sql, filter, counters)) {
    const n = figures.slice(0, -1).reduce((sum, figure) => sum + figure, 0);
    const failed = n - (figures.at(-1) ?? 0);
    values.set(JSON.stringify(["lot", lot, partNumber] satisfies Value), { n, failed });
  }
  return { all, values };
}

/** Every value a cell is pinned to; of several instruments each is one. */
function valuesOf(cell: Cell): readonly Value[] {
  return CHANGE_DIMENSIONS.flatMap((name): Value[] => {
    if (name === "lot" || cell[name] === "") return [];
    if (name === "slot") return [[name, cell.slot, cell.station]];
    if (name !== "equipment") return [[name, cell[name]]];
    return (JSON.parse(cell.equipment) as string[]).map((id) => [name, id]);
  });
}

function plus(a: Failures, b: Failures): Failures {
  return { failed: a.failed + b.failed, n: a.n + b.n };
}

interface Compared {
  readonly value: Value;
  readonly after: Failures;
  readonly before: Failures;
  readonly others: Failures;
}

/** Values of the later window that have units beside them to be compared with. */
function compare(after: Tally, before: Tally): readonly Compared[] {
  const both = plus(after.all, before.all);
  return [...after.values].flatMap(([key, own]) => {
    const others = { n: both.n - own.n, failed: both.failed - own.failed };
    const earlier = before.values.get(key) ?? { failed: 0, n: 0 };
    // What all units had before and have now tells nothing but the time.
    if (own.n === after.all.n && earlier.n === before.all.n) return [];
    if (others.n === 0) return [];
    return [{ value: JSON.parse(key) as Value, after: own, before: earlier, others }];
  });
}

interface Asked {
  readonly question: ChangeQuestion;
  readonly policy: YieldPolicy;
}

function presentItem(compared: Compared, examined: number, asked: Asked): ChangeItem[] {
  const { value, after, before, others } = compared;
  const [dimension, text, beside] = value;
  const found = rateRatio(after, others, examined);
  if (found === undefined) return [];
  const { ratio, interval } = found;
  return [
    {
      ...{ dimension, value: text },
      ...(dimension === "slot" && beside !== undefined ? { station: beside } : {}),
      ...(dimension === "lot" && beside !== undefined ? { componentPart: beside } : {}),
      ...{ after, before, others, ratio, ...interval },
      differs: interval.low > 1 || interval.high < 1,
      isNew: before.n === 0,
      rows: rowsOf(value, asked),
    },
  ];
}

function rowsOf([dimension, value, beside]: Value, { question, policy }: Asked): string {
  const filter = { ...question, counts: policy.counted };
  if (dimension === "slot") return rowsAddress({ ...filter, slot: value, station: beside });
  if (dimension === "lot") return rowsAddress({ ...filter, lot: value, componentPart: beside });
  return rowsAddress({ ...filter, [dimension]: value });
}
