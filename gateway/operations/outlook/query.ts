import { isoTime } from "../../domain/iso-time.ts";
import type { Query, SqlReader } from "../../ledger/contract.ts";
import { getOrder } from "../../records/order/queries.ts";
import { currentSite } from "../../records/site/rules.ts";
import type { UnitPlace } from "../../records/unit/record.ts";
import type { OrderView } from "../../records/views.ts";
import { openProjector } from "../finish/finish.ts";
import { asOpenOrder, listOpenOrders } from "../finish/open-orders.ts";
import { readBurnUp } from "./burn-up.ts";
import { type OutlookAnswer, WATERFALL_PARTS } from "./view.ts";

export interface OutlookQuestion {
  readonly id: string;
  /** Microseconds since the epoch. */
  readonly now: number;
}

/** What became of an order and when it will be finished. Throws Refusal `order.not-found`. */
export const readOutlook: Query<OutlookQuestion, OutlookAnswer> = (context, { id, now }) => {
  const { sql } = context;
  const view = getOrder(context, { id });
  const order = asOpenOrder(view);
  const projector = openProjector(sql, listOpenOrders(sql), now);
  const { timeZone } = currentSite(sql);
  return {
    ...{ at: isoTime(now), timeZone, order: view },
    finish: projector.project(order),
    waterfall: readWaterfall(sql, view),
    burnUp: readBurnUp(context, order, { projector, nowUs: now, timeZone }),
    ship: readShip(sql, id),
  };
};

/** Those in process and those that failed by the operation they are at; the others whole. */
function readWaterfall(sql: SqlReader, { id, counts }: OrderView): OutlookAnswer["waterfall"] {
  const rows = sql.all<{ place: UnitPlace; atOperation: string | null; units: number }>(
    `SELECT place, at_operation AS atOperation, count(*) AS units FROM unit
     WHERE order_id = ? AND place IN ('in_process', 'failed')
     GROUP BY place, at_operation ORDER BY place, at_operation`,
    id,
  );
  const whole = {
    ...{ not_started: counts.notStarted, rework: counts.rework, hold: counts.hold },
    ...{ scrap: counts.scrap, good: counts.good },
  };
  const bars = WATERFALL_PARTS.flatMap((part): OutlookAnswer["waterfall"] =>
    part === "in_process" || part === "failed"
      ? rows.filter(({ place }) => place === part).map((row) => presentBar(part, row))
      : [{ part, units: whole[part] }],
  );
  return bars.filter(({ units }) => units > 0);
}

function presentBar(
  part: "in_process" | "failed",
  { atOperation, units }: { readonly atOperation: string | null; readonly units: number },
): OutlookAnswer["waterfall"][number] {
  return atOperation === null ? { part, units } : { part, atOperation, units };
}

function readShip(sql: SqlReader, orderId: string): OutlookAnswer["ship"] {
  const rows = sql.all<{ status: string; units: number }>(
    `SELECT status, count(*) AS units FROM unit
     WHERE order_id = ? AND status IN ('released', 'passed_all', 'shipped') GROUP BY status`,
    orderId,
  );
  const of = (status: string) => rows.find((row) => row.status === status)?.units ?? 0;
  return { released: of("released"), passed: of("passed_all"), shipped: of("shipped") };
}
