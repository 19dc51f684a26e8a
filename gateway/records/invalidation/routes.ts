/** `/invalidations`: a run is withdrawn by two people. */
import type { OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import {
  commandRoute,
  idParams,
  mintedId,
  noParams,
  readRoute,
  reasonField,
  SIGNING_PROBLEMS,
} from "../commands/command-routes.ts";
import { compact } from "../compact.ts";
import { createRouter, type RouteLedger } from "../routes.ts";
import { confirmSigning, signatureInput } from "../signature/signing-desk.ts";
import type { UnitRouteParts } from "../unit/parts.ts";
import { invalidationView } from "./record.ts";

const word = z.string().trim().min(1).max(200);
const many = z.object({ items: z.array(invalidationView) });

const listRoute = readRoute({
  path: "/invalidations",
  params: noParams,
  query: z
    .strictObject({ runId: word.optional(), nonconformanceId: word.optional() })
    .refine((query) => query.runId !== undefined || query.nonconformanceId !== undefined, {
      error: "or `nonconformanceId` must be named",
      path: ["runId"],
    }),
  tag: "Nonconformances",
  summary: "List invalidations of a run or a nonconformance",
  description: "Oldest first.",
  answer: many,
  problems: [],
});

const proposeRoute = commandRoute({
  path: "/runs/{id}/invalidations",
  params: idParams,
  allowed: ["technician", "qa", "operations"],
  tag: "Nonconformances",
  summary: "Propose to invalidate a run",
  description: "Under an open nonconformance. The run counts until quality approves.",
  body: z.strictObject({ id: mintedId, nonconformanceId: word, reason: reasonField }),
  example: {
    nonconformanceId: "0199d0a4-3c2e-7b51-8f4a-5d2c9e6b7a10",
    reason: "The meter was out of tolerance",
  },
  answer: many,
  problems: [
    ...(["run.not-found", "run.still-open", "run.invalidated", "invalidation.pending"] as const),
    ...(["nonconformance.not-found", "nonconformance.closed"] as const),
  ],
});

const decideRoute = commandRoute({
  path: "/invalidations/{id}/decision",
  params: idParams,
  allowed: ["qa"],
  tag: "Nonconformances",
  summary: "Approve or reject an invalidation",
  description:
    "Signed by another person than who proposed it. The run is kept and marked; a unit that rested " +
    "on it goes back to its operation.",
  body: z.strictObject({ approve: z.boolean(), signature: signatureInput.optional() }),
  example: { approve: true, signature: { meaning: "approved", secret: "…" } },
  answer: z.object({ id: z.string() }),
  problems: ["invalidation.not-found", "invalidation.decided", ...SIGNING_PROBLEMS],
});

/** The routes of invalidations, to be mounted under the API's base. */
export function invalidationRoutes(parts: UnitRouteParts): OpenAPIHono {
  const { ledger, context, signerCheck: check, newId } = parts;

  return createRouter()
    .openapi(listRoute, async (c) => c.json(await listOf(ledger, c.req.valid("query")), 200))
    .openapi(proposeRoute, async (c) => {
      const { id: runId } = c.req.valid("param");
      const { id = newId(), ...rest } = c.req.valid("json");
      await ledger.execute("invalidation.propose", { id, runId, ...rest }, context(c, ""));
      return c.json(await listOf(ledger, { runId }), 200);
    })
    .openapi(decideRoute, async (c) => {
      const { id } = c.req.valid("param");
      const { approve, signature } = c.req.valid("json");
      const signing = await confirmSigning(c, signature, { check, newId });
      const input = compact({ id, approve, signing });
      const { result } = await ledger.execute("invalidation.decide", input, context(c, ""));
      return c.json({ id: result.id }, 200);
    }) as OpenAPIHono;
}

async function listOf(
  ledger: RouteLedger,
  asked: { readonly runId?: string | undefined; readonly nonconformanceId?: string | undefined },
): Promise<z.infer<typeof many>> {
  return { items: await ledger.ask("invalidations.list", compact(asked)) };
}

/** What these routes take and answer, for the typed client. */
export type InvalidationRoutes = typeof listRoute | typeof proposeRoute | typeof decideRoute;
