/** The form that routes of commands share: who may, what is sent, what is answered. */
import { createRoute } from "@hono/zod-openapi";
import { z } from "zod";
import type { ProblemCode } from "../../platform/problems.ts";
import { type Allowed, allow } from "../access.ts";
import { CHANGE_PROBLEMS, jsonBody, noQuery, problemResponses } from "../routes.ts";

/** Id of the record in the address. */
export const idParams = z.object({ id: z.string().min(1).max(200) });

/** Why something is done; history shows it for ever. */
export const reasonField = z.string().trim().min(3).max(1_000).describe("Why; it stays for ever");

/** An id that the sender mints, so that the same request sent again is refused, not repeated. */
export const mintedId = z.uuid().optional().describe("Minted by the sender, or here where absent");

/** What may be wrong with a signature. */
export const SIGNING_PROBLEMS = [
  ...(["signature.missing", "signature.wrong-meaning", "signature.role-missing"] as const),
  ...(["signature.own-work", "signature.refused"] as const),
] as const;

/** A POST that changes a record and answers it as it is then. */
export function commandRoute<
  Path extends string,
  Params extends z.ZodObject,
  Body extends z.ZodType,
  Answer extends z.ZodType,
>(route: {
  readonly path: Path;
  readonly params: Params;
  readonly allowed: Allowed;
  readonly tag: string;
  readonly summary: string;
  readonly description: string;
  readonly body: Body;
  readonly example: z.input<Body>;
  readonly answer: Answer;
  readonly problems: readonly ProblemCode[];
}) {
  const { path, params, summary, description, answer } = route;
  return createRoute({
    ...allow(route.allowed),
    method: "post",
    path,
    tags: [route.tag],
    summary,
    description,
    request: { params, query: noQuery, body: jsonBody(route.body, route.example) },
    responses: {
      200: { description: "As it is now", content: { "application/json": { schema: answer } } },
      ...problemResponses(...CHANGE_PROBLEMS, "record.version-conflict", ...route.problems),
    },
  });
}

/** A GET that answers one value. */
export function readRoute<
  Path extends string,
  Params extends z.ZodObject,
  Query extends z.ZodObject,
  Answer extends z.ZodType,
>(route: {
  readonly path: Path;
  readonly params: Params;
  readonly query: Query;
  readonly tag: string;
  readonly summary: string;
  readonly description: string;
  readonly answer: Answer;
  readonly problems: readonly ProblemCode[];
}) {
  const { path, params, query, summary, description, answer } = route;
  return createRoute({
    ...allow("everybody"),
    method: "get",
    path,
    tags: [route.tag],
    summary,
    description,
    request: { params, query },
    responses: {
      200: { description: "What is known", content: { "application/json": { schema: answer } } },
      ...problemResponses("request.invalid", "projection.rebuilding", ...route.problems),
    },
  });
}

/** An address without parameters. */
export const noParams = z.object({});
