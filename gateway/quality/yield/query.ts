import { siteDays } from "../../domain/site/site-days.ts";
import type { Query, SqlReader } from "../../ledger/contract.ts";
import type { Dimension } from "../facts/cell.ts";
import { presentFilter, type QualityFilter, rowsAddress } from "../facts/filter.ts";
import { type Counter, type Counts, NOTHING } from "../facts/judge-unit.ts";
import {
  type CellSum,
  groupCells,
  listCells,
  listUtcDays,
  spanOf,
  sumCells,
  sumCounters,
  totalOf,
} from "../facts/sums.ts";
import { rolledYield } from "../statistics/proportion.ts";
import { getPolicy, type PolicyName, type YieldPolicy, yieldOf } from "./policy.ts";
import type { Grouping, YieldAnswer, YieldView } from "./view.ts";

export interface YieldQuestion extends QualityFilter {
  readonly policy: PolicyName;
  readonly by: Grouping;
  /** Of the site. */
  readonly timeZone: string;
}

const DIMENSIONS_OF = {
  operation: ["operation"],
  product: ["partNumber"],
  revision: ["partNumber", "revision"],
  station: ["station"],
  slot: ["station", "slot"],
  order: ["orderId"],
  rig: ["rig"],
  buildTag: ["buildTag"],
} as const satisfies Record<Exclude<Grouping, "day">, readonly Dimension[]>;

/** Yields of a window, told apart by one grouping, with what is in none of them. */
export const readYield: Query<YieldQuestion, YieldAnswer> = ({ sql }, question) => {
  const policy = getPolicy(question.policy);
  const { name, version, title, definition } = policy;
  const sums = sumCells(sql, question);
  const total = totalOf(sums);
  const items =
    question.by === "day"
      ? readDays(sql, question, policy)
      : groupSums(sums, DIMENSIONS_OF[question.by], { filter: question, policy });
  const { reference, withoutUnit, engineering, simulated, uninvited, invalidated } = total;
  return {
    policy: { name, version, title, definition },
    ...presentFilter(question),
    by: question.by,
    timeZone: question.timeZone,
    total: presentYield(total, question, policy),
    items,
    ...rolledOf(sums, items, question.by),
    excluded: { reference, withoutUnit, engineering, simulated, uninvited, invalidated },
  };
};

/** A yield with the addresses of its rows. */
function presentYield(counts: Counts, filter: QualityFilter, policy: YieldPolicy): YieldView {
  const { lostToProduct, lostToTest } = counts;
  const rows = { ...filter, counts: policy.counted };
  return {
    ...yieldOf(counts, policy),
    ...{ lostToProduct, lostToTest },
    rows: rowsAddress(rows),
    lostRows: rowsAddress({ ...rows, without: [policy.passed] }),
  };
}

interface Grouped {
  readonly filter: QualityFilter;
  readonly policy: YieldPolicy;
}

function groupSums(
  sums: readonly CellSum[],
  dimensions: readonly Dimension[],
  { filter, policy }: Grouped,
): YieldAnswer["items"] {
  return groupCells(sums, dimensions)
    .map(({ key, counts }) => ({ key, ...presentYield(counts, { ...filter, ...key }, policy) }))
    .filter(({ n }) => n > 0);
}

function readDays(
  sql: SqlReader,
  question: YieldQuestion,
  policy: YieldPolicy,
): YieldAnswer["items"] {
  const window = spanOf(question);
  const cells = listCells(sql, question);
  const counters: Counter[] = [...policy.counted, policy.passed, "lostToProduct", "lostToTest"];
  return siteDays(listUtcDays(sql, window), question.timeZone).flatMap(({ date, fromUs, toUs }) => {
    const span = {
      fromUs: Math.max(fromUs, window.fromUs),
      toUs: Math.min(toUs, window.toUs),
    };
    const figures = sumCounters(sql, cells, { span, counters });
    const counts = { ...NOTHING, ...Object.fromEntries(counters.map((c, i) => [c, figures[i]])) };
    const filter = { ...question, from: span.fromUs, to: span.toUs };
    const view = presentYield(counts as Counts, filter, policy);
    return view.n === 0 ? [] : [{ key: { day: date }, ...view }];
  });
}

/** The chance to pass every operation: it means something for the units of one product. */
function rolledOf(
  sums: readonly CellSum[],
  items: YieldAnswer["items"],
  by: Grouping,
): Pick<YieldAnswer, "rolled"> {
  const products = new Set(sums.map(({ cell }) => cell.partNumber));
  if (by !== "operation" || products.size !== 1 || items.length === 0) return {};
  const yields = items.flatMap((item) => item.yield ?? []);
  const operations = items.map(({ key }) => key.operation ?? "");
  return { rolled: { yield: rolledYield(yields), operations } };
}
