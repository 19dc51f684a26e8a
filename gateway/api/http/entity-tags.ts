/**
 * What a client has seen of a record, and what a change is conditioned on (RFC 9110, 13).
 *
 *   GET …/{id}                    ─► ETag: "7-a1b2…"   version of the record, digest of the answer
 *   GET   If-None-Match: "7-a1…"  ─► 304 where the answer would be the same
 *   PUT   If-Match: "7-a1b2…"     ─► the writer refuses any other version than 7 (412)
 *   PUT   If-None-Match: *        ─► the writer refuses where there is one already (412)
 */
import { createHash } from "node:crypto";
import type { Context, MiddlewareHandler } from "hono";
import { matchedRoutes } from "hono/route";
import { Refusal } from "../../ledger/contract.ts";

const TAG = /^"(?:(\d{1,15})-)?[0-9a-f]{16}"$/;

/** Tags the answers that are one record, and answers 304 where the client has the same. */
export const tagRecords: MiddlewareHandler = async (c, next) => {
  await next();
  if (c.req.method !== "GET" || c.res.status !== 200 || !isOneRecord(c)) return;
  const body = await c.res.clone().text();
  const tag = tagOf(body);
  if (!asksForOther(c.req.header("if-none-match"), tag)) {
    c.res = new Response(null, { status: 304, headers: c.res.headers });
    c.res.headers.delete("content-type");
  }
  c.res.headers.set("ETag", tag);
};

/**
 * The version that a change is conditioned on: what was seen, 0 for "there is none yet", undefined
 * without a condition. Throws Refusal `precondition.not-understood` for a condition it can not
 * keep: a change that a client made conditional is never made without.
 */
export function expectedVersionOf(c: Context): number | undefined {
  const [match, none] = [c.req.header("if-match"), c.req.header("if-none-match")];
  if (none !== undefined) {
    if (none.trim() === "*" && match === undefined) return 0;
    throw refused("A change takes `If-None-Match: *` alone, which is: only if there is none yet.");
  }
  if (match === undefined) return undefined;
  const [, version] = TAG.exec(match.trim()) ?? [];
  if (version !== undefined) return Number(version);
  throw refused(`\`If-Match: ${match}\` is not the ETag of one version of a record.`);
}

function refused(message: string): Refusal {
  return new Refusal("precondition.not-understood", message);
}

/** The address ends in an id, and the answer is JSON. */
function isOneRecord(c: Context): boolean {
  const path = matchedRoutes(c).findLast((route) => !route.path.includes("*"))?.path ?? "";
  const isJson = c.res.headers.get("content-type")?.startsWith("application/json") === true;
  return isJson && /\/:[^/]+$/.test(path);
}

function tagOf(body: string): string {
  const digest = createHash("sha256").update(body).digest("hex").slice(0, 16);
  const record = Object(JSON.parse(body));
  // Of controlled data `version` is what people call it; changes are told the record's own.
  const version: unknown = Reflect.get(record, "recordVersion") ?? Reflect.get(record, "version");
  return Number.isSafeInteger(version) ? `"${version}-${digest}"` : `"${digest}"`;
}

/** Weak comparison, as `If-None-Match` asks for. */
function asksForOther(none: string | undefined, tag: string): boolean {
  const known = (none ?? "").split(",").map((each) => each.trim().replace(/^W\//, ""));
  return !known.includes(tag);
}
