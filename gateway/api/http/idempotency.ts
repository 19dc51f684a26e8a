/**
 * `Idempotency-Key` on POST (draft-ietf-httpapi-idempotency-key-header): a request that is sent
 * again with its key is answered as it was the first time, and done once (CR-09).
 *
 *   key of this caller ─► new: noted on disk, done, its answer kept ─► answer
 *                     ├─► same request: the kept answer, `Idempotency-Replayed: true`
 *                     └─► other request, or one whose end nobody knows: refused
 */
import { createHash } from "node:crypto";
import type { Context, MiddlewareHandler } from "hono";
import { Refusal } from "../../ledger/contract.ts";
import { findPrincipal } from "../../records/access.ts";
import type { AnswerStore, KeptAnswer } from "./answer-store.ts";
import { limitBody } from "./json-body.ts";

const KEY = /^"?([\x21\x23-\x7e]{1,255})"?$/;
/** What a client needs of an answer; never a cookie. */
const KEPT_HEADERS = ["content-type", "location", "etag"];
/** Of the moment and not of the request: sent again, it may be answered otherwise. */
const OF_THE_MOMENT: ReadonlySet<number> = new Set([401, 403, 408, 429, 503]);

/** Keeps the answers to requests with a key in `store`. Comes after who asks is known. */
export function keepAnswers(store: AnswerStore): MiddlewareHandler {
  return async (c, next) => {
    const written = c.req.header("idempotency-key");
    const caller = findPrincipal(c);
    if (c.req.method !== "POST" || written === undefined || caller === undefined) {
      return await next();
    }
    const [, key] = KEY.exec(written.trim()) ?? [];
    if (key === undefined) {
      const message = "`Idempotency-Key` must be 1 to 255 printable ASCII characters.";
      const errors = [{ path: "Idempotency-Key", message }];
      throw new Refusal("request.invalid", message, { errors });
    }
    const owned = `${caller.kind}:${caller.id}\n${key}`;
    // The body is part of what is compared, so it is read here, within its bound.
    return await limitBody(c, async () => {
      const kept = await answerOnce({ c, next, store, key: owned });
      if (kept !== undefined) c.res = kept;
    });
  };
}

interface Keyed {
  readonly c: Context;
  readonly next: () => Promise<void>;
  readonly store: AnswerStore;
  readonly key: string;
}

async function answerOnce({ c, next, store, key }: Keyed): Promise<Response | undefined> {
  const found = await store.begin(key, await printOf(c));
  if (found.kind === "kept") return replay(c, found.answer);
  if (found.kind !== "fresh") throw refusalOf(found.kind);
  await next();
  const { status } = c.res;
  if (OF_THE_MOMENT.has(status)) await store.forget(key);
  else if (status < 500) await store.keep(key, await keptOf(c.res));
  // A fault of our own may have come after the change was stored: its end stays unknown.
  else store.giveUp(key);
  return undefined;
}

/** What makes two requests the same: method, address, condition and body. */
async function printOf(c: Context): Promise<string> {
  const { pathname, search } = new URL(c.req.url);
  const condition = c.req.header("if-match") ?? c.req.header("if-none-match") ?? "";
  const hash = createHash("sha256");
  hash.update(JSON.stringify([c.req.method, pathname, search, condition]));
  hash.update(new Uint8Array(await c.req.arrayBuffer()));
  return hash.digest("hex");
}

async function keptOf(response: Response): Promise<KeptAnswer> {
  const headers = KEPT_HEADERS.flatMap((name): [string, string][] => {
    const value = response.headers.get(name);
    return value === null ? [] : [[name, value]];
  });
  return { status: response.status, headers, body: await response.clone().text() };
}

function replay(c: Context, { status, headers, body }: KeptAnswer): Response {
  const all = { ...Object.fromEntries(headers), "Idempotency-Replayed": "true" };
  const isEmpty = status === 204 || status === 304;
  return c.newResponse(isEmpty ? null : body, status as 200, all);
}

function refusalOf(kind: "different" | "under-way" | "end-unknown" | "full"): Refusal {
  if (kind === "different") {
    const message = "The key stands for a request with another address or body.";
    return new Refusal("idempotency.different-request", message);
  }
  if (kind === "under-way") {
    return new Refusal("idempotency.under-way", "It has not been answered yet.");
  }
  if (kind === "full") {
    return new Refusal("idempotency.store-full", "The store of answers is full.");
  }
  const message = "Whether it was done is not known by its key.";
  return new Refusal("idempotency.end-unknown", message);
}
