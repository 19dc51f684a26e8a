/** `/signatures/waiting` and `/notifications`: what waits, and for whom. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { allow, principalOf } from "../access.ts";
import { createRouter, problemResponses, type RouteLedger } from "../routes.ts";
import { notificationView, waitingView } from "./record.ts";

const query = z.strictObject({
  mine: z
    .enum(["true", "false"])
    .default("false")
    .describe("Only what waits for who asks, by role and with four eyes"),
});

const waitingRoute = createRoute({
  ...allow("everybody"),
  method: "get",
  path: "/signatures/waiting",
  tags: ["Signatures"],
  summary: "List what waits for a signature",
  description:
    "Drafts in review, proposals, dispositions, decisions, units to be released; each with who may " +
    "sign it, and whether that is you. Your own work waits for somebody else.",
  request: { query },
  responses: {
    200: {
      description: "Yours first, then the longest wait",
      content: { "application/json": { schema: z.object({ items: z.array(waitingView) }) } },
    },
    ...problemResponses("request.invalid", "projection.rebuilding"),
  },
});

const notificationRoute = createRoute({
  ...allow("everybody"),
  method: "get",
  path: "/notifications",
  tags: ["Search"],
  summary: "List what waits for somebody",
  description:
    "Alarms, quarantined positions, calibrations that are due, signatures: one list, each with its " +
    "owner.",
  request: { query },
  responses: {
    200: {
      description: "Alarms first",
      content: { "application/json": { schema: z.object({ items: z.array(notificationView) }) } },
    },
    ...problemResponses("request.invalid", "projection.rebuilding"),
  },
});

/** What the routes need besides the ledger. */
export interface NotificationRouteParts {
  readonly ledger: RouteLedger;
  /** Microseconds since the epoch. */
  readonly now: () => number;
  readonly timeZone: string;
}

/** The routes, to be mounted under the API's base. */
export function notificationRoutes({ ledger, now, timeZone }: NotificationRouteParts): OpenAPIHono {
  return createRouter()
    .openapi(waitingRoute, async (c) => {
      const mine = c.req.valid("query").mine === "true";
      const items = await ledger.ask("signatures.waiting", { asker: principalOf(c), mine });
      return c.json({ items }, 200);
    })
    .openapi(notificationRoute, async (c) => {
      const mine = c.req.valid("query").mine === "true";
      const asked = { asker: principalOf(c), mine, now: now(), timeZone };
      return c.json({ items: await ledger.ask("notifications.list", asked) }, 200);
    }) as OpenAPIHono;
}

/** What these routes take and answer, for the typed client. */
export type NotificationRoutes = typeof waitingRoute | typeof notificationRoute;
