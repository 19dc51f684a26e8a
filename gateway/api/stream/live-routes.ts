/** `GET /events`: the live stream as server-sent events. */

import type { HttpBindings } from "@hono/node-server";
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { Clock } from "../../../drivers/contract.ts";
import { Refusal } from "../../ledger/contract.ts";
import { allow } from "../../records/access.ts";
import { createRouter, noQuery, problemResponses } from "../../records/routes.ts";
import { liveEvent } from "../../records/views.ts";
import { recheckOf } from "../http/recheck.ts";
import type { LiveHub } from "../live.ts";
import type { LiveMessage } from "./live-queue.ts";

export interface LiveRouteParts {
  readonly live: LiveHub;
  readonly clock: Clock;
  /** 2 s unless told. */
  readonly heartbeatMs?: number;
  /** How many pages may listen at once; 64 unless told. */
  readonly clientsMax?: number;
}

/** How soon a browser tries again after a lost stream. */
const RETRY_MS = 1_000;

const eventsRoute = createRoute({
  ...allow("everybody"),
  method: "get",
  path: "/events",
  tags: ["Live"],
  summary: "Listen to the gateway live",
  description:
    "Server-sent events; the name of each is its `kind`. The first is `snapshot`, everything later " +
    "a change to it. Every 2 s an event `heartbeat` with the gateway's time tells that the stream " +
    "lives. A client that reads too slowly is disconnected. Whoever comes back with the " +
    "`Last-Event-ID` it heard is told what it missed; where that is no longer known, or the " +
    "gateway was started anew, the stream begins with a `snapshot` again. It ends when the session " +
    "or token that it was asked with ends.",
  request: { query: noQuery },
  responses: {
    200: {
      description: "A stream without end",
      content: { "text/event-stream": { schema: liveEvent } },
    },
    ...problemResponses("request.invalid", "live.too-many-clients"),
  },
});

/** The route of the live stream. Each stream ends with its request or with the hub. */
export function liveRoutes(parts: LiveRouteParts): OpenAPIHono {
  const { live, clientsMax = 64 } = parts;
  return createRouter().openapi(eventsRoute, async (c) => {
    const headers = {
      "Content-Type": "text/event-stream; charset=utf-8",
      "Cache-Control": "no-cache, no-transform",
      // Tells the HTTP adapter not to wait for more before it sends.
      "Transfer-Encoding": "chunked",
      "X-Accel-Buffering": "no",
    };
    if (c.req.method === "HEAD") return c.body(null, 200, headers);
    if (live.clients >= clientsMax) {
      throw new Refusal("live.too-many-clients", `${live.clients} pages are listening already.`);
    }
    const { outgoing } = (c.env ?? {}) as Partial<HttpBindings>;
    const { signal } = c.req.raw;
    const stop = new AbortController();
    if (signal.aborted) stop.abort();
    signal.addEventListener("abort", () => stop.abort(), { once: true });
    const after = lastHeard(c.req.header("last-event-id"));
    const messages = live.subscribe(stop.signal, () => outgoing?.destroy(), after);
    const pending = messages.next();
    // Awaited here, so that a snapshot that can not be had answers a problem, not a torn stream.
    // Who resumes has perhaps missed nothing: there may be no first message for a long time.
    const resumes = after !== undefined && live.canResume(after);
    const first = resumes ? pending : Promise.resolve(await pending);
    const isKnown = recheckOf(c);
    return c.body(eventStream({ messages, first, stop, isKnown }, parts), 200, headers);
  }) as OpenAPIHono;
}

function lastHeard(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,16}$/.test(header) ? Number(header) : undefined;
}

interface Subscription {
  readonly messages: AsyncGenerator<LiveMessage, void, undefined>;
  readonly first: Promise<IteratorResult<LiveMessage, void>>;
  readonly stop: AbortController;
  /** False once who listens may hear no more. */
  readonly isKnown: () => boolean;
}

/** How long who may hear no more can keep a silent stream open; told is nothing from then on. */
const LOOK_MS = 1_000;

/** The frames as bytes, pulled one by one, so that a slow socket slows nobody but itself. */
function eventStream(
  { messages, first, stop, isKnown }: Subscription,
  { clock, heartbeatMs = 2_000 }: LiveRouteParts,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let next = first;
  const end = async () => {
    stop.abort();
    await messages.return();
  };
  return new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(encoder.encode(`retry: ${RETRY_MS}\n\n`));
    },
    async pull(controller) {
      const result = await nextWhile(isKnown, next, heartbeatMs);
      if (!isKnown()) {
        await end();
        controller.close();
      } else if (result === undefined) {
        const at = new Date(clock.now().utcUs / 1000).toISOString();
        // A comment for who reads the bytes, an event for EventSource, which hides comments.
        const frame = `: heartbeat\nevent: heartbeat\ndata: {"at":"${at}"}\n\n`;
        controller.enqueue(encoder.encode(frame));
      } else if (result.done) {
        controller.close();
      } else {
        controller.enqueue(encoder.encode(result.value.frame));
        next = messages.next();
      }
    },
    cancel: end,
  });
}

/** What `promise` gives; undefined after `waitMs`, or when `isKnown` has become false. */
async function nextWhile<Value>(
  isKnown: () => boolean,
  promise: Promise<Value>,
  waitMs: number,
): Promise<Value | undefined> {
  for (let leftMs = waitMs; leftMs > 0 && isKnown(); leftMs -= LOOK_MS) {
    const value = await within(promise, Math.min(LOOK_MS, leftMs));
    if (value !== undefined) return value;
  }
  return undefined;
}

/** What `promise` gives, or undefined where that takes longer than `waitMs`. */
async function within<Value>(promise: Promise<Value>, waitMs: number): Promise<Value | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const idle = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), waitMs);
  });
  try {
    return await Promise.race([promise, idle]);
  } finally {
    clearTimeout(timer);
  }
}

/** What these routes take and answer, for the typed client. */
export type LiveRoutes = typeof eventsRoute;
