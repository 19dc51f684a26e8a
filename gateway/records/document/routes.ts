/** `/documents`: what is valid now, and the file of it. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { allow } from "../access.ts";
import { controlledId } from "../controlled/record.ts";
import type { VersionRouteKind } from "../controlled/version-routes.ts";
import { type FileStore, sendFile } from "../file/routes.ts";
import { createRouter, noQuery, problemResponses, type RouteLedger } from "../routes.ts";
import { documentInput } from "./kind.ts";

/** `/documents`: work instructions, drawings, certificates, version by version. */
export const documentVersionRoutes: VersionRouteKind = {
  ...{ type: "document", path: "documents", tag: "Documents", noun: "document" },
  content: documentInput,
  example: {
    ...{ name: "Work instruction FCT", language: "en", fileName: "work-instruction.pdf" },
    fileHash: "b0bf686bf52f1f190769c93823f23cf28a2c275fe097b74da25495527f65a0c2",
  },
  commands: { save: "document.save", move: "document.move" },
};

const params = z.object({ id: controlledId.describe("A slash in it is written %2F") });
const binary = { "application/octet-stream": { schema: z.string().meta({ format: "binary" }) } };

const fileRoute = createRoute({
  ...allow("everybody"),
  method: "get",
  path: "/documents/{id}/file",
  tags: ["Documents"],
  summary: "Read the file of the version in force",
  description: "Nothing but what is effective is served; `Repr-Digest` tells its SHA-256.",
  request: { params, query: noQuery },
  responses: {
    200: { description: "The file, to be saved", content: binary },
    ...problemResponses(
      ...(["request.invalid", "record.not-found", "document.not-effective"] as const),
      ...(["wire.unreadable", "projection.rebuilding"] as const),
    ),
  },
});

const draftRoute = createRoute({
  ...allow(["technician", "qa", "operations", "compliance"]),
  method: "get",
  path: "/documents/{id}/versions/{version}/file",
  tags: ["Documents"],
  summary: "Read the file of a version that is to be reviewed",
  description: "Of a draft or a version in review, named so that nobody works by it.",
  request: { params: params.extend({ version: z.coerce.number().int().min(1) }), query: noQuery },
  responses: {
    200: { description: "The file, to be saved", content: binary },
    ...problemResponses(
      ...(["request.invalid", "record.not-found", "document.not-effective"] as const),
      ...(["wire.unreadable", "projection.rebuilding"] as const),
    ),
  },
});

/** What the routes need besides the ledger. */
export interface DocumentRouteParts {
  readonly ledger: RouteLedger;
  readonly files: FileStore;
  readonly now: () => number;
}

/** The routes of documents' files, to be mounted under the API's base. */
export function documentFileRoutes({ ledger, files, now }: DocumentRouteParts): OpenAPIHono {
  return createRouter()
    .openapi(fileRoute, async (c) => {
      const { id } = c.req.valid("param");
      const { fileHash, fileName } = await ledger.ask("document.file", { id, nowUs: now() });
      return sendFile(c, await files.read(fileHash), { name: fileName, sha256: fileHash });
    })
    .openapi(draftRoute, async (c) => {
      const asked = { ...c.req.valid("param"), nowUs: now() };
      const { fileHash, fileName } = await ledger.ask("document.file", asked);
      const name = `not-effective-${fileName}`;
      return sendFile(c, await files.read(fileHash), { name, sha256: fileHash });
    }) as OpenAPIHono;
}

/** What these routes take and answer, for the typed client. */
export type DocumentRoutes = typeof fileRoute | typeof draftRoute;
