/** `/demand`: what is wanted, with the orders that cover it; imported as JSON or CSV. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { Refusal } from "../../ledger/contract.ts";
import { allow } from "../access.ts";
import { commandRoute, noParams } from "../commands/command-routes.ts";
import { compact } from "../compact.ts";
import { placePageQuery } from "../lists/place-cursor.ts";
import { createRouter, pageResponses } from "../routes.ts";
import type { UnitRouteParts } from "../unit/parts.ts";
import { LINES_MAX, readDemandCsv } from "./csv.ts";
import { type DemandBody, demandInput, demandView } from "./record.ts";
import { refuseLines } from "./rules.ts";

const listRoute = createRoute({
  ...allow("everybody"),
  method: "get",
  path: "/demand",
  tags: ["Orders"],
  summary: "List demand with the orders that cover it",
  description:
    "By date. Orders are netted to firm lines first, then to forecast, each by date; a unit of an " +
    "order covers one line at most.",
  request: {
    query: z.strictObject({
      partNumber: z.string().min(1).max(200).optional(),
      ...placePageQuery,
    }),
  },
  responses: pageResponses(demandView),
});

const importRoute = commandRoute({
  path: "/demand/imports",
  params: noParams,
  allowed: ["operations"],
  tag: "Orders",
  summary: "Import demand",
  description:
    "All lines or none, as `lines` or as the text of a CSV file whose first line names the columns. " +
    "The same key again is the same line; a quantity of 0 withdraws it. What can not be taken is told " +
    "in `errors`, line by line. With `isTrial` nothing is stored.",
  body: z
    .strictObject({
      lines: z.array(demandInput).max(LINES_MAX).optional(),
      csv: z.string().max(500_000).optional(),
      isTrial: z.boolean().optional().describe("Only look what would be new and changed"),
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
      c.json(await ledger.ask("demand.list", compact(c.req.valid("query"))), 200),
    )
    .openapi(importRoute, async (c) => {
      const { lines, csv = "", isTrial = false } = c.req.valid("json");
      const run = async (bodies: readonly DemandBody[]) => {
        const input = { lines: bodies, isTrial };
        return (await ledger.execute("demand.import", input, context(c, ""))).result;
      };
      if (lines !== undefined) return c.json(await run(lines.map(compact) as DemandBody[]), 200);
      const read = readDemandCsv(csv);
      if ("faults" in read) return refuseLines(read.faults);
      return c.json(
        await namingLines(read.lineNumbers, () => run(read.lines.map(compact) as DemandBody[])),
        200,
      );
    }) as OpenAPIHono;
}

/** A refusal names the place in the file, as whoever must mend it sees it. */
async function namingLines<Result>(
  lineNumbers: readonly number[],
  importing: () => Promise<Result>,
): Promise<Result> {
  try {
    return await importing();
  } catch (error) {
    if (!(error instanceof Refusal) || !Array.isArray(error.details.errors)) throw error;
    const errors = error.details.errors as readonly { path: string; message: string }[];
    return refuseLines(
      errors.map(({ path, message }) => {
        const [, index, field] = /^lines\.(\d+)\.(\w+)$/.exec(path) ?? [];
        return { path: `line ${lineNumbers[Number(index)] ?? "?"}, ${field ?? path}`, message };
      }),
    );
  }
}

/** What these routes take and answer, for the typed client. */
export type DemandRoutes = typeof listRoute | typeof importRoute;
