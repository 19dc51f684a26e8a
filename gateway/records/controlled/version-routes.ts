/** The routes of versions of controlled data, the same for each kind. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { VERSION_STATUSES } from "../../domain/controlled/version-moves.ts";
import { allow, type RequestContext } from "../access.ts";
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
import type { ControlledType } from "./projection.ts";
import {
  controlledId,
  recordVersions,
  versionDetail,
  versionDiff,
  versionSummary,
} from "./record.ts";
import { requireSeenVersion } from "./seen-version.ts";

/** What the routes of one kind are called, and what they take. */
export interface VersionRouteKind {
  readonly type: ControlledType;
  /** Of its addresses: "limit-sets". */
  readonly path: string;
  readonly tag: string;
  /** In words: "limit set". */
  readonly noun: string;
  readonly content: z.ZodObject;
  readonly example: Readonly<Record<string, unknown>>;
  readonly commands: {
    readonly save: "procedure.save" | "limitSet.save" | "document.save";
    readonly move: "procedure.move" | "limitSet.move" | "document.move";
  };
}

/** What the routes need besides the ledger. */
export interface VersionRouteParts {
  readonly ledger: RouteLedger;
  readonly context: RequestContext;
  readonly signerCheck: SignerCheck;
  readonly newId: () => string;
  /** Microseconds since the epoch. */
  readonly now: () => number;
  readonly timeZone: string;
}

const AUTHORS = ["technician", "qa", "operations", "compliance"] as const;
const params = z.object({ id: controlledId.describe("A slash in it is written %2F") });
const versionNumber = z.coerce.number().int().min(1).max(1_000_000);
const versionParams = params.extend({ version: versionNumber });
const expectedVersion = z
  .int()
  .min(0)
  .optional()
  .describe("The `recordVersion` that was read, 0 for a new record; `If-Match` says the same");
const reason = z.string().trim().min(3).max(1_000).optional();
const json = <Schema extends z.ZodType>(schema: Schema) => ({ "application/json": { schema } });
const detail = json(versionDetail);
const READ = ["request.invalid", "record.not-found", "projection.rebuilding"] as const;
const CHANGE = [
  ...CHANGE_PROBLEMS,
  ...(["record.not-found", "record.invalid", "record.version-conflict"] as const),
] as const;
const SIGNED = [
  ...(["signature.missing", "signature.wrong-meaning", "signature.role-missing"] as const),
  ...(["signature.own-work", "signature.refused"] as const),
] as const;

/** The routes of one kind, to be mounted under the API's base. */
export function versionRoutes(kind: VersionRouteKind, parts: VersionRouteParts): OpenAPIHono {
  const { ledger, now, timeZone } = parts;
  const { type } = kind;
  const read = (id: string, version: number) =>
    ledger.ask("controlled.version", { type, id, version, nowUs: now(), timeZone });
  const router = createRouter()
    .openapi(listRoute(kind), async (c) => {
      const filter = { type, nowUs: now(), ...compact(c.req.valid("query")) };
      return c.json({ items: await ledger.ask("controlled.list", filter) }, 200);
    })
    .openapi(getRoute(kind), async (c) => {
      const { id } = c.req.valid("param");
      return c.json(await ledger.ask("controlled.get", { type, id, nowUs: now() }), 200);
    })
    .openapi(versionRoute(kind), async (c) => {
      const { id, version } = c.req.valid("param");
      return c.json(await read(id, version), 200);
    })
    .openapi(diffRoute(kind), async (c) => {
      const asked = { type, ...c.req.valid("param"), ...c.req.valid("query") };
      return c.json(await ledger.ask("controlled.diff", asked), 200);
    }) as OpenAPIHono;
  return changingRoutes(router, { kind, parts, read });
}

interface Changing {
  readonly kind: VersionRouteKind;
  readonly parts: VersionRouteParts;
  read(id: string, version: number): Promise<z.infer<typeof versionDetail>>;
}

function changingRoutes(router: OpenAPIHono, { kind, parts, read }: Changing): OpenAPIHono {
  const { ledger, context, signerCheck: check, newId } = parts;
  return router
    .openapi(saveRoute(kind), async (c) => {
      const { id, version } = c.req.valid("param");
      const { expectedVersion: seen, content, reason: why } = c.req.valid("json");
      const input = compact({ id, version, content: compact(content), reason: why });
      const within = requireSeenVersion(context(c, ""), seen);
      await ledger.execute(kind.commands.save, input as never, within);
      return c.json(await read(id, version), 200);
    })
    .openapi(moveRoute(kind), async (c) => {
      const { id, version } = c.req.valid("param");
      const { expectedVersion: seen, signature, ...asked } = c.req.valid("json");
      const signing = await confirmSigning(c, signature, { check, newId });
      const input = { ...compact(asked), id, version, signing };
      const within = requireSeenVersion(context(c, ""), seen);
      await ledger.execute(kind.commands.move, input as never, within);
      return c.json(await read(id, version), 200);
    }) as OpenAPIHono;
}

