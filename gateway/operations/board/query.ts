import { isoTime, parseIsoTime } from "../../domain/iso-time.ts";
import { siteDays } from "../../domain/site/site-days.ts";
import type { Query, SqlReader } from "../../ledger/contract.ts";
import { compact } from "../../records/compact.ts";
import { currentSite } from "../../records/site/rules.ts";
import { openProjector, type Projector } from "../finish/finish.ts";
import { listOpenOrders, type OpenOrder, remainingOf, waitsIn } from "../finish/open-orders.ts";
import type { BoardAnswer, BoardOrder } from "./view.ts";

const DAY_US = 86_400_000_000;

/** Every open order with its projected finish, the most late first, and the numbers of today. */
export const readBoard: Query<{ readonly now: number }, BoardAnswer> = ({ sql }, { now }) => {
  const orders = listOpenOrders(sql);
  const projector = openProjector(sql, orders, now);
  const items = orders
    .map((order) => presentOrder(order, projector, now))
    .toSorted((a, b) => rank(b) - rank(a) || dueOf(a) - dueOf(b) || (a.id < b.id ? -1 : 1));
  const { timeZone } = currentSite(sql);
  const waiting = orders.reduce((sum, order) => sum + waitsIn(order), 0);
  const late = items.filter(({ isLate }) => isLate).length;
  const today = { ...readToday(sql, now, timeZone), late, waiting };
  return { at: isoTime(now), timeZone, today, items };
};

/** What is not known comes after everything that is. */
function rank({ lateDays }: BoardOrder): number {
  return lateDays ?? Number.NEGATIVE_INFINITY;
}

function dueOf({ dueAt }: BoardOrder): number {
  return dueAt === undefined ? Number.MAX_SAFE_INTEGER : Date.parse(dueAt);
}

function presentOrder(order: OpenOrder, projector: Projector, now: number): BoardOrder {
  const { inputs: _, ...finish } = projector.project(order);
  const { dueAt, ...rest } = order;
  const isOverdue = dueAt !== undefined && dueAt <= now && remainingOf(order) > 0;
  const expected = finish.p50 === undefined ? undefined : parseIsoTime(finish.p50);
  // Past its date it is late by at least as much, whatever is expected.
  const end = expected ?? (isOverdue ? now : undefined);
  const lateUs = end === undefined || dueAt === undefined ? undefined : end - dueAt;
  return compact({
    ...rest,
    ...{ dueAt: dueAt === undefined ? undefined : isoTime(dueAt), finish },
    lateDays: lateUs === undefined ? undefined : lateUs / DAY_US,
    isLate: (lateUs ?? 0) > 0,
  });
}

type Today = Omit<BoardAnswer["today"], "late" | "waiting">;

function readToday(sql: SqlReader, now: number, timeZone: string): Today {
  const utcDay = Math.floor(now / DAY_US);
  const day = siteDays([utcDay], timeZone).find(({ fromUs, toUs }) => fromUs <= now && now < toUs);
  const from = day?.fromUs ?? utcDay * DAY_US;
  const count = (text: string) => sql.get<{ units: number | null }>(text, from)?.units ?? 0;
  return {
    ...{ day: day?.date ?? isoTime(from).slice(0, 10), from: isoTime(from) },
    good: count("SELECT count(*) AS units FROM unit WHERE done_at >= ? AND place = 'good'"),
    failed: count("SELECT count(*) AS units FROM run WHERE started_at >= ? AND outcome = 'fail'"),
    shipped: count("SELECT sum(units) AS units FROM shipment WHERE shipped_at >= ?"),
  };
}
