/** `/attachments`: files that belong to a record. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { Refusal } from "../../ledger/contract.ts";
import { allow, type RequestContext } from "../access.ts";
import { compact } from "../compact.ts";
import { mediaTypeOf } from "../file/record.ts";
import { type FileStore, sendFile } from "../file/routes.ts";
import {
  CHANGE_PROBLEMS,
  createRouter,
  jsonBody,
  noQuery,
  problemResponses,
  type RouteLedger,
} from "../routes.ts";
import { attachmentInput, attachmentView, recordName } from "./attachment.ts";

const params = z.object({ id: z.uuid() });
const READ = ["request.invalid", "record.not-found", "projection.rebuilding"] as const;

const listRoute = createRoute({
  ...allow("everybody"),
  method: "get",
  path: "/attachments",
  tags: ["Documents"],
  summary: "List the attachments of a record",
  description: "The oldest first; none is ever taken away.",
  request: { query: recordName },
  responses: {
    200: {
      description: "Its attachments",
      content: { "application/json": { schema: z.object({ items: z.array(attachmentView) }) } },
    },
    ...problemResponses("request.invalid", "projection.rebuilding"),
  },
});

const addRoute = createRoute({
  ...allow(["technician", "qa", "operations", "compliance"]),
  method: "post",
  path: "/attachments",
  tags: ["Documents"],
  summary: "Attach a file to a record",
  description: "The file is stored by `POST /files` first, and named here by its SHA-256.",
  request: {
    query: noQuery,
    body: jsonBody(attachmentInput, {
      ...{ recordType: "run", recordId: "01a20714-d164-7761-8cac-000000000001" },
      ...{ name: "solder-joint.jpg", note: "C14, left pad" },
      sha256: "b0bf686bf52f1f190769c93823f23cf28a2c275fe097b74da25495527f65a0c2",
    }),
  },
  responses: {
    201: {
      description: "The attachment",
      content: { "application/json": { schema: attachmentView } },
    },
    ...problemResponses(...CHANGE_PROBLEMS, "record.not-found", "file.not-found"),
  },
});

const fileRoute = createRoute({
  ...allow("everybody"),
  method: "get",
  path: "/attachments/{id}/file",
  tags: ["Documents"],
  summary: "Read the file of an attachment",
  description: "To be saved, never shown in place; its type is told by its bytes.",
  request: { params, query: noQuery },
  responses: {
    200: {
      description: "The file",
      content: { "application/octet-stream": { schema: z.string().meta({ format: "binary" }) } },
    },
    ...problemResponses(...READ, "wire.unreadable"),
  },
});

/** What the routes need besides the ledger. */
export interface AttachmentRouteParts {
  readonly ledger: RouteLedger;
  readonly context: RequestContext;
  readonly files: FileStore;
  readonly newId: () => string;
}

/** The routes of attachments, to be mounted under the API's base. */
export function attachmentRoutes(parts: AttachmentRouteParts): OpenAPIHono {
  const { ledger, context, files, newId } = parts;
  return createRouter()
    .openapi(listRoute, async (c) =>
      c.json({ items: await ledger.ask("attachments.of", c.req.valid("query")) }, 200),
    )
    .openapi(addRoute, async (c) => {
      const input = compact(c.req.valid("json"));
      const bytes = await files.read(input.sha256).catch(refuseUnknown);
      const facts = { id: newId(), bytes: bytes.length, mediaType: mediaTypeOf(bytes) };
      await ledger.execute("attachment.add", { ...input, ...facts } as never, context(c, ""));
      return c.json(await ledger.ask("attachments.get", { id: facts.id }), 201);
    })
    .openapi(fileRoute, async (c) => {
      const { sha256, name } = await ledger.ask("attachments.get", c.req.valid("param"));
      return sendFile(c, await files.read(sha256), { name, sha256 });
    }) as OpenAPIHono;
}

/** A hash that whoever asks made up is no fault of the disk. */
function refuseUnknown(error: unknown): never {
  if (!(error instanceof Refusal) || error.code !== "wire.unreadable") throw error;
  throw new Refusal(
    "file.not-found",
    "No file with this SHA-256 is stored, or it can not be read.",
  );
}

/** What these routes take and answer, for the typed client. */
export type AttachmentRoutes = typeof listRoute | typeof addRoute | typeof fileRoute;
