/** `/repairs`: begun for a failing measurement, done with the operation to go back to. */
import type { OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import {
  commandRoute,
  idParams,
  mintedId,
  noParams,
  readRoute,
} from "../commands/command-routes.ts";
import { compact } from "../compact.ts";
import { createRouter, instantParameter } from "../routes.ts";
import type { UnitRouteParts } from "../unit/parts.ts";
import { unitDetail } from "../views.ts";
import { repairAdvice } from "./record.ts";

const word = z.string().trim().min(1).max(200);
const text = z.string().trim().min(3).max(1_000);

const beginRoute = commandRoute({
  path: "/units/{id}/repairs",
  params: idParams,
  allowed: ["technician", "qa"],
  tag: "Repairs",
  summary: "Take a failed unit to repair",
  description: "For one failing measurement of one of its failing runs.",
  body: z.strictObject({
    ...{ id: mintedId, runId: word, measurementId: word, diagnosis: text },
    begunAt: instantParameter.optional().describe("When, where it is told later; now if absent"),
  }),
  example: {
    runId: "0199d0a4-3c2e-7b51-8f4a-5d2c9e6b7a10",
    measurementId: "ripple",
    diagnosis: "Output capacitor C12 is cracked",
  },
  answer: unitDetail,
  problems: ["unit.not-found", "unit.not-allowed", "record.invalid"],
});

const finishRoute = commandRoute({
  path: "/units/{id}/repairs/{repairId}/finish",
  params: idParams.extend({ repairId: word }),
  allowed: ["technician", "qa"],
  tag: "Repairs",
  summary: "End a repair",
  description: "The unit goes back to the operation named; only passes from there on count.",
  body: z.strictObject({
    action: word.describe("In few words that repeat: advice counts by them"),
    note: text.optional(),
    operation: word,
    doneAt: instantParameter.optional().describe("When, where it is told later; now if absent"),
  }),
  example: { action: "replaced C12", operation: "FCT" },
  answer: unitDetail,
  problems: ["repair.not-found", "repair.done", "unit.not-allowed", "record.invalid"],
});

const adviceRoute = readRoute({
  path: "/repair-advice",
  params: noParams,
  query: z.strictObject({ partNumber: word, measurementId: word }),
  tag: "Repairs",
  summary: "What helped before",
  description:
    "Finished repairs of that measurement by what was done, each with the number of cases and what " +
    "the first judged run afterwards said.",
  answer: z.object({ items: z.array(repairAdvice) }),
  problems: [],
});

/** The routes of repairs, to be mounted under the API's base. */
export function repairRoutes({ ledger, context, newId, now }: UnitRouteParts): OpenAPIHono {
  const read = (id: string) => ledger.ask("units.get", { id, now: now() });

  return createRouter()
    .openapi(beginRoute, async (c) => {
      const { id: unitId } = c.req.valid("param");
      const { id = newId(), ...rest } = compact(c.req.valid("json"));
      await ledger.execute("repair.begin", { id, unitId, ...rest }, context(c, ""));
      return c.json(await read(unitId), 200);
    })
    .openapi(finishRoute, async (c) => {
      const { id: unitId, repairId: id } = c.req.valid("param");
      const input = { id, unitId, ...compact(c.req.valid("json")) };
      await ledger.execute("repair.finish", input, context(c, ""));
      return c.json(await read(unitId), 200);
    })
    .openapi(adviceRoute, async (c) =>
      c.json({ items: await ledger.ask("repairs.advice", c.req.valid("query")) }, 200),
    ) as OpenAPIHono;
}

/** What these routes take and answer, for the typed client. */
export type RepairRoutes = typeof beginRoute | typeof finishRoute | typeof adviceRoute;
