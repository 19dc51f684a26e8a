/** Projects the open orders of one gateway, each product by its own pace. */
import { isoTime } from "../../domain/iso-time.ts";
import type { SqlReader } from "../../ledger/contract.ts";
import { compact } from "../../records/compact.ts";
import { currentSite } from "../../records/site/rules.ts";
import { seededRandom } from "../statistics/draws.ts";
import { type OpenOrder, remainingOf, waitsIn } from "./open-orders.ts";
import { DRAWS, drawWork, isEnough, PASSAGES_MIN, quantile } from "./project.ts";
import { PACE_DAYS, type ReadPace, readPace } from "./read-pace.ts";
import type { FinishInputs, FinishView } from "./view.ts";
import { type WorkingTime, workingTime } from "./working-time.ts";

const DAY_US = 86_400_000_000;
/** Orders in work compete for the line; what is planned or held does not. */
const IN_WORK: ReadonlySet<OpenOrder["status"]> = new Set(["released", "in_progress"]);

/** Projects orders at one moment; reads the pace of each product once. */
export interface Projector {
  /** The finish of an order. */
  project(order: OpenOrder): FinishView;
  /** When so many more good units of the order will be there, as likely before as after. */
  reaches(order: OpenOrder, goodUnits: number): number | undefined;
}

/** Over `orders`, which are all there are. */
export function openProjector(
  sql: SqlReader,
  orders: readonly OpenOrder[],
  nowUs: number,
): Projector {
  const sinceUs = nowUs - PACE_DAYS * DAY_US;
  const calendar = currentSite(sql);
  const time = workingTime(calendar, sinceUs, nowUs);
  const paces = new Map<string, ReadPace>();
  const paceOf = ({ partNumber, revision }: OpenOrder): ReadPace => {
    const key = JSON.stringify([partNumber, revision]);
    const known = paces.get(key) ?? readPace(sql, { partNumber, revision, sinceUs, nowUs, time });
    paces.set(key, known);
    return known;
  };
  const kind = calendar.shifts.length === 0 ? "all-hours" : "shifts";
  const inputsOf = (order: OpenOrder): FinishInputs =>
    describeInputs(order, { orders, pace: paceOf(order), calendar: kind });
  const workOf = (order: OpenOrder, goodUnits: number) => {
    const pace = paceOf(order);
    const { ahead } = inputsOf(order);
    return drawWork(
      ahead + goodUnits,
      pace,
      seededRandom(Number.parseInt(pace.hash.slice(0, 8), 16)),
    );
  };
  return {
    project(order) {
      const inputs = inputsOf(order);
      if (inputs.remaining === 0) return { state: "done", inputs };
      if (!IN_WORK.has(order.status)) return { state: "stopped", inputs };
      if (!isEnough(paceOf(order))) return { state: "not_enough_data", inputs };
      return presentFinish(workOf(order, inputs.remaining), { order, inputs, time, nowUs });
    },
    reaches(order, goodUnits) {
      if (!IN_WORK.has(order.status) || !isEnough(paceOf(order))) return undefined;
      return time.after(nowUs, quantile(workOf(order, goodUnits), 0.5));
    },
  };
}

interface Projected {
  readonly order: OpenOrder;
  readonly inputs: FinishInputs;
  readonly time: WorkingTime;
  readonly nowUs: number;
}

function presentFinish(work: readonly number[], projected: Projected): FinishView {
  const { order, inputs, time, nowUs } = projected;
  const at = (share: number) => time.after(nowUs, quantile(work, share));
  const [p50, p80, p95] = [at(0.5), at(0.8), at(0.95)];
  if (p50 === undefined || p80 === undefined || p95 === undefined) {
    return { state: "too_far", inputs };
  }
  return {
    ...{ state: "projected", p50: isoTime(p50), p80: isoTime(p80), p95: isoTime(p95) },
    ...compact({ onTime: onTimeOf(work, order.dueAt, projected) }),
    inputs,
  };
}

/** The futures are sorted: the share is where the last one in time stands. */
function onTimeOf(
  work: readonly number[],
  dueAt: number | undefined,
  { time, nowUs }: Projected,
): number | undefined {
  if (dueAt === undefined) return undefined;
  let [low, high] = [0, work.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const end = time.after(nowUs, work[middle] ?? 0);
    if (end !== undefined && end <= dueAt) low = middle + 1;
    else high = middle;
  }
  return low / work.length;
}

interface Known {
  readonly orders: readonly OpenOrder[];
  readonly pace: ReadPace;
  readonly calendar: FinishInputs["calendar"];
}

function describeInputs(order: OpenOrder, { orders, pace, calendar }: Known): FinishInputs {
  const { good, failed, gapsUs, from, to, hash } = pace;
  const passages = good + failed;
  const sum = gapsUs.reduce((total, gap) => total + gap, 0);
  return {
    ...{ remaining: remainingOf(order), waiting: waitsIn(order), ahead: aheadOf(order, orders) },
    ...{ passages, good, calendar, passagesMin: PASSAGES_MIN, draws: DRAWS, hash },
    ...compact({
      goodShare: passages === 0 ? undefined : good / passages,
      meanGapS: gapsUs.length === 0 ? undefined : sum / gapsUs.length / 1e6,
      from: from === undefined ? undefined : isoTime(from),
      to: to === undefined ? undefined : isoTime(to),
    }),
  };
}

/** Orders of the same product that are due before: the line makes them first. */
function aheadOf(order: OpenOrder, orders: readonly OpenOrder[]): number {
  return orders
    .filter((other) => other.id !== order.id && other.partNumber === order.partNumber)
    .filter((other) => IN_WORK.has(other.status) && isBefore(other, order))
    .reduce((sum, other) => sum + remainingOf(other), 0);
}

function isBefore(left: OpenOrder, right: OpenOrder): boolean {
  const [a, b] = [left.dueAt ?? Number.MAX_SAFE_INTEGER, right.dueAt ?? Number.MAX_SAFE_INTEGER];
  return a === b ? left.id < right.id : a < b;
}
