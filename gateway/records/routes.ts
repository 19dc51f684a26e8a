/** What the routes of all records have in common: router, query checks, pages, documented faults. */
import { createHash } from "node:crypto";
import { OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { Refusal } from "../ledger/contract.ts";
import { PROBLEMS, type ProblemCode, problemDocument } from "../platform/problems.ts";

/** A router whose every check that fails throws Refusal `request.invalid` naming each field. */
export function createRouter(): OpenAPIHono {
  return new OpenAPIHono({
    defaultHook: (result) => {
      if (result.success) return;
      const errors = result.error.issues.flatMap(describeIssue);
      const fields = errors.map(({ path, message }) => `${path || "the request"}: ${message}`);
      throw new Refusal("request.invalid", fields.join("; "), { errors });
    },
  });
}

/** A route without query parameters: any that is sent is refused by its name. */
export const noQuery = z.strictObject({});

function describeIssue(issue: z.core.$ZodIssue): { path: string; message: string }[] {
  const path = issue.path.map(String);
  if (issue.code !== "unrecognized_keys") {
    return [{ path: path.join("."), message: issue.message }];
  }
  return issue.keys.map((key) => ({
    path: [...path, key].join("."),
    message: "There is no field of this name",
  }));
}

/** The `responses` of a route for these code words, grouped by their status. */
export function problemResponses(...codes: readonly ProblemCode[]) {
  const responses: Record<number, ProblemResponse> = {};
  for (const code of [...codes, "gateway.unexpected"] as const) {
    const { status, title } = PROBLEMS[code];
    const line = `\`${code}\`: ${title}.`;
    const before = responses[status];
    const description = before === undefined ? line : `${before.description} ${line}`;
    responses[status] = { description, content: problemContent };
  }
  return responses;
}

const problemContent = { "application/problem+json": { schema: problemDocument } };
interface ProblemResponse {
  readonly description: string;
  readonly content: typeof problemContent;
}

/** The schema of one page of `item`. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item),
    nextCursor: z.string().optional().describe("For the next page; absent on the last one"),
  });
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

/** An instant with its zone, as microseconds since the epoch. */
export const instantParameter = z.iso
  .datetime({ offset: true, error: "ISO 8601 with a zone, such as 2026-11-23T06:30:00Z" })
  .transform(microseconds);

/** Whole microseconds; Date alone would round to milliseconds. */
function microseconds(text: string): number {
  const fraction = /\.(\d+)/.exec(text)?.[1] ?? "";
  const whole = Date.parse(text.replace(/\.\d+/, ""));
  return whole * 1000 + Number(fraction.padEnd(6, "0").slice(0, 6));
}

/**
 * A position in a list as clients carry it. It holds a mark of the list and its filters, so that
 * it can not be used, by mistake, to continue another one.
 */
export function encodeCursor(list: object, position: number): string {
  return Buffer.from(`${markOf(list)}.${position.toString(36)}`).toString("base64url");
}

/** The position in `text`; throws Refusal `cursor.invalid` for anything this list did not give. */
export function decodeCursor(list: object, text: string): number {
  const [, digits = ""] = Buffer.from(text, "base64url").toString("latin1").split(".");
  const position = Number.parseInt(digits, 36);
  if (Number.isSafeInteger(position) && encodeCursor(list, position) === text) return position;
  throw new Refusal("cursor.invalid", "The cursor does not belong to this list and these filters.");
}

function markOf(list: object): string {
  return createHash("sha256").update(JSON.stringify(list)).digest("base64url").slice(0, 8);
}
