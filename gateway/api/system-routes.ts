/** The gateway itself: health for people (`/health`), for supervisors and for Prometheus. */

import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { Hono } from "hono";
import { z } from "zod";
import { allow } from "../records/access.ts";
import { createRouter, noQuery, problemResponses } from "../records/routes.ts";
import { healthView, reloadView, rigView } from "../records/views.ts";
import type { ApiDependencies } from "./dependencies.ts";
import { problemOf, problemResponse } from "./http/problem.ts";

const rigsRoute = createRoute({
  ...allow("everybody"),
  method: "get",
  path: "/rigs",
  tags: ["Rigs"],
  summary: "List the rigs with the state of their links",
  description: "All of them, in the order of the configuration; a rig is known by its name.",
  request: { query: noQuery },
  responses: {
    200: {
      description: "Every rig",
      content: { "application/json": { schema: z.object({ items: z.array(rigView) }) } },
    },
    ...problemResponses("request.invalid"),
  },
});

const healthRoute = createRoute({
  ...allow("everybody"),
  method: "get",
  path: "/health",
  tags: ["Gateway"],
  summary: "Read the state of ledger, sinks and rigs",
  description:
    "For each sink and stream: appended = delivered + pending + quarantined + discarded + dropped " +
    "+ notRouted. `balanced` says whether that holds.",
  request: { query: noQuery },
  responses: {
    200: { description: "The state now", content: { "application/json": { schema: healthView } } },
    ...problemResponses("request.invalid"),
  },
});

const reloadRoute = createRoute({
  ...allow(["admin"]),
  method: "post",
  path: "/config/reload",
  tags: ["Gateway"],
  summary: "Read the configuration anew",
  description:
    "Taken up whole or, with all its faults told, not at all. Rigs that do not change are not " +
    "touched; one that changes while a run is open does so when the run has ended. SIGHUP does " +
    "the same.",
  request: { query: noQuery },
  responses: {
    200: {
      description: "It was taken up",
      content: { "application/json": { schema: reloadView } },
    },
    ...problemResponses("request.invalid", "request.foreign-origin", "config.invalid"),
    ...problemResponses("gateway.not-ready"),
  },
});

const logRoute = createRoute({
  ...allow("everybody"),
  method: "get",
  path: "/log",
  tags: ["Gateway"],
  summary: "Read the newest lines of the log",
  description: "At most 500, the oldest first, each a JSON text as the service manager has it.",
  request: { query: noQuery },
  responses: {
    200: {
      description: "The lines",
      content: { "application/json": { schema: z.object({ lines: z.array(z.string()) }) } },
    },
    ...problemResponses("request.invalid"),
  },
});

/** `GET /rigs`, `GET /health`, `GET /log` and `POST /config/reload`, under the API's base. */
export function gatewayRoutes(dependencies: ApiDependencies): OpenAPIHono {
  const { rigs, health, reload, logLines } = dependencies;
  return createRouter()
    .openapi(logRoute, (c) => c.json({ lines: [...logLines()] }, 200))
    .openapi(rigsRoute, (c) => c.json({ items: [...rigs()] }, 200))
    .openapi(reloadRoute, async (c) => c.json(await reload(), 200))
    .openapi(healthRoute, async (c) => c.json(await health(), 200)) as OpenAPIHono;
}

/** `GET /healthz`, `/readyz` and `/metrics`, outside the API: for supervisors and scrapers. */
export function supervisorRoutes(dependencies: ApiDependencies): Hono {
  const { readiness, metrics, health, live, version } = dependencies;
  return new Hono()
    .get("/healthz", (c) => c.json({ status: "alive", version }))
    .get("/readyz", (c) => {
      const { ready, reasons } = readiness();
      if (ready) return c.json({ status: "ready", version });
      const errors = reasons.map(({ code, message, remedy }) => ({
        path: code,
        message: `${message} ${remedy}`,
      }));
      const detail = reasons.map(({ message }) => message).join(" ");
      return problemResponse(problemOf("gateway.not-ready", { detail, errors }));
    })
    .get("/metrics", allow("everybody").middleware, async (c) => {
      const text = await metrics.render(await health(), live.clients);
      return c.body(text, 200, { "Content-Type": metrics.contentType });
    });
}

/** What these routes take and answer, for the typed client. */
export type SystemRoutes =
  | typeof rigsRoute
  | typeof healthRoute
  | typeof reloadRoute
  | typeof logRoute;
