/** `/ports` and `/probe`: what is there, and how an unknown device holds or says its values. */

import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { allow } from "../../records/access.ts";
import { createRouter, noQuery, problemResponses } from "../../records/routes.ts";
import type { ApiDependencies } from "../dependencies.ts";
import {
  portView,
  probedRegistersView,
  probedTextView,
  registersQuestion,
  textQuestion,
} from "./views.ts";

const json = <Schema extends z.ZodType>(schema: Schema) => ({ "application/json": { schema } });
const CODES = [
  ...(["request.invalid", "request.malformed-json", "request.not-json"] as const),
  ...(["request.too-large", "request.foreign-origin", "port.unknown"] as const),
  ...(["probe.busy", "probe.port-in-use", "probe.no-answer", "probe.failed"] as const),
] as const;

const portsRoute = createRoute({
  ...allow("everybody"),
  method: "get",
  path: "/ports",
  tags: ["Rigs"],
  summary: "List the ports that can be probed",
  description:
    "Those of the configuration with the rigs that use them, then serial devices that are plugged " +
    "in and that no port names. Opens nothing.",
  request: { query: noQuery },
  responses: {
    200: { description: "Every port", content: json(z.object({ items: z.array(portView) })) },
    ...problemResponses("request.invalid"),
  },
});

const registersRoute = createRoute({
  ...allow(["technician", "admin"]),
  method: "post",
  path: "/probe",
  tags: ["Rigs"],
  summary: "Find out how a Modbus device holds a quantity",
  description:
    "Reads the registers around an address and answers every decoding, order and base, those " +
    "marked that give the value which the device shows. Reads only. One probe at a time on each " +
    "port; on a bus that running Modbus rigs use, it asks in turn with them. Over within 20 s.",
  request: {
    query: noQuery,
    body: {
      required: true,
      content: {
        "application/json": {
          schema: registersQuestion,
          example: { tcp: "10.0.0.7:502", unitId: 1, address: "100", value: "54.7" },
        },
      },
    },
  },
  responses: {
    200: { description: "What was read, and what fits", content: json(probedRegistersView) },
    ...problemResponses(...CODES),
  },
});

const textRoute = createRoute({
  ...allow(["technician", "admin"]),
  method: "post",
  path: "/probe/text",
  tags: ["Rigs"],
  summary: "Find out how a device prints its lines",
  description:
    "Listens, and proposes delimiter, pattern and the rig's options. Sends nothing. Where a " +
    "running rig uses the port, the bytes that it heard of late are looked at instead.",
  request: {
    query: noQuery,
    body: {
      required: true,
      content: {
        "application/json": { schema: textQuestion, example: { port: "fct-1", listenMs: 3_000 } },
      },
    },
  },
  responses: {
    200: { description: "What was heard, and how it reads", content: json(probedTextView) },
    ...problemResponses(...CODES),
  },
});

/** The routes of the probe, under the API's base. */
export function probeRoutes({ probe }: Pick<ApiDependencies, "probe">): OpenAPIHono {
  return createRouter()
    .openapi(portsRoute, async (c) => c.json({ items: [...(await probe.ports())] }, 200))
    .openapi(registersRoute, async (c) =>
      c.json(await probe.registers(c.req.valid("json"), c.req.raw.signal), 200),
    )
    .openapi(textRoute, async (c) =>
      c.json(await probe.text(c.req.valid("json"), c.req.raw.signal), 200),
    ) as OpenAPIHono;
}

/** What these routes take and answer, for the typed client. */
export type ProbeRoutes = typeof portsRoute | typeof registersRoute | typeof textRoute;
