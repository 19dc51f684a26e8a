/** `/signatures`: who signed a record, and signing one as it is. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { allow, type RequestContext } from "../access.ts";
import {
  CHANGE_PROBLEMS,
  createRouter,
  jsonBody,
  problemResponses,
  type RouteLedger,
} from "../routes.ts";
import { signatureView } from "./record.ts";
import { confirmSigning, type SignerCheck, signatureInput } from "./signing-desk.ts";

const record = {
  recordType: z
    .string()
    .regex(/^[a-z][a-z-]{0,39}$/, "must be small letters and '-'")
    .describe("As entries name it: procedure, limit-set, revision, document, unit, run …"),
  recordId: z.string().min(1).max(200),
};
const items = { "application/json": { schema: z.object({ items: z.array(signatureView) }) } };

const listRoute = createRoute({
  ...allow("everybody"),
  method: "get",
  path: "/signatures",
  tags: ["Signatures"],
  summary: "List the signatures of a record",
  description:
    "The latest first. Each covers one version: `coversCurrentVersion` is false once the record " +
    "went on, and for a signature whose record does not have the signed content.",
  request: { query: z.strictObject(record) },
  responses: {
    200: { description: "Every signature it ever got", content: items },
    ...problemResponses("request.invalid", "projection.rebuilding"),
  },
});

const signRoute = createRoute({
  ...allow(["technician", "qa", "operations", "compliance", "admin"]),
  method: "post",
  path: "/signatures",
  tags: ["Signatures"],
  summary: "Sign a record as it is",
  description:
    "Changes nothing but adds the signature. A release, an approval or an override is signed with " +
    "the request that makes it.",
  request: {
    query: z.strictObject({}),
    body: jsonBody(
      z.strictObject({
        ...record,
        recordVersion: z.int().min(1).describe("The version that was read; it must be the latest"),
        signature: signatureInput.optional(),
      }),
      {
        ...{ recordType: "revision", recordId: "PSU-24/D", recordVersion: 2 },
        signature: { meaning: "reviewed", secret: "…" },
      },
    ),
  },
  responses: {
    201: { description: "All signatures of the record", content: items },
    ...problemResponses(
      ...CHANGE_PROBLEMS,
      ...(["record.not-found", "record.version-conflict", "signature.given"] as const),
      ...(["signature.missing", "signature.wrong-meaning", "signature.role-missing"] as const),
      ...(["signature.refused"] as const),
    ),
  },
});

/** What the routes need besides the ledger. */
export interface SignatureRouteParts {
  readonly ledger: RouteLedger;
  readonly context: RequestContext;
  readonly signerCheck: SignerCheck;
  readonly newId: () => string;
  readonly timeZone: string;
}

/** The routes of signatures, to be mounted under the API's base. */
export function signatureRoutes(parts: SignatureRouteParts): OpenAPIHono {
  const { ledger, context, signerCheck: check, newId, timeZone } = parts;
  const read = (asked: { readonly recordType: string; readonly recordId: string }) =>
    ledger.ask("signatures.of", { ...asked, timeZone });
  return createRouter()
    .openapi(listRoute, async (c) => c.json({ items: await read(c.req.valid("query")) }, 200))
    .openapi(signRoute, async (c) => {
      const { signature, ...signed } = c.req.valid("json");
      const signing = await confirmSigning(c, signature, { check, newId });
      await ledger.execute("signature.add", { ...signed, signing }, context(c, ""));
      return c.json({ items: await read(signed) }, 201);
    }) as OpenAPIHono;
}

/** What these routes take and answer, for the typed client. */
export type SignatureRoutes = typeof listRoute | typeof signRoute;
