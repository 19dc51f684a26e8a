/** What every question about quality may be narrowed to, and how it is asked again for its rows. */
import { z } from "zod";
import { isoTime } from "../../domain/iso-time.ts";
import type { RunHeader } from "../../domain/run.ts";
import { instantParameter } from "../../records/routes.ts";
import type { Dimension } from "./cell.ts";
import type { Counter } from "./judge-unit.ts";

const text = z.string().max(200).optional();

/** The builds of a product, each a population. */
export const buildTag = z.enum(["evt", "dvt", "pvt", "beta", "production"]);

/** The query parameters of every question. An empty text means runs that have none. */
export const filterParameters = {
  operation: text,
  partNumber: text,
  revision: text,
  station: text,
  rig: text,
  slot: text.describe("Of the fixture; empty for runs without"),
  orderId: text.describe("Of the production order the unit belonged to"),
  buildTag: buildTag
    .default("production" satisfies RunHeader["buildTag"])
    .describe("A build is a population of its own: two are never counted together"),
  from: instantParameter.optional().describe("Started at or after; ISO 8601 with a zone"),
  to: instantParameter.optional().describe("Started before; ISO 8601 with a zone"),
};

/** The dimensions a caller may filter by. */
export const FILTER_DIMENSIONS = [
  "operation",
  "partNumber",
  "revision",
  "station",
  "rig",
  "slot",
  "orderId",
  "buildTag",
] as const satisfies readonly Dimension[];

/** A window of microseconds, half-open, and a value for each dimension that is narrowed. */
export type QualityFilter = {
  readonly [Name in (typeof FILTER_DIMENSIONS)[number]]?: string | undefined;
} & {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
};

/** The rows behind a number: runs where one of `counts` is so, and none of `without`. */
export interface RowsQuestion extends QualityFilter {
  readonly counts: readonly Counter[];
  readonly without?: readonly Counter[];
  /** Only runs that this measurement made fail. */
  readonly measurement?: string;
  /** Only those it was the first to. */
  readonly causing?: boolean;
}

/** Where the rows of a number are listed. */
export function rowsAddress(question: RowsQuestion): string {
  const query = new URLSearchParams();
  for (const name of FILTER_DIMENSIONS) {
    const value = question[name];
    if (value !== undefined) query.set(name, value);
  }
  const { from, to, counts, without = [], measurement, causing } = question;
  if (from !== undefined) query.set("from", isoTime(from));
  if (to !== undefined) query.set("to", isoTime(to));
  query.set("counts", counts.join());
  if (without.length > 0) query.set("without", without.join());
  if (measurement !== undefined) query.set("measurement", measurement);
  if (causing === true) query.set("causing", "true");
  return `/api/v1/quality/runs?${query}`;
}

/** What an answer says of its filter: times as text. */
export interface FilterView {
  readonly from?: string;
  readonly to?: string;
  readonly filter: Readonly<Record<string, string>>;
}

/** The filter as an answer repeats it. */
export function presentFilter(filter: QualityFilter): FilterView {
  const given = FILTER_DIMENSIONS.flatMap((name) => {
    const value = filter[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...(filter.from === undefined ? {} : { from: isoTime(filter.from) }),
    ...(filter.to === undefined ? {} : { to: isoTime(filter.to) }),
    filter: Object.fromEntries(given),
  };
}
