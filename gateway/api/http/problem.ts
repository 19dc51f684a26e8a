/** Every fault as RFC 9457 `application/problem+json`, whatever was thrown and wherever. */
import type { Context, ErrorHandler, MiddlewareHandler, NotFoundHandler } from "hono";
import { HTTPException } from "hono/http-exception";
import type { Log } from "../../../drivers/contract.ts";
import { Refusal } from "../../ledger/contract.ts";
import {
  isProblemCode,
  PROBLEMS,
  type ProblemCode,
  type ProblemDocument,
} from "../../platform/problems.ts";
import type { ChangesSince } from "./changes-since.ts";

interface Occurrence {
  readonly detail: string;
  readonly instance?: string;
  readonly errors?: ProblemDocument["errors"];
}

/** The document of one occurrence of `code`; title, status and remedy are those of its kind. */
export function problemOf(code: ProblemCode, occurrence: Occurrence): ProblemDocument {
  const { status, title, remedy } = PROBLEMS[code];
  const { detail, instance, errors } = occurrence;
  return {
    type: `/api/v1/reference#${code}`,
    title,
    status,
    detail,
    code,
    remedy,
    ...(instance === undefined ? {} : { instance }),
    ...(errors === undefined || errors.length === 0 ? {} : { errors }),
  };
}

/** The document as an answer, with the headers its status asks for. */
export function problemResponse(
  document: ProblemDocument,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(`${JSON.stringify(document)}\n`, {
    status: document.status,
    headers: {
      "Content-Type": "application/problem+json",
      "Cache-Control": "no-store",
      ...(document.status === 503 ? { "Retry-After": "2" } : {}),
      ...headers,
    },
  });
}

export interface ErrorParts {
  readonly log: Log;
  readonly newId: () => string;
  /** Tells of a version conflict who was faster; nothing is told where absent. */
  readonly changesSince?: ChangesSince;
}

/** Answers what was thrown. A fault of our own is logged under the id that the client is told. */
export function answerErrors(parts: ErrorParts): ErrorHandler {
  return async (error, c) => {
    const code = codeOf(error);
    if (code !== undefined) {
      const errors = await conflictOf(error, c, parts);
      const document = problemOf(code, { ...occurrenceOf(error), ...errors });
      return finish(c, problemResponse(document, headersOf(code)));
    }
    const id = parts.newId();
    parts.log.error({ err: error, id, method: c.req.method, path: c.req.path }, "request failed");
    const detail = "The request could not be served; what was stored before is not affected.";
    const document = problemOf("gateway.unexpected", { detail, instance: `urn:uuid:${id}` });
    return finish(c, problemResponse(document));
  };
}

async function conflictOf(error: Error, c: Context, { changesSince }: ErrorParts) {
  if (!(error instanceof Refusal) || error.code !== "record.version-conflict") return {};
  return { errors: (await changesSince?.(c, error)) ?? [] };
}

/** Keeps the headers that middleware had set for every answer, the security headers above all. */
function finish(c: Context, response: Response): Response {
  return c.newResponse(response.body, response.status as 400, Object.fromEntries(response.headers));
}

function codeOf(error: Error): ProblemCode | undefined {
  if (error instanceof Refusal) return isProblemCode(error.code) ? error.code : undefined;
  if (!(error instanceof HTTPException)) return undefined;
  if (error.status === 415) return "request.not-json";
  return error.status === 400 ? "request.malformed-json" : undefined;
}

function occurrenceOf(error: Error): Occurrence {
  if (!(error instanceof Refusal)) return { detail: error.message };
  const { errors, field } = error.details;
  const detail = error.message;
  if (typeof field === "string") return { detail, errors: [{ path: field, message: detail }] };
  return { detail, errors: Array.isArray(errors) ? errors : undefined };
}

/** An answer given before the body was read ends the connection, or the rest would be read as
 * the next request. */
function headersOf(code: ProblemCode): Readonly<Record<string, string>> {
  return code === "request.too-large" ? { Connection: "close" } : {};
}

/** Makes an Error of anything else that is thrown: hono's error handler sees Errors only. */
export const wrapNonErrors: MiddlewareHandler = async (_c, next) => {
  try {
    await next();
  } catch (thrown) {
    if (thrown instanceof Error) throw thrown;
    throw new Error("something was thrown that is not an Error", { cause: thrown });
  }
};

/** A route of the application, as hono lists it. */
interface ListedRoute {
  readonly method: string;
  readonly path: string;
}

/**
 * 405 with `Allow` where the address exists with other methods, else 404. `routes` is asked at
 * each request, so that it may be called before the routes are mounted.
 */
export function answerUnknown(routes: () => readonly ListedRoute[]): NotFoundHandler {
  return (c) => {
    const { method, path } = c.req;
    const methods = methodsAt(routes(), path);
    if (methods.length === 0) {
      const detail = `Nothing is served at ${path}.`;
      return finish(c, problemResponse(problemOf("route.not-found", { detail })));
    }
    const detail = `${path} does not take ${method}.`;
    const document = problemOf("method.not-allowed", { detail });
    return finish(c, problemResponse(document, { Allow: methods.join(", ") }));
  };
}

function methodsAt(routes: readonly ListedRoute[], path: string): string[] {
  const methods = new Set<string>();
  for (const route of routes) {
    if (route.method === "ALL" || !matches(route.path, path)) continue;
    methods.add(route.method);
    if (route.method === "GET") methods.add("HEAD");
  }
  return [...methods].sort();
}

/** True where `path` fits the pattern segment by segment; wildcards fit nothing here. */
function matches(pattern: string, path: string): boolean {
  const expected = pattern.split("/");
  const actual = path.split("/");
  if (expected.length !== actual.length || pattern.includes("*")) return false;
  return expected.every((segment, index) =>
    segment.startsWith(":") ? actual[index] !== "" : segment === actual[index],
  );
}
