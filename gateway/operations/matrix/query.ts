import { type Query, Refusal, type SqlReader } from "../../ledger/contract.ts";
import { compact } from "../../records/compact.ts";
import type { OrderBody } from "../../records/import-file.ts";
import { findOrder } from "../../records/order/lookup.ts";
import { countPlaces } from "../../records/order/queries.ts";
import type { UnitPlace } from "../../records/unit/record.ts";
import { findRoute } from "../../records/unit/runs.ts";
import { type Cells, readCells } from "./cells.ts";
import { listUnits, type OrderUnit } from "./order-units.ts";
import { listUnbegun, type Unbegun } from "./unbegun.ts";
import type { MatrixAnswer, MatrixRow } from "./view.ts";

export interface MatrixQuestion {
  readonly id: string;
  readonly place?: UnitPlace;
  readonly atOperation?: string;
  /** At least 1. */
  readonly limit: number;
  /** The serial number that the page before ended with. */
  readonly cursor?: string;
}

/**
 * The units of an order by serial number, each with where it stands at every operation; serial
 * numbers of its range that nobody has begun stand among them. Throws Refusal `order.not-found`.
 */
export const readMatrix: Query<MatrixQuestion, MatrixAnswer> = ({ sql }, question) => {
  const { id, limit } = question;
  const order = findOrder(sql, id)?.body;
  if (order === undefined) throw new Refusal("order.not-found", `there is no order ${id}`, { id });
  const units = listUnits(sql, question);
  const unbegun = listUnbegun(sql, order, question);
  const page = [...units, ...unbegun]
    .toSorted((a, b) => (a.serialNumber < b.serialNumber ? -1 : 1))
    .slice(0, limit + 1);
  const shown = page.slice(0, limit);
  const cells = readCells(sql, shown.filter(isBegun));
  const operations = columnsOf(sql, order, shown);
  const routes = routesOf(sql);
  const items = shown.map((each) =>
    isBegun(each)
      ? presentUnit(each, routes(each), cells)
      : presentUnbegun(each.serialNumber, routes(order)),
  );
  const counts = countPlaces(sql, order);
  const last = shown.at(-1);
  return {
    ...{ orderId: id, operations, counts, unnamed: countUnnamed(sql, order, counts), items },
    ...(page.length > limit && last !== undefined ? { nextCursor: last.serialNumber } : {}),
  };
};

function isBegun(each: OrderUnit | Unbegun): each is OrderUnit {
  return each.id !== undefined;
}

type Revised = Pick<OrderUnit, "partNumber" | "revision">;

/** The route of each revision is read once. */
function routesOf(sql: SqlReader): (of: Revised) => readonly string[] {
  const known = new Map<string, readonly string[]>();
  return ({ partNumber, revision }) => {
    const key = JSON.stringify([partNumber, revision]);
    const route = known.get(key) ?? findRoute(sql, { partNumber, revision });
    known.set(key, route);
    return route;
  };
}

function columnsOf(
  sql: SqlReader,
  order: OrderBody,
  shown: readonly (OrderUnit | Unbegun)[],
): string[] {
  const routes = routesOf(sql);
  const all = shown.filter(isBegun).flatMap(routes);
  return [...new Set([...routes(order), ...all])];
}

/** Without a range a unit has its serial number from its first scan. */
function countUnnamed(sql: SqlReader, order: OrderBody, counts: MatrixAnswer["counts"]): number {
  if (order.serialNumbers !== undefined) return 0;
  const begun = sql.get<{ units: number }>(
    "SELECT count(*) AS units FROM unit WHERE order_id = ? AND place = 'not_started'",
    order.id,
  );
  return counts.notStarted - (begun?.units ?? 0);
}

function presentUnit(unit: OrderUnit, route: readonly string[], cells: Cells): MatrixRow {
  const { id, serialNumber, place, status, atOperation } = unit;
  const own = route.map((operation) => ({
    operation,
    ...(cells.states.get(id)?.get(operation) ?? { state: "open" as const, attempts: 0 }),
  }));
  const hold = cells.holds.get(id);
  return compact({
    ...{ serialNumber, unitId: id, place, status, atOperation },
    waitsFor: waitsOf(
      unit,
      own.some(({ state }) => state === "running"),
    ),
    ...{ holdReason: hold?.reason, nonconformanceId: hold?.nonconformanceId },
    cells: own,
  });
}

function presentUnbegun(serialNumber: string, route: readonly string[]): MatrixRow {
  const cells = route.map((operation) => ({ operation, state: "open" as const, attempts: 0 }));
  const at = route[0] === undefined ? {} : { atOperation: route[0] };
  return { serialNumber, place: "not_started", ...at, waitsFor: "test", cells };
}

function waitsOf({ place, status }: OrderUnit, isRunning: boolean): MatrixRow["waitsFor"] {
  if (status === "shipped" || status === "scrap") return "nothing";
  if (place === "hold") return "lift";
  switch (status) {
    case "failed":
      return "decision";
    case "repair":
      return "repair";
    case "returned":
      return "readmission";
    case "passed_all":
      return "release";
    case "released":
      return "shipment";
    default:
      return isRunning ? "result" : "test";
  }
}
