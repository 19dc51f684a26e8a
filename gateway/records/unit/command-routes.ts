/** `/units`: created, released, moved on or back; traced; and the runs that were of no unit. */
import type { OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import {
  commandRoute,
  idParams,
  noParams,
  readRoute,
  reasonField,
  SIGNING_PROBLEMS,
} from "../commands/command-routes.ts";
import { compact } from "../compact.ts";
import { traceView } from "../component/record.ts";
import { createRouter, noQuery } from "../routes.ts";
import { confirmSigning, signatureInput } from "../signature/signing-desk.ts";
import { unitDetail } from "../views.ts";
import type { UnitRouteParts } from "./parts.ts";

const word = z.string().trim().min(1).max(200);

const createUnitRoute = commandRoute({
  path: "/units",
  params: noParams,
  allowed: ["technician", "operations", "qa"],
  tag: "Units",
  summary: "Create a unit before its first run",
  description:
    "It binds to the open order that takes its serial number; a first run does the same.",
  body: z.strictObject({ serialNumber: word, partNumber: word }),
  example: { serialNumber: "PSU24-000412", partNumber: "PSU-24" },
  answer: unitDetail,
  problems: ["unit.exists", "unit.other-part", "unit.not-found"],
});

const releaseRoute = commandRoute({
  path: "/units/{id}/release",
  params: idParams,
  allowed: ["qa"],
  tag: "Units",
  summary: "Release a unit",
  description:
    "Signed. Every operation is passed on an effective procedure or stands under a concession, and " +
    "nothing holds the unit; what it rests on is kept with the release.",
  body: z.strictObject({ signature: signatureInput.optional() }),
  example: { signature: { meaning: "released", secret: "…" } },
  answer: unitDetail,
  problems: ["unit.not-found", "unit.not-releasable", "unit.not-allowed", ...SIGNING_PROBLEMS],
});

const releaseManyRoute = commandRoute({
  path: "/unit-releases",
  params: noParams,
  allowed: ["qa"],
  tag: "Units",
  summary: "Release units together",
  description:
    "All of them or none, each judged like a single one; what stands against any is named. Signed " +
    "once; each unit gets a signature of its own over its own version.",
  body: z.strictObject({
    unitIds: z.array(word).min(1).max(200),
    signature: signatureInput.optional(),
  }),
  example: {
    unitIds: ["0199d0a4-3c2e-7b51-8f4a-5d2c9e6b7a10"],
    signature: { meaning: "released", secret: "…" },
  },
  answer: z.object({ released: z.number().int() }),
  problems: [
    ...(["unit.not-found", "unit.not-releasable", "unit.not-allowed", "record.invalid"] as const),
    ...SIGNING_PROBLEMS,
  ],
});

const moveRoute = commandRoute({
  path: "/units/{id}/moves",
  params: idParams,
  allowed: ["qa", "operations"],
  tag: "Units",
  summary: "Take a unit back, readmit, scrap or revise it",
  description:
    "`return` takes a shipped unit back, `readmit` begins its route anew, `revise` changes its " +
    "revision and names the operation it goes back to.",
  body: z.strictObject({
    move: z.enum(["return", "readmit", "scrap", "revise"]),
    reason: reasonField,
    operation: word.optional().describe("Of `revise`"),
    revision: word.optional().describe("Of `revise`"),
  }),
  example: { move: "return", reason: "Field report 17: no output" },
  answer: unitDetail,
  problems: ["unit.not-found", "unit.not-allowed", "record.invalid"],
});

const traceRoute = readRoute({
  path: "/units/{id}/trace",
  params: idParams,
  query: noQuery,
  tag: "Units",
  summary: "Trace a unit forward and backward",
  description: "What is in it and what it is in, at any depth, as it is now.",
  answer: traceView,
  problems: ["unit.not-found"],
});

const linkRoute = commandRoute({
  path: "/runs/{id}/link",
  params: idParams,
  allowed: ["qa"],
  tag: "Runs",
  summary: "Link a run without unit to its unit",
  description:
    "A correction beside the run, which stays as it is. A fail counts from now on; a run that could " +
    "not be judged as this unit's does not become a pass.",
  body: z.strictObject({ serialNumber: word, partNumber: word, reason: reasonField }),
  example: { serialNumber: "PSU24-000412", partNumber: "PSU-24", reason: "Label was read by hand" },
  answer: unitDetail,
  problems: ["run.not-found", "run.still-open", "run.linked", "unit.other-part", "unit.not-found"],
});

/** The routes that change units, to be mounted under the API's base. */
export function unitCommandRoutes(parts: UnitRouteParts): OpenAPIHono {
  const { ledger, context, signerCheck: check, newId, now } = parts;
  const read = (id: string) => ledger.ask("units.get", { id, now: now() });

  return createRouter()
    .openapi(createUnitRoute, async (c) => {
      const { result } = await ledger.execute("unit.create", c.req.valid("json"), context(c, ""));
      return c.json(await read(result.id), 200);
    })
    .openapi(releaseRoute, async (c) => {
      const { id } = c.req.valid("param");
      const { signature } = c.req.valid("json");
      const signing = await confirmSigning(c, signature, { check, newId });
      await ledger.execute("unit.release", compact({ id, signing }), context(c, ""));
      return c.json(await read(id), 200);
    })
    .openapi(releaseManyRoute, async (c) => {
      const { unitIds, signature } = c.req.valid("json");
      const signing = await confirmSigning(c, signature, { check, newId });
      const input = compact({ unitIds, signing, signatureIds: unitIds.map(() => newId()) });
      const { result } = await ledger.execute("units.release", input, context(c, ""));
      return c.json(result, 200);
    })
    .openapi(moveRoute, async (c) => {
      const { id } = c.req.valid("param");
      const input = { id, ...compact(c.req.valid("json")) };
      await ledger.execute("unit.move", input, context(c, ""));
      return c.json(await read(id), 200);
    })
    .openapi(traceRoute, async (c) =>
      c.json(await ledger.ask("units.trace", c.req.valid("param")), 200),
    )
    .openapi(linkRoute, async (c) => {
      const input = { runId: c.req.valid("param").id, ...c.req.valid("json") };
      const { result } = await ledger.execute("run.link", input, context(c, ""));
      return c.json(await read(result.unitId), 200);
    }) as OpenAPIHono;
}

/** What these routes take and answer, for the typed client. */
export type UnitCommandRoutes =
  | typeof createUnitRoute
  | typeof releaseRoute
  | typeof releaseManyRoute
  | typeof moveRoute
  | typeof traceRoute
  | typeof linkRoute;
