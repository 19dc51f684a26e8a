/** What every question about quality may be narrowed to, and how it is asked again for its rows. */
import { z } from "zod";
import { isoTime } from "../../domain/iso-time.ts";
import type { RunHeader } from "../../domain/run.ts";
import { instantParameter } from "../../records/lists/instant-parameter.ts";
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
  procedure: text.describe("Id and version of the procedure, with a space between"),
  procedureHash: text.describe("Over the whole procedure, and so over its limits"),
  equipment: text.describe("Id of an instrument the run was measured with"),
  operator: text.describe("Person id of who tested"),
  gatewayVersion: text,
  source: z.enum(["rig", "api"]).optional().describe("Of our own rigs, or from outside"),
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
  "procedure",
  "procedureHash",
  "equipment",
  "operator",
  "gatewayVersion",
  "source",
  "buildTag",
] as const satisfies readonly Dimension[];

/** A window of microseconds, half-open, and a value for each dimension that is narrowed. */
export type QualityFilter = {
  readonly [Name in (typeof FILTER_DIMENSIONS)[number]]?: string | undefined;
} & {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
};

/**
 * What a measurement did in a run: it caused the fail, it failed, or a first attempt of good
 * quality is a number.
 */
export const HAVING = ["caused", "failed", "measured"] as const;
export type Having = (typeof HAVING)[number];

/** The rows behind a number: runs where one of `counts` is so, and none of `without`. */
export interface RowsQuestion extends QualityFilter {
  readonly counts: readonly Counter[];
  readonly without?: readonly Counter[];
  /** Only runs with a value of this measurement that `having` describes. */
  readonly measurement?: string;
  readonly having?: Having | undefined;
  /** In the limits' unit, of the first in-run attempt of good quality. */
  readonly valueFrom?: number | undefined;
  readonly valueTo?: number | undefined;
  readonly valueUpTo?: number | undefined;
  /** Only runs of units that held a component of this lot then; its part number beside it. */
  readonly lot?: string | undefined;
  readonly componentPart?: string | undefined;
}

const ROW_PARAMETERS = [
  ...(["measurement", "having", "valueFrom", "valueTo", "valueUpTo"] as const),
  ...(["lot", "componentPart"] as const),
];

/** Where the rows of a number are listed. */
export function rowsAddress(question: RowsQuestion): string {
  const query = new URLSearchParams();
  for (const name of FILTER_DIMENSIONS) {
    const value = question[name];
    if (value !== undefined) query.set(name, value);
  }
  const { from, to, counts, without = [] } = question;
  if (from !== undefined) query.set("from", isoTime(from));
  if (to !== undefined) query.set("to", isoTime(to));
  query.set("counts", counts.join());
  if (without.length > 0) query.set("without", without.join());
  for (const name of ROW_PARAMETERS) {
    const value = question[name];
    if (value !== undefined) query.set(name, String(value));
  }
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
