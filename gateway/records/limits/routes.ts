/** `/limit-replays`: proposed limits tried on past runs. */

import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { stream as answerStream } from "hono/streaming";
import { z } from "zod";
import type { Limits } from "../../domain/limits.ts";
import { type CommandContext, Refusal } from "../../ledger/contract.ts";
import { allow, type RequestContext } from "../access.ts";
import { compact } from "../compact.ts";
import { limitsSchema } from "../import-file.ts";
import {
  CHANGE_PROBLEMS,
  createRouter,
  instantParameter,
  jsonBody,
  noQuery,
  problemResponses,
  type RouteLedger,
} from "../routes.ts";
import {
  type LimitReplayProgress,
  type LimitReplayView,
  limitReplayProgress,
  limitReplayView,
} from "./record.ts";
import {
  addReplays,
  type LimitReplay,
  NOTHING,
  SLICE_RUNS,
  type SliceEnd,
} from "./replay-query.ts";

const word = z.string().min(1).max(200);

const replayRoute = createRoute({
  ...allow(["technician", "qa", "operations", "compliance"]),
  method: "post",
  path: "/limit-replays",
  tags: ["Limits"],
  summary: "Try proposed limits on past runs",
  description:
    "Judges the good values of each run by other limits, in-run attempts as they counted then. No " +
    "run is changed; the trial is kept, and whoever approves the limits needs it. With `Accept: " +
    "application/jsonl` each line tells how far it is, and the last is the answer; who goes away " +
    "before that ends the trial, and nothing is kept.",
  request: {
    query: noQuery,
    body: jsonBody(
      z.strictObject({
        partNumber: word,
        operation: word,
        measurement: word.describe("Stable id of the measurement"),
        limits: limitsSchema,
        from: instantParameter,
        to: instantParameter,
        limit: z.int().min(1).max(1_000).default(200).describe("Runs to list at most"),
      }),
      {
        partNumber: "PSU-24",
        operation: "FCT",
        measurement: "ripple",
        limits: { comparator: "LE", unit: "mV", specification: { high: 55 } },
        from: "2026-11-01T00:00:00Z",
        to: "2026-11-23T00:00:00Z",
      },
    ),
  },
  responses: {
    200: {
      description: "What would have failed",
      content: {
        "application/json": { schema: limitReplayView },
        "application/jsonl": { schema: limitReplayProgress },
      },
    },
    ...problemResponses(...CHANGE_PROBLEMS, "record.invalid"),
  },
});

/** What the route needs besides the ledger. */
export interface LimitRouteParts {
  readonly ledger: RouteLedger;
  readonly context: RequestContext;
  readonly newId: () => string;
}

/** The route, to be mounted under the API's base. */
export function limitRoutes(parts: LimitRouteParts): OpenAPIHono {
  return createRouter().openapi(replayRoute, async (c) => {
    const { from: fromUs, to: toUs, limits, ...rest } = c.req.valid("json");
    const asked = { ...rest, fromUs, toUs, limits: compact(limits) as Limits };
    const context = parts.context(c, "");
    const wantsLines = c.req.header("accept")?.includes("application/jsonl") === true;
    if (!wantsLines) return c.json(await replay(parts, { asked, context }), 200);
    // What is refused is refused before the first line.
    await parts.ledger.ask("limits.replaySlice", { ...asked, toUs: fromUs, runs: 1 });
    c.header("Content-Type", "application/jsonl; charset=utf-8");
    // Lines are no typed answer of the router.
    return answerStream(
      c,
      async (stream) => {
        const left = new AbortController();
        stream.onAbort(() => left.abort());
        const tell = (progress: unknown) => stream.write(`${JSON.stringify(progress)}\n`);
        await tell(await replay(parts, { asked, context, onProgress: tell, signal: left.signal }));
      },
      // The answer has begun: its last line says that there is none.
      async (error, stream) => {
        const code = error instanceof Refusal ? error.code : "gateway.unexpected";
        await stream.write(`${JSON.stringify({ code })}\n`);
      },
    ) as never;
  }) as OpenAPIHono;
}

interface Replaying {
  readonly asked: LimitReplay;
  readonly context: CommandContext;
  readonly onProgress?: (progress: LimitReplayProgress) => Promise<unknown>;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal?: AbortSignal;
}

/** Slice by slice, so that no read holds the ledger up; kept once it is whole. */
async function replay(
  { ledger, newId }: LimitRouteParts,
  { asked, context, onProgress, signal }: Replaying,
): Promise<LimitReplayView> {
  const { fromUs, toUs, limit, ...proposed } = asked;
  let total = NOTHING;
  let after: SliceEnd | undefined;
  do {
    const where = after === undefined ? {} : { after };
    const input = { ...asked, ...where, runs: SLICE_RUNS };
    const slice = await ledger.ask("limits.replaySlice", input);
    signal?.throwIfAborted();
    total = addReplays(total, slice.view, limit);
    after = slice.next;
    if (after !== undefined) {
      const done = (toUs - after.startedAt) / Math.max(1, toUs - fromUs);
      await onProgress?.({ done, measured: total.measured, wouldFail: total.wouldFail });
    }
  } while (after !== undefined);
  const { items, ...counts } = total;
  const newlyFailing = items.filter((each) => each.after === "fail").map(({ runId }) => runId);
  const id = newId();
  const kept = { id, ...proposed, fromUs, toUs, counts, newlyFailing };
  await ledger.execute("limits.recordReplay", kept, context);
  return { id, ...total };
}

/** What these routes take and answer, for the typed client. */
export type LimitsRoutes = typeof replayRoute;
