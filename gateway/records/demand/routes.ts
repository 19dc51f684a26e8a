/** `/demand`: what is wanted, with the orders that cover it; imported as JSON or CSV. */
import type { OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { commandRoute, noParams, readRoute } from "../commands/command-routes.ts";
import { compact } from "../compact.ts";
import { refuseInvalid } from "../import-rule.ts";
import { createRouter } from "../routes.ts";
import type { UnitRouteParts } from "../unit/parts.ts";
import { readDemandCsv } from "./csv.ts";
import { type DemandBody, demandInput, demandView } from "./record.ts";

const LINES_MAX = 2_000;

const listRoute = readRoute({
  path: "/demand",
  params: noParams,
  query: z.strictObject({ partNumber: z.string().min(1).max(200).optional() }),
  tag: "Orders",
  summary: "List demand with the orders that cover it",
  description:
    "By date. Orders are netted to firm lines first, then to forecast, each by date; a unit of an " +
    "order covers one line at most.",
  answer: z.object({ items: z.array(demandView) }),
  problems: [],
});

const importRoute = commandRoute({
  path: "/demand/imports",
  params: noParams,
  allowed: ["operations"],
  tag: "Orders",
  summary: "Import demand",
  description:
    "All lines or none, as `lines` or as the text of a CSV file whose first line names the columns. " +
    "The same key again is the same line; a quantity of 0 withdraws it.",
  body: z
    .strictObject({
      lines: z.array(demandInput).max(LINES_MAX).optional(),
      csv: z.string().max(500_000).optional(),
    })
    .refine(({ lines, csv }) => (lines === undefined) !== (csv === undefined), {
      error: "or `csv` must be sent, and one of the two only",
      path: ["lines"],
    }),
  example: {
    csv: "externalKey,partNumber,quantity,kind,dueAt\nSO-17/1,PSU-24,120,firm,2026-12-04T00:00:00Z\n",
  },
  answer: z.object({
    created: z.number().int(),
    changed: z.number().int(),
    unchanged: z.number().int(),
  }),
  problems: ["record.invalid"],
});

/** The routes of demand, to be mounted under the API's base. */
export function demandRoutes({
  ledger,
  context,
}: Pick<UnitRouteParts, "ledger" | "context">): OpenAPIHono {
  return createRouter()
    .openapi(listRoute, async (c) =>
      c.json({ items: await ledger.ask("demand.list", compact(c.req.valid("query"))) }, 200),
    )
    .openapi(importRoute, async (c) => {
      const { lines, csv = "" } = c.req.valid("json");
      const input = { lines: (lines ?? parseCsv(csv)).map(compact) as DemandBody[] };
      const { result } = await ledger.execute("demand.import", input, context(c, ""));
      return c.json(result, 200);
    }) as OpenAPIHono;
}

function parseCsv(csv: string): readonly DemandBody[] {
  const parsed = z.array(demandInput).max(LINES_MAX).safeParse(readDemandCsv(csv));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const [index, ...path] = issue?.path ?? [];
  const at = typeof index === "number" ? `line ${index + 2}, ${path.join(".")}` : "csv";
  return refuseInvalid(at, issue?.message ?? "can not be read");
}
