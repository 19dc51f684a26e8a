/** What the routes of quality have in common: a window in order, and answers as JSON or CSV. */
import { z } from "zod";

/** How a table is answered. */
export const formatParameter = z
  .enum(["json", "csv"])
  .default("json")
  .describe("`csv` for a spreadsheet");

/** A strict set of query parameters whose `from` does not lie after `to`. */
export function windowed<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject(shape).refine(
    (query) => {
      const { from, to } = query as { readonly from?: number; readonly to?: number };
      return from === undefined || to === undefined || from <= to;
    },
    { error: "must not lie after `to`", path: ["from"] },
  );
}

/** An answer that is JSON of this schema, or a table of it. */
export function csvResponse<Schema extends z.ZodType>(description: string, schema: Schema) {
  return {
    description,
    content: { "application/json": { schema }, "text/csv": { schema: z.string() } },
  };
}

/** Of an answer that is CSV. */
export const CSV_HEADERS = { "content-type": "text/csv; charset=utf-8" } as const;
