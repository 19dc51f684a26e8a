/** `/evidence`: draft, assemble and seal, download. */
import { Readable } from "node:stream";
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { Refusal } from "../../ledger/contract.ts";
import { allow, type RequestContext } from "../../records/access.ts";
import { compact } from "../../records/compact.ts";
import { type EvidenceView, evidenceScope, evidenceView } from "../../records/evidence/record.ts";
import {
  CHANGE_PROBLEMS,
  createRouter,
  jsonBody,
  noQuery,
  pageQuery,
  pageResponses,
  problemResponses,
  type RouteLedger,
} from "../../records/routes.ts";
import type { EvidenceDesk } from "./desk.ts";

/** What the routes need besides the ledger. */
export interface EvidenceRouteParts {
  readonly ledger: RouteLedger;
  readonly context: RequestContext;
  readonly newId: () => string;
  readonly evidence: {
    readonly desk: EvidenceDesk;
    /** The sealed file. Throws Refusal `evidence.unreadable`. */
    readonly stream: (
      hash: string,
    ) => Promise<{ readonly bytes: number; readonly chunks: AsyncIterable<Uint8Array> }>;
    /** Printed as the publisher. */
    readonly organization: string;
    readonly demo: boolean;
  };
}

const MAKERS = allow(["compliance", "qa"]);
const params = z.object({ id: z.string().min(1).max(64).describe("Id of the package, a UUID") });
const one = { "application/json": { schema: evidenceView } };

const listRoute = createRoute({
  method: "get",
  path: "/evidence",
  ...allow("everybody"),
  tags: ["Evidence"],
  summary: "List evidence packages",
  description: "The newest first.",
  request: { query: z.strictObject(pageQuery) },
  responses: pageResponses(evidenceView),
});

const getRoute = createRoute({
  method: "get",
  path: "/evidence/{id}",
  ...allow("everybody"),
  tags: ["Evidence"],
  summary: "Read one package",
  description: "While it is being assembled, with its progress.",
  request: { params, query: noQuery },
  responses: {
    200: { description: "The package", content: one },
    ...problemResponses("request.invalid", "evidence.not-found", "projection.rebuilding"),
  },
});

const draftRoute = createRoute({
  method: "post",
  path: "/evidence",
  ...MAKERS,
  tags: ["Evidence"],
  summary: "Draft a package",
  description:
    "For one unit, a list of serial numbers, an order or a shipment. With `supersedes` it replaces a sealed " +
    "package once it is sealed itself; that one stays readable for ever.",
  request: {
    query: noQuery,
    body: jsonBody(
      z.strictObject({
        scope: evidenceScope,
        supersedes: z.string().min(1).max(64).optional(),
        reason: z.string().trim().min(3).max(1_000).optional().describe("Needed to supersede"),
      }),
      { scope: { orderId: "PO-1001" } },
    ),
  },
  responses: {
    201: { description: "The draft", content: one },
    ...problemResponses(
      ...CHANGE_PROBLEMS,
      ...(["evidence.not-found", "evidence.wrong-state", "record.reason-missing"] as const),
    ),
  },
});

const sealRoute = createRoute({
  method: "post",
  path: "/evidence/{id}/seal",
  ...MAKERS,
  tags: ["Evidence"],
  summary: "Assemble and seal a package",
  description: "Answered at once; read the package until it is `sealed` or names a `fault`.",
  request: { params, query: noQuery, body: jsonBody(z.strictObject({}), {}) },
  responses: {
    202: { description: "It is being assembled", content: one },
    ...problemResponses(
      ...CHANGE_PROBLEMS,
      ...(["evidence.not-found", "evidence.wrong-state", "evidence.busy"] as const),
    ),
  },
});

const packageRoute = createRoute({
  method: "get",
  path: "/evidence/{id}/package",
  ...allow("everybody"),
  tags: ["Evidence"],
  summary: "Download a sealed package",
  description: "A BagIt bag in a zip: `rigline verify FILE` or verify.html checks it offline.",
  request: { params, query: noQuery },
  responses: {
    200: {
      description: "The zip, byte for byte as it was sealed",
      content: { "application/zip": { schema: z.string() } },
    },
    ...problemResponses(
      ...(["request.invalid", "evidence.not-found", "evidence.wrong-state"] as const),
      ...(["evidence.unreadable", "projection.rebuilding"] as const),
    ),
  },
});

/** The routes, to be mounted under the API's base. */
export function evidenceRoutes({
  ledger,
  context,
  newId,
  evidence,
}: EvidenceRouteParts): OpenAPIHono {
  const { desk, organization, demo } = evidence;
  const read = async (id: string): Promise<EvidenceView> =>
    desk.follow(await ledger.ask("evidence.get", { id }));

  return createRouter()
    .openapi(listRoute, async (c) => {
      const page = await ledger.ask("evidence.list", compact(c.req.valid("query")));
      return c.json({ ...page, items: page.items.map((item) => desk.follow(item)) }, 200);
    })
    .openapi(getRoute, async (c) => c.json(await read(c.req.valid("param").id), 200))
    .openapi(draftRoute, async (c) => {
      const input = compact({ ...c.req.valid("json"), id: newId(), organization, demo });
      await ledger.execute("evidence.draft", input as never, context(c, ""));
      c.header("Location", `/api/v1/evidence/${input.id}`);
      return c.json(await read(input.id), 201);
    })
    .openapi(sealRoute, async (c) => {
      const view = await read(c.req.valid("param").id);
      desk.begin(view, context(c, ""));
      return c.json(desk.follow(view), 202);
    })
    .openapi(packageRoute, async (c) => {
      const view = await read(c.req.valid("param").id);
      const { bytes, chunks } = await evidence.stream(sealedHash(view));
      c.header("Content-Type", "application/zip");
      c.header("Content-Length", String(bytes));
      c.header("Content-Disposition", `attachment; filename="${fileName(view)}"`);
      return c.body(Readable.toWeb(Readable.from(chunks)) as ReadableStream) as never;
    }) as OpenAPIHono;
}

function sealedHash({ seal, state, number }: EvidenceView): string {
  if (seal !== undefined) return seal.hash;
  const message = `${number} is ${state}: there is no file before it is sealed`;
  throw new Refusal("evidence.wrong-state", message, { state });
}

function fileName({ number, demo }: EvidenceView): string {
  return `${demo ? "DEMO-" : ""}${number}.zip`;
}

/** What these routes take and answer, for the typed client. */
export type EvidenceRoutes =
  | typeof listRoute
  | typeof getRoute
  | typeof draftRoute
  | typeof sealRoute
  | typeof packageRoute;
