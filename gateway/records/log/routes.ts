/** `/checkpoint`, `/entries/{seq}/proof`: what a third party needs to check the ledger. */

import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { isoTime } from "../../domain/iso-time.ts";
import { Refusal } from "../../ledger/contract.ts";
import type { CheckpointAnswer } from "../../ledger/log/queries.ts";
import { allow } from "../access.ts";
import { createRouter, noQuery, problemResponses, type RouteLedger } from "../routes.ts";
import { checkpointView, consistencyProof, inclusionProof } from "./views.ts";

const position = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER);

const checkpointRoute = createRoute({
  ...allow("everybody"),
  method: "get",
  path: "/checkpoint",
  tags: ["Log"],
  summary: "Read the newest checkpoint",
  description:
    "The signed state of the whole ledger (C2SP tlog-checkpoint). Kept elsewhere, it shows with " +
    "`rigline verify --checkpoint FILE` whether anything was changed here afterwards.",
  request: { query: noQuery },
  responses: {
    200: {
      description: "The checkpoint",
      content: { "application/json": { schema: checkpointView } },
    },
    ...problemResponses("request.invalid", "checkpoint.none", "projection.rebuilding"),
  },
});

const proofRoute = createRoute({
  ...allow("everybody"),
  method: "get",
  path: "/entries/{seq}/proof",
  tags: ["Log"],
  summary: "Prove an entry",
  description: "That the entry is in the signed ledger: RFC 9162 inclusion proof and checkpoint.",
  request: {
    params: z.object({ seq: position.describe("Position in the ledger") }),
    query: noQuery,
  },
  responses: {
    200: { description: "The proof", content: { "application/json": { schema: inclusionProof } } },
    ...problemResponses(
      ...(["request.invalid", "entry.not-found", "entry.not-signed"] as const),
      "projection.rebuilding",
    ),
  },
});

const consistencyRoute = createRoute({
  ...allow("everybody"),
  method: "get",
  path: "/checkpoint/consistency",
  tags: ["Log"],
  summary: "Prove that the ledger only grew",
  description: "Between two sizes of the newest log: RFC 9162 consistency proof.",
  request: {
    query: z.strictObject({
      from: position.describe("Size of the earlier tree"),
      to: position.optional().describe("Size of the later one; the newest checkpoint's if absent"),
    }),
  },
  responses: {
    200: {
      description: "The proof",
      content: { "application/json": { schema: consistencyProof } },
    },
    ...problemResponses("request.invalid", "entry.not-signed", "projection.rebuilding"),
  },
});

/** The routes of the log, to be mounted under the API's base. */
export function logRoutes(ledger: RouteLedger): OpenAPIHono {
  return createRouter()
    .openapi(checkpointRoute, async (c) => {
      const latest = await ledger.ask("log.checkpoint", null);
      if (latest === null) throw new Refusal("checkpoint.none", "nothing has been signed yet");
      return c.json(present(latest), 200);
    })
    .openapi(proofRoute, async (c) => {
      const { checkpoint, path, ...proof } = await ledger.ask("log.proof", c.req.valid("param"));
      return c.json({ ...proof, path: [...path], checkpoint: present(checkpoint) }, 200);
    })
    .openapi(consistencyRoute, async (c) => {
      const { path, ...proof } = await ledger.ask("log.consistency", c.req.valid("query"));
      return c.json({ ...proof, path: [...path] }, 200);
    }) as OpenAPIHono;
}

function present({ signedAt, ...checkpoint }: CheckpointAnswer): z.infer<typeof checkpointView> {
  return { ...checkpoint, signedAt: isoTime(signedAt) };
}

/** What these routes take and answer, for the typed client. */
export type LogRoutes = typeof checkpointRoute | typeof proofRoute | typeof consistencyRoute;
