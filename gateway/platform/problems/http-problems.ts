/** Code words of HTTP itself: how requests come, how often, and how they are repeated. */
import type { Problem } from "../problem.ts";

/** Those of arrival, rate, preconditions and repetition. */
export const HTTP_PROBLEMS = {
  "request.not-by-proxy": {
    status: 403,
    title: "This came unencrypted from another machine",
    remedy: "Use the address of the proxy, or set `api.tls` in rigline.yaml.",
  },
  "request.too-many": {
    status: 429,
    title: "Too many requests",
    remedy: "Wait as long as `Retry-After` says; `RateLimit` tells in each answer what is left.",
  },
  "idempotency.different-request": {
    status: 422,
    title: "This key was used with another request",
    remedy: "Give each request an `Idempotency-Key` of its own, such as a fresh UUID.",
  },
  "idempotency.under-way": {
    status: 409,
    title: "The first request with this key is under way",
    remedy: "Wait a second and repeat it with the same key: it answers what the first one did.",
  },
  "idempotency.end-unknown": {
    status: 409,
    title: "The gateway stopped while the first request with this key was under way",
    remedy: "Read the record: it shows whether the change was stored; if not, use a new key.",
  },
  "idempotency.store-full": {
    status: 503,
    title: "No more answers can be kept for repetition",
    remedy: "Send without `Idempotency-Key`, or wait: keys are forgotten after 24 hours.",
  },
  "precondition.not-understood": {
    status: 400,
    title: "The condition of the request can not be read",
    remedy: "Send `If-Match` with the `ETag` of the record as you read it, or `If-None-Match: *`.",
  },
} as const satisfies Record<string, Problem>;
