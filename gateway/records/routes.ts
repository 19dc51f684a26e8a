/** What the routes of all records have in common: router, checks, pages, documented faults. */
import { OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { type Ledger, Refusal } from "../ledger/contract.ts";
import { describeIssue } from "../platform/issue-words.ts";
import {
  PROBLEMS,
  type ProblemCode,
  type ProblemDocument,
  problemDocument,
} from "../platform/problems.ts";
import type { GatewayQueries } from "./queries.ts";
import type { GatewayRules } from "./rules.ts";

export { instantParameter } from "./lists/instant-parameter.ts";

/** How the API asks the ledger; each route file takes what it needs of it. */
export type RouteLedger = Pick<Ledger<GatewayRules, GatewayQueries>, "execute" | "ask">;

/** A router whose every check that fails throws Refusal `request.invalid` naming each field. */
export function createRouter(): OpenAPIHono {
  return new OpenAPIHono({
    defaultHook: (result) => {
      if (result.success) return;
      // The validator hands over what was sent, too; its types do not say so.
      const sent: unknown = Reflect.get(result, "data");
      const errors = result.error.issues.flatMap((issue) => faultsOf(issue, sent));
      const fields = errors.map(({ path, message }) => `${path || "the request"} ${message}`);
      throw new Refusal("request.invalid", `${fields.join("; ")}.`, { errors });
    },
  });
}

/** A route without query parameters: any that is sent is refused by its name. */
export const noQuery = z.strictObject({});

function faultsOf(issue: z.core.$ZodIssue, sent: unknown): { path: string; message: string }[] {
  const path = issue.path.map(String);
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      path: [...path, key].join("."),
      message: "is not a field of this request",
    }));
  }
  const message = isSent(issue, sent) ? describeIssue(issue) : "is missing";
  return [{ path: path.join("."), message }];
}

/** A rule over several fields has words of its own, whatever stands at the place it names. */
function isSent({ code, path }: z.core.$ZodIssue, sent: unknown): boolean {
  const value = path.reduce<unknown>((inner, step) => Object(inner)[step], sent);
  return code === "custom" || value !== undefined;
}

/** The `responses` of a route for these code words, grouped by their status, with examples. */
export function problemResponses(...codes: readonly ProblemCode[]) {
  const all: readonly ProblemCode[] = [...codes, "gateway.unexpected"];
  const statuses = [...new Set(all.map((code) => PROBLEMS[code].status))];
  return Object.fromEntries(
    statuses.map((status) => [status, describeStatus(all, status)] as const),
  );
}

function describeStatus(all: readonly ProblemCode[], status: number) {
  const codes = all.filter((code) => PROBLEMS[code].status === status);
  const examples = Object.fromEntries(codes.map((code) => [code, { value: exampleOf(code) }]));
  return {
    description: codes.map((code) => `\`${code}\`: ${PROBLEMS[code].title}.`).join(" "),
    content: { "application/problem+json": { schema: problemDocument, examples } },
  };
}

function exampleOf(code: ProblemCode): ProblemDocument {
  const { title, status, remedy } = PROBLEMS[code];
  return { type: `/api/v1/reference#${code}`, title, status, detail: `${title}.`, code, remedy };
}

/** What every route that takes a change may be refused with. */
export const CHANGE_PROBLEMS = [
  ...(["request.invalid", "request.malformed-json", "request.not-json"] as const),
  ...(["request.too-large", "request.foreign-origin"] as const),
  ...(["projection.rebuilding", "ledger.unavailable"] as const),
] as const;

/** The `body` of a request that must be JSON of this schema, with an example of it. */
export function jsonBody<Schema extends z.ZodType>(schema: Schema, example: z.input<Schema>) {
  return { required: true, content: { "application/json": { schema, example } } };
}

/** The schema of one page of `item`. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item),
    nextCursor: z.string().optional().describe("For the next page; absent on the last one"),
  });
}

/** The `responses` of a list that is paged: a page of `item`, or why there is none. */
export function pageResponses<Item extends z.ZodType>(item: Item) {
  return {
    200: {
      description: "One page",
      content: { "application/json": { schema: pageOf(item) } },
    },
    ...problemResponses("request.invalid", "cursor.invalid", "projection.rebuilding"),
  };
}

/** The query parameters of every list that is paged. */
export const pageQuery = {
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(200)
    .default(50)
    .describe("How many items to answer at most"),
  cursor: z.string().max(200).optional().describe("The `nextCursor` of the page before"),
};
