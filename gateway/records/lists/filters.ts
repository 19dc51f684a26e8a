/**
 * What lists are filtered by: one meaning for each name, wherever it stands. A test compares the
 * whole document: a parameter of one of these names that means something else is red.
 */
import { z } from "zod";
import { instantParameter } from "../routes.ts";
import { outcome } from "../views.ts";

const text = z.string().min(1).max(200).optional();

/** Take what a list can be filtered by; the description says of what it is. */
export const listFilters = {
  serialNumber: text.describe("Of the unit, exactly as it was read"),
  partNumber: text.describe("Of the product"),
  orderId: text.describe("Of the production order that the unit belongs to"),
  rig: text.describe("Name of the rig"),
  station: text.describe("Name of the station"),
  operation: text.describe("Name of the operation"),
  outcome: outcome.optional().describe("Of the run, as lists show it"),
  from: instantParameter.optional().describe("At or after; ISO 8601 with a zone"),
  to: instantParameter.optional().describe("Before; ISO 8601 with a zone"),
} as const;

interface Period {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

/** For `.refine` of a query with `from` and `to`: which of the two is wrong, and why. */
export const isPeriod = ({ from, to }: Period) =>
  from === undefined || to === undefined || from <= to;

/** Goes with `isPeriod`. */
export const PERIOD_FAULT = { error: "must not lie after `to`", path: ["from"] };
