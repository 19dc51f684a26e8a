/** What was on the wire: of a run as it was kept, of a port as it is now. */

import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { z } from "zod";
import { Refusal } from "../../ledger/contract.ts";
import { allow } from "../access.ts";
import { createRouter, noQuery, problemResponses, type RouteLedger } from "../routes.ts";

/** Raw bytes as files, see drivers/wire-file.ts. */
export interface WireSource {
  /** A port's ring as it is now, its last bytes; undefined for no such port. */
  ringOf(port: string, lastBytes?: number): Uint8Array | undefined;
  /** The kept file of that SHA-256. Throws Refusal `wire.unreadable`. */
  read(hash: string): Promise<Uint8Array>;
}

const portName = z.string().min(1).max(64).describe("Of the configuration");
const file = {
  description: "A header, then one JSON object for each chunk: `t` in ms, `dir`, `hex`",
  content: { "text/plain": { schema: z.string() } },
};

const runRoute = createRoute({
  ...allow("everybody"),
  method: "get",
  path: "/runs/{id}/wire/{port}",
  tags: ["Runs"],
  summary: "Read the raw bytes of a run",
  description:
    "What was on the port from 2 s before the run to its end, both directions, as it was kept with " +
    "the run. `rigline replay-wire` feeds such a file to the rig's driver again.",
  request: {
    params: z.object({
      id: z.string().min(1).max(200).describe("Id of the run, a UUID"),
      port: portName,
    }),
    query: noQuery,
  },
  responses: {
    200: file,
    ...problemResponses("request.invalid", "run.not-found", "wire.not-kept", "wire.unreadable"),
  },
});

const LAST_BYTES_MAX = 1 << 24;

const portRoute = createRoute({
  ...allow("everybody"),
  method: "get",
  path: "/ports/{name}/wire",
  tags: ["Rigs"],
  summary: "Read what is on a port now",
  description: "The newest bytes of both directions, and what the driver made of them.",
  request: {
    params: z.object({ name: portName }),
    query: z.strictObject({
      lastBytes: z.coerce
        .number()
        .int()
        .min(1)
        .max(LAST_BYTES_MAX)
        .optional()
        .describe("No more than so many bytes; all that is kept, unless told"),
    }),
  },
  responses: { 200: file, ...problemResponses("request.invalid", "port.unknown") },
});

/** The routes of raw bytes, to be mounted under the API's base. */
export function wireRoutes(ledger: RouteLedger, wire: WireSource): OpenAPIHono {
  return createRouter()
    .openapi(runRoute, async (c) => {
      const { id, port } = c.req.valid("param");
      const { wireHashes = {} } = await ledger.ask("runs.get", { id });
      const hash = Object.hasOwn(wireHashes, port) ? wireHashes[port] : undefined;
      if (hash === undefined) {
        throw new Refusal("wire.not-kept", `run ${id} has no bytes of port ${port}`, { id, port });
      }
      return answer(c, await wire.read(hash), `run-${id}-${port}`);
    })
    .openapi(portRoute, (c) => {
      const { name } = c.req.valid("param");
      const bytes = wire.ringOf(name, c.req.valid("query").lastBytes);
      if (bytes === undefined) throw new Refusal("port.unknown", `there is no port ${name}`);
      return answer(c, bytes, `port-${name}`);
    }) as OpenAPIHono;
}

function answer(c: Context, bytes: Uint8Array, name: string) {
  const safe = name.replaceAll(/[^\w.-]/g, "_");
  return c.text(new TextDecoder().decode(bytes), 200, {
    "Content-Disposition": `attachment; filename="${safe}.wire.jsonl"`,
  });
}

/** What these routes take and answer, for the typed client. */
export type WireRoutes = typeof runRoute | typeof portRoute;
