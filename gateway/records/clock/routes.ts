/** `GET /clock`: what became of the machine's clock. */

import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import type { Ledger } from "../../ledger/contract.ts";
import { allow } from "../access.ts";
import type { GatewayQueries } from "../queries.ts";
import { createRouter, noQuery, problemResponses } from "../routes.ts";
import type { GatewayRules } from "../rules.ts";
import { clockCorrectionView, clockEventView } from "./record.ts";

const HISTORY_MAX = 100;

const clockRoute = createRoute({
  ...allow("everybody"),
  method: "get",
  path: "/clock",
  tags: ["Gateway"],
  summary: "Read what became of the machine's clock",
  description:
    "Starts, steps and changes of trust, and by how far entries and readings were stamped wrong " +
    `before the clock was known to be in time: the latest first, at most ${HISTORY_MAX} of each. ` +
    "Nothing is ever stamped anew; add the offset where you need the true time.",
  request: { query: noQuery },
  responses: {
    200: {
      description: "The history",
      content: {
        "application/json": {
          schema: z.object({
            events: z.array(clockEventView),
            corrections: z.array(clockCorrectionView),
          }),
        },
      },
    },
    ...problemResponses("request.invalid", "projection.rebuilding"),
  },
});

/** The route of the clock, under the API's base. */
export function clockRoutes(
  ledger: Pick<Ledger<GatewayRules, GatewayQueries>, "ask">,
): OpenAPIHono {
  return createRouter().openapi(clockRoute, async (c) => {
    const { events, corrections } = await ledger.ask("clock.history", { limit: HISTORY_MAX });
    return c.json({ events, corrections }, 200);
  }) as OpenAPIHono;
}

/** What these routes take and answer, for the typed client. */
export type ClockRoutes = typeof clockRoute;
