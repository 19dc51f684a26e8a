/** Good units by day against what is wanted by when. */

import { isoTime } from "../../domain/iso-time.ts";
import { type SiteDay, siteDays } from "../../domain/site/site-days.ts";
import type { QueryContext } from "../../ledger/contract.ts";
import { compact } from "../../records/compact.ts";
import { netLines } from "../../records/demand/queries.ts";
import type { Projector } from "../finish/finish.ts";
import type { OpenOrder } from "../finish/open-orders.ts";
import type { OutlookAnswer } from "./view.ts";

type BurnUp = OutlookAnswer["burnUp"];
const QUARTER_US = 900_000_000;
const DAY_US = 86_400_000_000;

export interface BurnUpParts {
  readonly projector: Projector;
  readonly nowUs: number;
  /** Of the site. */
  readonly timeZone: string;
}

/** The burn-up of one order. Every zone's days begin at a quarter of an hour. */
export function readBurnUp(
  context: QueryContext,
  order: OpenOrder,
  { projector, nowUs, timeZone }: BurnUpParts,
): BurnUp {
  const quarters = context.sql.all<{ quarter: number; units: number }>(
    `SELECT done_at / ${QUARTER_US} AS quarter, count(*) AS units FROM unit
     WHERE order_id = ? AND place = 'good' AND done_at IS NOT NULL GROUP BY quarter ORDER BY quarter`,
    order.id,
  );
  const dated = quarters.reduce((sum, { units }) => sum + units, 0);
  const undated = order.counts.good - dated;
  const utcDays = quarters.map(({ quarter }) => Math.floor((quarter * QUARTER_US) / DAY_US));
  let cumulative = undated;
  const made = siteDays([...new Set(utcDays)], timeZone).flatMap((day) => {
    const units = unitsOf(day, quarters);
    cumulative += units;
    const { date, fromUs, toUs } = day;
    const span = { day: date, from: isoTime(fromUs), to: isoTime(toUs) };
    return units === 0 ? [] : [{ ...span, made: units, cumulative }];
  });
  return { undated, made, wanted: readWanted(context, order, { projector, nowUs }) };
}

function unitsOf(
  { fromUs, toUs }: SiteDay,
  quarters: readonly { readonly quarter: number; readonly units: number }[],
): number {
  return quarters
    .filter(({ quarter }) => quarter * QUARTER_US >= fromUs && quarter * QUARTER_US < toUs)
    .reduce((sum, { units }) => sum + units, 0);
}

function readWanted(
  context: QueryContext,
  order: OpenOrder,
  { projector, nowUs }: Pick<BurnUpParts, "projector" | "nowUs">,
): BurnUp["wanted"] {
  let cumulative = 0;
  return linesOf(context, order).map((line) => {
    cumulative += line.quantity;
    const missing = cumulative - order.counts.good;
    const expected = missing <= 0 ? undefined : projector.reaches(order, missing);
    const due = Date.parse(line.dueAt) * 1000;
    const isLate = missing > 0 && (due <= nowUs || (expected !== undefined && expected > due));
    const expectedAt = expected === undefined ? undefined : isoTime(expected);
    return compact({ ...line, cumulative, expectedAt, isLate });
  });
}

type Line = Omit<BurnUp["wanted"][number], "cumulative" | "expectedAt" | "isLate">;

/** Demand that takes units of the order, by date; its own date and quantity where none does. */
function linesOf(context: QueryContext, order: OpenOrder): readonly Line[] {
  const { lines: all } = netLines(context.sql, order.partNumber);
  const lines = all.flatMap((line) => {
    const { externalKey, kind, customer, dueAt, allocations } = line;
    const own = allocations.find(({ orderId }) => orderId === order.id);
    return own === undefined
      ? []
      : [compact({ externalKey, kind, customer, dueAt, quantity: own.quantity })];
  });
  if (lines.length > 0 || order.dueAt === undefined) return lines;
  return [{ dueAt: isoTime(order.dueAt), quantity: order.quantity }];
}
