/** `/rigs/{name}/disable` and `/enable`: a rig is taken out of service and back, with a reason. */
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { z } from "zod";
import type { RequestContext } from "../access.ts";
import { commandRoute, readRoute, reasonField } from "../commands/command-routes.ts";
import { rigUpkeepView } from "../rig/upkeep-query.ts";
import { createRouter, type RouteLedger } from "../routes.ts";
import { rigServiceView } from "./record.ts";

const params = z.object({ name: z.string().min(1).max(64) });
const body = z.strictObject({ reason: reasonField });
const common = {
  params,
  allowed: ["technician", "admin"],
  tag: "Rigs",
  body,
  answer: rigServiceView,
} as const;

const disableRoute = commandRoute({
  ...common,
  path: "/rigs/{name}/disable",
  summary: "Take a rig out of service",
  description:
    "It is not polled any more once its open run has ended, and no unit is armed or started on " +
    "it. It stays so over a restart until it is enabled.",
  example: { reason: "Relay 4 sticks; maintenance is called" },
  problems: ["rig.not-found", "rig.disabled", "record.reason-missing"],
});

const enableRoute = commandRoute({
  ...common,
  path: "/rigs/{name}/enable",
  summary: "Put a rig back into service",
  description: "It is connected at once.",
  example: { reason: "Relay board changed" },
  problems: ["rig.not-found", "rig.enabled", "record.reason-missing"],
});

const upkeepRoute = readRoute({
  path: "/rigs/{name}/upkeep",
  params,
  query: z.strictObject({}),
  tag: "Rigs",
  summary: "What keeps a rig fit",
  description: "How often it was used, its instruments with their calibration, its maintenance.",
  answer: rigUpkeepView,
  problems: ["rig.not-found"],
});

/** What the routes need besides the ledger. */
export interface RigServiceRouteParts {
  readonly ledger: RouteLedger;
  readonly context: RequestContext;
  readonly now: () => number;
}

/** The routes of rigs in and out of service, to be mounted under the API's base. */
export function rigServiceRoutes(parts: RigServiceRouteParts): OpenAPIHono {
  const { ledger, context, now } = parts;
  const change = async (c: Context, rig: string, wanted: { enabled: boolean; reason: string }) => {
    await ledger.execute("rigService.set", { rig, ...wanted }, context(c, ""));
    return await ledger.ask("rigService.get", { rig });
  };
  return createRouter()
    .openapi(upkeepRoute, async (c) => {
      const rig = c.req.valid("param").name;
      return c.json(await ledger.ask("rigs.upkeep", { rig, now: now() }), 200);
    })
    .openapi(disableRoute, async (c) => {
      const { reason } = c.req.valid("json");
      return c.json(await change(c, c.req.valid("param").name, { enabled: false, reason }), 200);
    })
    .openapi(enableRoute, async (c) => {
      const { reason } = c.req.valid("json");
      return c.json(await change(c, c.req.valid("param").name, { enabled: true, reason }), 200);
    }) as OpenAPIHono;
}

/** What these routes take and answer, for the typed client. */
export type RigServiceRoutes = typeof disableRoute | typeof enableRoute | typeof upkeepRoute;