function listRoute({ path, tag, noun }: VersionRouteKind) {
  return createRoute({
    ...allow("everybody"),
    method: "get",
    path: `/${path}`,
    tags: [tag],
    summary: `List every version of every ${noun}`,
    description: "By id, the highest version first; `inForce` says which one counts now.",
    request: {
      query: z.strictObject({
        partNumber: z.string().max(200).optional(),
        operation: z.string().max(200).optional(),
      }),
    },
    responses: {
      200: {
        description: "The versions",
        content: json(z.object({ items: z.array(versionSummary) })),
      },
      ...problemResponses("request.invalid", "projection.rebuilding"),
    },
  });
}

function getRoute({ path, tag, noun }: VersionRouteKind) {
  return createRoute({
    ...allow("everybody"),
    method: "get",
    path: `/${path}/{id}`,
    tags: [tag],
    summary: `Read the versions of one ${noun}`,
    description: "The highest first, with the record's version for the next change.",
    request: { params, query: noQuery },
    responses: {
      200: { description: "Its versions", content: json(recordVersions) },
      ...problemResponses(...READ),
    },
  });
}

function versionRoute({ path, tag, noun }: VersionRouteKind) {
  return createRoute({
    ...allow("everybody"),
    method: "get",
    path: `/${path}/{id}/versions/{version}`,
    tags: [tag],
    summary: `Read one version of one ${noun}`,
    description: "With its content, its authors and every signature it got.",
    request: { params: versionParams, query: noQuery },
    responses: {
      200: { description: "The version", content: detail },
      ...problemResponses(...READ),
    },
  });
}

function diffRoute({ path, tag, noun }: VersionRouteKind) {
  return createRoute({
    ...allow("everybody"),
    method: "get",
    path: `/${path}/{id}/diff`,
    tags: [tag],
    summary: `Compare two versions of one ${noun}`,
    description: "Place by place; members of lists are named by their id.",
    request: { params, query: z.strictObject({ from: versionNumber, to: versionNumber }) },
    responses: {
      200: { description: "What differs", content: json(versionDiff) },
      ...problemResponses(...READ),
    },
  });
}

function saveRoute({ path, tag, noun, content, example }: VersionRouteKind) {
  return createRoute({
    ...allow(AUTHORS),
    method: "put",
    path: `/${path}/{id}/versions/{version}`,
    tags: [tag],
    summary: `Write a draft of a ${noun}`,
    description:
      "A new version, the one after the highest, or other content of a draft. Whoever read an " +
      "older version of the record is told so.",
    request: {
      params: versionParams,
      query: noQuery,
      body: jsonBody(z.strictObject({ content, expectedVersion, reason }), {
        ...{ content: example, expectedVersion: 0 },
      }),
    },
    responses: {
      200: { description: "The draft", content: detail },
      ...problemResponses(...CHANGE, "record.immutable"),
    },
  });
}

function moveRoute({ path, tag, noun }: VersionRouteKind) {
  return createRoute({
    ...allow(AUTHORS),
    method: "post",
    path: `/${path}/{id}/versions/{version}/transitions`,
    tags: [tag],
    summary: `Move a version of a ${noun} on`,
    description:
      "draft → in_review → effective → obsolete. `effective` is signed as approved by somebody " +
      "who did not write it; a review that says no is signed as rejected and makes it a draft again.",
    request: {
      params: versionParams,
      query: noQuery,
      body: jsonBody(
        z.strictObject({
          to: z.enum(VERSION_STATUSES),
          ...{ expectedVersion, reason },
          effectiveFrom: z.iso.datetime({ offset: true }).optional(),
          signature: signatureInput.optional(),
        }),
        { to: "effective", expectedVersion: 3, signature: { meaning: "approved", secret: "…" } },
      ),
    },
    responses: {
      200: { description: "The version as it is now", content: detail },
      ...problemResponses(
        ...CHANGE,
        ...(["record.reason-missing", "transition.refused", "transition.guard-missing"] as const),
        ...SIGNED,
      ),
    },
  });
}
