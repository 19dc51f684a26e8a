/** `/demo`: what only a demo has, its story and its plug. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { Refusal } from "../ledger/contract.ts";
import { allow } from "../records/access.ts";
import { createRouter, noQuery, problemResponses } from "../records/routes.ts";

const storyView = z.object({
  state: z.enum(["telling", "told", "failed"]),
  told: z.number().int().describe("Runs of its past that are stored"),
  of: z.number().int().optional().describe("Runs of its past in all; absent before the first"),
});

const demoView = z.object({
  demo: z.boolean().describe("False in a real gateway, which has nothing else of this"),
  story: storyView.optional(),
  canPullPlug: z.boolean().describe("Something is there that starts the gateway again"),
});

/** Whether this is a demo, and how far its story is told. */
export type DemoView = z.output<typeof demoView>;

const demoRoute = createRoute({
  ...allow("everybody"),
  method: "get",
  path: "/demo",
  tags: ["Demo"],
  summary: "Read whether this is a demo, and how far its story is told",
  description: "The past of a demo is stored run by run while the line goes on.",
  request: { query: noQuery },
  responses: {
    200: {
      description: "The demo, or that it is none",
      content: { "application/json": { schema: demoView } },
    },
    ...problemResponses("request.invalid"),
  },
});

const plugRoute = createRoute({
  ...allow("everybody"),
  method: "post",
  path: "/demo/power-cut",
  tags: ["Demo"],
  summary: "Pull the plug: kill the demo's process with signal 9",
  description:
    "Nothing is closed, flushed or said. It is started again at once, and every result that was " +
    "shown as stored is there. Refused where nobody would start it again, and in a real gateway.",
  request: { query: noQuery },
  responses: {
    202: {
      description: "It is about to happen",
      content: { "application/json": { schema: z.object({ pulled: z.literal(true) }) } },
    },
    ...problemResponses("request.invalid", "request.foreign-origin", "demo.no-plug"),
  },
});

/** What a demo lets people do with it; a real gateway has none. */
export interface DemoDesk {
  story(): z.output<typeof storyView> | undefined;
  /** Ends the process as a power cut would, a moment later. Absent where nobody starts it again. */
  readonly pullPlug?: () => void;
}

/** The routes of a demo, to be mounted under the API's base. */
export function demoRoutes(desk: DemoDesk | undefined): OpenAPIHono {
  return createRouter()
    .openapi(demoRoute, (c) => {
      const story = desk?.story();
      const canPullPlug = desk?.pullPlug !== undefined;
      const isDemo = desk !== undefined;
      return c.json({ demo: isDemo, canPullPlug, ...(story === undefined ? {} : { story }) }, 200);
    })
    .openapi(plugRoute, (c) => {
      if (desk?.pullPlug === undefined) {
        throw new Refusal("demo.no-plug", "Nobody would start this gateway again.");
      }
      desk.pullPlug();
      return c.json({ pulled: true as const }, 202);
    }) as OpenAPIHono;
}

/** What these routes take and answer, for the typed client. */
export type DemoRoutes = typeof demoRoute | typeof plugRoute;
