/** Pictures of prompts, by the SHA-256 of their bytes. */

import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { Refusal } from "../../ledger/contract.ts";
import { allow } from "../access.ts";
import { createRouter, noQuery, problemResponses } from "../routes.ts";
import { pictureTypeOf } from "./picture.ts";

const route = createRoute({
  ...allow("everybody"),
  method: "get",
  path: "/pictures/{hash}",
  tags: ["Products"],
  summary: "Read a picture of a prompt",
  description:
    "As it was imported with its procedure: the hash is part of that, so it never changes. Only " +
    "PNG, JPEG and WebP are served, whatever else is stored under a hash.",
  request: {
    params: z.object({
      hash: z
        .string()
        .regex(/^[0-9a-f]{64}$/, "64 hexadecimal digits")
        .describe("SHA-256"),
    }),
    query: noQuery,
  },
  responses: {
    200: {
      description: "The picture",
      content: { "image/*": { schema: z.string().meta({ format: "binary" }) } },
    },
    ...problemResponses("request.invalid", "picture.not-found"),
  },
});

/** `read` gives the bytes of a hash, verified, and throws Refusal where it can not. */
export function pictureRoutes(read: (hash: string) => Promise<Uint8Array>): OpenAPIHono {
  return createRouter().openapi(route, async (c) => {
    const { hash } = c.req.valid("param");
    const bytes = await read(hash).catch((error: unknown) => {
      if (error instanceof Refusal) return undefined;
      throw error;
    });
    const type = bytes === undefined ? undefined : pictureTypeOf(bytes);
    if (bytes === undefined || type === undefined) {
      throw new Refusal("picture.not-found", `there is no picture ${hash}`, { hash });
    }
    return c.body(Uint8Array.from(bytes), 200, {
      "Content-Type": type,
      // Its name is its content: what was read once is so for ever.
      "Cache-Control": "private, max-age=31536000, immutable",
    });
  }) as OpenAPIHono;
}

/** What these routes take and answer, for the typed client. */
export type PictureRoutes = typeof route;
