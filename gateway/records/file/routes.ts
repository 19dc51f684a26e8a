/** `/files`: bytes by their SHA-256, before a record refers to them. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { z } from "zod";
import { Refusal } from "../../ledger/contract.ts";
import { allow } from "../access.ts";
import { createRouter, problemResponses } from "../routes.ts";
import { FILE_BYTES_MAX, fileView, mediaTypeOf, safeName } from "./record.ts";

/** Where files are kept. */
export interface FileStore {
  /** Resolves with the hex SHA-256 when the bytes are on stable storage. */
  write(bytes: Uint8Array): Promise<string>;
  /** The bytes, verified. Throws Refusal where they can not be read. */
  read(hash: string): Promise<Uint8Array>;
}

const uploadRoute = createRoute({
  ...allow(["technician", "qa", "operations", "compliance"]),
  method: "post",
  path: "/files",
  tags: ["Documents"],
  summary: "Store a file",
  description:
    "The bytes as the body, as `application/octet-stream`, at most 32 MiB. The same bytes are " +
    "stored once. A record then refers to them by their SHA-256.",
  request: {
    query: z.strictObject({}),
    body: {
      required: true,
      content: { "application/octet-stream": { schema: z.string().meta({ format: "binary" }) } },
    },
  },
  responses: {
    201: {
      description: "What they are known by",
      content: { "application/json": { schema: fileView } },
    },
    ...problemResponses(
      ...(["request.invalid", "file.too-large", "file.empty", "request.foreign-origin"] as const),
      ...(["request.not-bytes", "ledger.unavailable"] as const),
    ),
  },
});

/** The route, to be mounted under the API's base. */
export function fileRoutes(store: FileStore): OpenAPIHono {
  return createRouter().openapi(uploadRoute, async (c) => {
    const bytes = await readBytes(c);
    const hash = await store.write(bytes);
    return c.json({ sha256: hash, bytes: bytes.length, mediaType: mediaTypeOf(bytes) }, 201);
  }) as OpenAPIHono;
}

async function readBytes(c: Context): Promise<Uint8Array> {
  const type = (c.req.header("content-type") ?? "").trim();
  if (!/^application\/octet-stream\s*(;|$)/i.test(type)) {
    throw new Refusal(
      "request.not-bytes",
      type === "" ? "There is no Content-Type." : `It is ${type}.`,
    );
  }
  if (Number(c.req.header("content-length") ?? 0) > FILE_BYTES_MAX) throw tooLarge();
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of (c.req.raw.body ?? []) as AsyncIterable<Uint8Array>) {
    length += part.length;
    if (length > FILE_BYTES_MAX) throw tooLarge();
    parts.push(part);
  }
  if (length === 0) throw new Refusal("file.empty", "The body has no bytes.");
  return Buffer.concat(parts);
}

function tooLarge(): Refusal {
  return new Refusal("file.too-large", `The file has more than ${FILE_BYTES_MAX} bytes.`);
}

/**
 * A file to be saved under a name, never shown in place: whatever is in it can not act as a page of
 * this gateway. Its SHA-256 is told in `Repr-Digest` (RFC 9530).
 */
export function sendFile(
  c: Context,
  bytes: Uint8Array,
  { name, sha256 }: { readonly name: string; readonly sha256: string },
): Response {
  const plain = safeName(name);
  const ascii = plain.replaceAll(/[^\w.-]/g, "_");
  const encoded = encodeURIComponent(plain).replaceAll("'", "%27");
  return c.body(Uint8Array.from(bytes), 200, {
    "Content-Type": mediaTypeOf(bytes),
    "Content-Disposition": `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`,
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Repr-Digest": `sha-256=:${Buffer.from(sha256, "hex").toString("base64")}:`,
    ETag: `"${sha256}"`,
  });
}

/** What these routes take and answer, for the typed client. */
export type FileRoutes = typeof uploadRoute;
