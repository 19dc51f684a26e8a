/**
 * The live stream from the gateway. `fetch` instead of EventSource, because only so is every
 * byte a sign of life, the wait before a new try ours, and a half-dead connection given up.
 *
 *   connecting ─► live ─► (line lost, or nothing heard for SILENT_MS) reconnecting ─► live …
 */
import type { LiveEvent } from "../app/contract.ts";
import { decodeSse, type SseRest } from "./sse-parser.ts";

/** How the page hears the gateway just now. */
export type LinkStatus = "connecting" | "live" | "reconnecting";

export interface ConnectionListener {
  readonly onEvent: (event: LiveEvent) => void;
  /** Called on every sign of life too; `heardAt` is the browser's clock, milliseconds. */
  readonly onStatus: (status: LinkStatus, heardAt: number | undefined) => void;
}

/** Four heartbeats of 2 s and a bit: a line that was cut says nothing by itself. */
const SILENT_MS = 9_000;
/** An event of its own; it only shows that the gateway is there. */
const HEARTBEAT = "heartbeat";
const RETRY_FIRST_MS = 500;
const RETRY_MAX_MS = 5_000;

/** Listens until `signal` aborts, reconnecting by itself; resolves after the abort. */
export async function listen(listener: ConnectionListener, signal: AbortSignal): Promise<void> {
  let heardAt: number | undefined;
  let retryMs = RETRY_FIRST_MS;
  const place: Place = {};
  listener.onStatus("connecting", heardAt);
  while (!signal.aborted) {
    const onLife = (at: number) => {
      heardAt = at;
      listener.onStatus("live", at);
    };
    const heard = await listenOnce({ listener, place, onLife }, signal);
    if (signal.aborted) return;
    retryMs = heard ? RETRY_FIRST_MS : Math.min(retryMs * 2, RETRY_MAX_MS);
    listener.onStatus("reconnecting", heardAt);
    await pause(retryMs, signal);
  }
}

/** Where in the stream the page is: the gateway tells what it missed from there on. */
interface Place {
  lastId?: string;
}

interface Listening {
  readonly listener: ConnectionListener;
  readonly place: Place;
  readonly onLife: (at: number) => void;
}

/** One connection to its end. True where anything was heard on it. */
async function listenOnce(listening: Listening, signal: AbortSignal): Promise<boolean> {
  const own = new AbortController();
  const stop = () => own.abort();
  signal.addEventListener("abort", stop);
  let heard = false;
  let watchdog = setTimeout(stop, SILENT_MS);
  const alive = () => {
    heard = true;
    clearTimeout(watchdog);
    watchdog = setTimeout(stop, SILENT_MS);
    listening.onLife(Date.now());
  };
  try {
    await readStream(listening, own.signal, alive);
  } catch (error) {
    if (!isLostLine(error)) throw error;
  } finally {
    clearTimeout(watchdog);
    signal.removeEventListener("abort", stop);
    own.abort();
  }
  return heard;
}

/** What `fetch` and a body reader throw when the line breaks or is given up. */
function isLostLine(error: unknown): boolean {
  return (
    error instanceof TypeError || (error instanceof DOMException && error.name === "AbortError")
  );
}

async function readStream(
  { listener, place }: Listening,
  signal: AbortSignal,
  alive: () => void,
): Promise<void> {
  const { lastId } = place;
  const from = lastId === undefined ? {} : { "last-event-id": lastId };
  const headers = { accept: "text/event-stream", ...from };
  const response = await fetch("/api/v1/events", { headers, signal, cache: "no-store" });
  if (!response.ok || response.body === null) return;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest: SseRest = { text: "" };
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const decoded = decodeSse(rest, value);
    rest = decoded.rest;
    alive();
    for (const frame of decoded.frames) {
      if (frame.kind === "message" && frame.event !== HEARTBEAT) {
        listener.onEvent(JSON.parse(frame.data) as LiveEvent);
        if (frame.id !== undefined) place.lastId = frame.id;
      }
    }
  }
}

function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, delayMs);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
