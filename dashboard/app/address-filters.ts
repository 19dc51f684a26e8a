/** What addresses say of lists: the known filters, read from the part behind the question mark. */
import { OUTCOMES, type RunFilters, UNIT_STATUSES, type UnitFilters } from "./queries.ts";

const FILTER_NAMES = [
  "serialNumber",
  "rig",
  "outcome",
  "operation",
  "station",
  "partNumber",
  "orderId",
  "from",
  "to",
] as const satisfies readonly (keyof RunFilters)[];

/** Keeps the known filters of runs that are texts; anything else in the address is ignored. */
export function readRunFilters(search: Record<string, unknown>): RunFilters {
  const known = FILTER_NAMES.map((name) => [name, asText(search[name])] as const);
  return Object.fromEntries(
    known.filter(([name, value]) => value !== undefined && isFilterValue(name, value)),
  );
}

/** An outcome that there is not would only be refused; the others are for the API to judge. */
function isFilterValue(name: keyof RunFilters, value: string): boolean {
  return name !== "outcome" || OUTCOMES.some((outcome) => outcome === value);
}

/** An address like ?serialNumber=123 is read as a number; a filter is always a text. */
export function asText(value: unknown): string | undefined {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** The filters of the unit list that are known, from the address. */
export function readUnitFilters(search: Record<string, unknown>): UnitFilters {
  const [serialNumber, orderId] = [asText(search.serialNumber), asText(search.orderId)];
  const status = UNIT_STATUSES.find((known) => known === search.status);
  return {
    ...(serialNumber === undefined ? {} : { serialNumber }),
    ...(orderId === undefined ? {} : { orderId }),
    ...(status === undefined ? {} : { status }),
    ...readPlace(search),
    ...readDone(search),
  };
}

/** When the last operation was passed. */
function readDone(search: Record<string, unknown>): Pick<UnitFilters, "doneFrom" | "doneTo"> {
  const [doneFrom, doneTo] = [asText(search.doneFrom), asText(search.doneTo)];
  return {
    ...(doneFrom === undefined ? {} : { doneFrom }),
    ...(doneTo === undefined ? {} : { doneTo }),
  };
}

/** Where an order counts a unit; a place that there is not would only be refused. */
function readPlace(search: Record<string, unknown>): Pick<UnitFilters, "place" | "atOperation"> {
  const place = PLACES.find((known) => known === search.place);
  const atOperation = asText(search.atOperation);
  return {
    ...(place === undefined ? {} : { place }),
    ...(atOperation === undefined ? {} : { atOperation }),
  };
}

const PLACES = ["in_process", "failed", "rework", "hold", "good", "scrap"] as const;
