/** `/requirements`: what a product must prove, and the proof of each unit. */
import { Readable } from "node:stream";
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { parseIsoTime } from "../../domain/iso-time.ts";
import { allow, type RequestContext } from "../access.ts";
import { commandRoute, reasonField, SIGNING_PROBLEMS } from "../commands/command-routes.ts";
import { compact } from "../compact.ts";
import {
  CHANGE_PROBLEMS,
  createRouter,
  jsonBody,
  noQuery,
  problemResponses,
  type RouteLedger,
} from "../routes.ts";
import { confirmSigning, type SignerCheck, signatureInput } from "../signature/signing-desk.ts";
import { encodeMatrix } from "./csv.ts";
import { requirementInput, requirementMatrix, requirementView } from "./record.ts";

const word = z.string().min(1).max(200);
const params = z.object({ id: requirementInput.shape.id });
const all = z.object({ items: z.array(requirementView) });

const listRoute = createRoute({
  ...allow("everybody"),
  method: "get",
  path: "/requirements",
  tags: ["Products"],
  summary: "List requirements",
  description: "By id, each with the measurements that prove it and what of them nothing takes.",
  request: { query: z.strictObject({ partNumber: word.optional() }) },
  responses: {
    200: { description: "All of them", content: { "application/json": { schema: all } } },
    ...problemResponses("request.invalid", "projection.rebuilding"),
  },
});

const saveRoute = createRoute({
  ...allow(["qa", "compliance"]),
  method: "put",
  path: "/requirements/{id}",
  tags: ["Products"],
  summary: "State or change a requirement",
  description: "The same content again changes nothing; a change needs its reason.",
  request: {
    params,
    query: noQuery,
    body: jsonBody(
      requirementInput.omit({ id: true }).extend({
        expectedVersion: z
          .int()
          .min(0)
          .optional()
          .describe("The version that was seen, 0 for none"),
        reason: reasonField.optional().describe("Needed for a change"),
      }),
      {
        ...{ partNumber: "PSU-24", title: "Ripple at full load", source: "Specification 4.2" },
        measurements: [{ operation: "FCT", measurement: "ripple" }],
      },
    ),
  },
  responses: {
    200: { description: "All of the product", content: { "application/json": { schema: all } } },
    ...problemResponses(
      ...CHANGE_PROBLEMS,
      ...(["record.invalid", "record.reason-missing", "record.version-conflict"] as const),
    ),
  },
});

const waiveRoute = commandRoute({
  path: "/requirements/{id}/waivers",
  params,
  allowed: ["qa", "compliance"],
  tag: "Products",
  summary: "Go without the proof of a requirement for a time",
  description: "Signed. A unit that fails against it fails all the same.",
  body: z.strictObject({
    reason: reasonField,
    expiresAt: z.iso.datetime({ offset: true }),
    signature: signatureInput.optional(),
  }),
  example: {
    ...{ reason: "Tester on order", expiresAt: "2027-01-31T00:00:00Z" },
    signature: { meaning: "approved", secret: "…" },
  },
  answer: all,
  problems: ["record.not-found", "record.invalid", ...SIGNING_PROBLEMS],
});

const matrixRoute = createRoute({
  ...allow("everybody"),
  method: "get",
  path: "/requirement-matrix",
  tags: ["Products"],
  summary: "Read requirement, measurement and result of each unit",
  description:
    "By the run that decides at each operation. What nothing measures is told as a gap; a value that " +
    "is not there is `missing`, never passed.",
  request: {
    query: z.strictObject({
      partNumber: word,
      orderId: word.optional(),
      serialNumber: word.optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
      cursor: z.string().min(1).max(400).optional().describe("`nextCursor` of the page before"),
      format: z.enum(["json", "csv"]).default("json").describe("`csv`: a line for each value"),
    }),
  },
  responses: {
    200: {
      description: "One page of units",
      content: {
        "application/json": { schema: requirementMatrix },
        "text/csv": { schema: z.string() },
      },
    },
    ...problemResponses("request.invalid", "cursor.invalid", "projection.rebuilding"),
  },
});

/** What the routes need besides the ledger. */
export interface RequirementRouteParts {
  readonly ledger: RouteLedger;
  readonly context: RequestContext;
  readonly signerCheck: SignerCheck;
  readonly newId: () => string;
  /** Microseconds since the epoch. */
  readonly now: () => number;
}

async function* following(first: string, rest: AsyncIterable<string>) {
  yield first;
  yield* rest;
}

/** The routes of requirements, to be mounted under the API's base. */
export function requirementRoutes(parts: RequirementRouteParts): OpenAPIHono {
  const { ledger, context, signerCheck: check, newId, now } = parts;
  const list = async (filter: { readonly partNumber?: string }) => ({
    items: await ledger.ask("requirements.list", { ...filter, nowUs: now() }),
  });
  return createRouter()
    .openapi(listRoute, async (c) => c.json(await list(compact(c.req.valid("query"))), 200))
    .openapi(saveRoute, async (c) => {
      const { expectedVersion, reason, ...rest } = c.req.valid("json");
      const requirement = compact({ ...rest, ...c.req.valid("param") });
      const own = { ...context(c, ""), ...compact({ expectedVersion }) };
      await ledger.execute("requirement.save", compact({ requirement, reason }) as never, own);
      return c.json(await list({ partNumber: rest.partNumber }), 200);
    })
    .openapi(waiveRoute, async (c) => {
      const { id } = c.req.valid("param");
      const { signature, reason, expiresAt } = c.req.valid("json");
      const signing = await confirmSigning(c, signature, { check, newId });
      const input = compact({ id, reason, expiresAt: parseIsoTime(expiresAt) ?? 0, signing });
      await ledger.execute("requirement.waive", input, context(c, ""));
      return c.json(await list({}), 200);
    })
    .openapi(matrixRoute, async (c) => {
      const { format, ...question } = c.req.valid("query");
      const asked = compact({ ...question, nowUs: now() });
      if (format === "json") return c.json(await ledger.ask("requirements.matrix", asked), 200);
      c.header("Content-Disposition", 'attachment; filename="requirement-matrix.csv"');
      const pages = encodeMatrix((cursor) =>
        ledger.ask("requirements.matrix", { ...asked, limit: 200, ...compact({ cursor }) }),
      );
      // The first page is read before the answer begins: a fault is a problem, not half a table.
      const first = await pages.next();
      const whole = Readable.from(following(first.value ?? "", pages));
      const body = Readable.toWeb(whole.map((chunk: string) => Buffer.from(chunk)));
      return c.body(body as ReadableStream, 200, {
        "content-type": "text/csv; charset=utf-8",
      }) as never;
    }) as OpenAPIHono;
}

/** What these routes take and answer, for the typed client. */
export type RequirementRoutes =
  | typeof listRoute
  | typeof saveRoute
  | typeof waiveRoute
  | typeof matrixRoute;
