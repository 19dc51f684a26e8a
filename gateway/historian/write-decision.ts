/** What an answer of the database means for the lines that were sent. Pure. */
import type { Pause } from "../delivery/feed.ts";

/** What to do, by code. */
export const HISTORIAN_REMEDIES = {
  "influxdb.unreachable":
    "Check `influxdb.url` and that the database runs; the historian tries again by itself.",
  "influxdb.busy": "The database asks to wait; look at its load if this stays.",
  "influxdb.not-authorized":
    "Check the token in `influxdb.tokenFile` and that it may write to the bucket.",
  "influxdb.not-found": "Create the bucket, or correct `influxdb.bucket`, `org` and `api`.",
  "influxdb.not-a-database":
    "Something answers at `influxdb.url` that is no InfluxDB (a proxy or login page?): correct the address.",
  "influxdb.refuses-all":
    "The database refuses every line, even a plain one: see the reason; check `influxdb.api`, bucket, retention and disk.",
  "feed.unreadable":
    "The gateway speaks another version of the feed than this historian: update both to the same version.",
} as const satisfies Readonly<Record<string, string>>;

export type HistorianCode = keyof typeof HISTORIAN_REMEDIES;

/** A pause with its remedy. */
export function pauseOf(code: HistorianCode, message: string): Pause {
  return { code, message, remedy: HISTORIAN_REMEDIES[code] };
}

export type WriteDecision =
  /** Every line is stored. */
  | { readonly kind: "accepted" }
  /** At least one line is bad: find it. `suspects` are indices the database named, ascending. */
  | { readonly kind: "refused"; readonly reason: string; readonly suspects?: readonly number[] }
  | { readonly kind: "too-large"; readonly reason: string }
  /** Time cures it. */
  | { readonly kind: "busy"; readonly pause: Pause; readonly retryAfterMs?: number }
  /** A person cures it. */
  | { readonly kind: "blocked"; readonly pause: Pause };

export interface WriteAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly retryAfter: string | undefined;
  readonly body: string;
}

/** The status code alone is not enough: a login page says 200, a partial write may say 201. */
export function decideOnAnswer(answer: WriteAnswer, nowMs: number): WriteDecision {
  const { status } = answer;
  const said = `${status} ${reasonIn(answer)}`.trim();
  // No content, so no page either, whatever type a proxy names for it.
  if (status === 204) return { kind: "accepted" };
  if (isPage(answer)) return blocked("influxdb.not-a-database", `answered a page: ${said}`);
  // InfluxDB 3 says 201 and lists the lines it did not take.
  if (status === 201)
    return hasError(answer) ? { kind: "refused", reason: said } : { kind: "accepted" };
  if (status === 200 && answer.body.trim() === "") return { kind: "accepted" };
  if (status < 400) return blocked("influxdb.not-a-database", `answered ${said}`);
  if (status === 400 || status === 422) return { kind: "refused", reason: said };
  if (status === 413) return { kind: "too-large", reason: said };
  if (status === 401 || status === 403) return blocked("influxdb.not-authorized", said);
  if (status === 408 || status === 429 || status >= 500) {
    const retryAfterMs = parseRetryAfter(answer.retryAfter, nowMs);
    const pause = pauseOf("influxdb.busy", `answered ${said}`);
    return { kind: "busy", pause, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  }
  return blocked("influxdb.not-found", said);
}

/** No answer: refused connection, reset, timeout. Whether the lines are stored is not known. */
export function decideOnFailure(error: unknown): WriteDecision {
  const message = error instanceof Error ? error.message : String(error);
  return { kind: "busy", pause: pauseOf("influxdb.unreachable", message || "no connection") };
}

/** `Retry-After` is in SECONDS, or a date. Undefined where it is neither. */
export function parseRetryAfter(header: string | undefined, nowMs: number): number | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1_000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs);
}

const DELAY_MIN_MS = 500;
const BUSY_DELAY_MAX_MS = 60_000;
const BLOCKED_DELAY_MIN_MS = 5_000;
const RETRY_AFTER_MAX_MS = 3_600_000;

/** How long to wait before try number `failures` + 1: doubles, jitter 50 to 100 %. */
export function retryDelayMs(
  decision: Extract<WriteDecision, { kind: "busy" | "blocked" }>,
  failures: number,
  random: number,
): number {
  const min = decision.kind === "busy" ? DELAY_MIN_MS : BLOCKED_DELAY_MIN_MS;
  const full = Math.min(BUSY_DELAY_MAX_MS, min * 2 ** Math.min(failures - 1, 20));
  const backoff = Math.round(full * (0.5 + random / 2));
  const asked = decision.kind === "busy" ? (decision.retryAfterMs ?? 0) : 0;
  return Math.max(backoff, Math.min(asked, RETRY_AFTER_MAX_MS));
}

function blocked(code: HistorianCode, message: string): WriteDecision {
  return { kind: "blocked", pause: pauseOf(code, message) };
}

function isPage({ contentType, body }: WriteAnswer): boolean {
  return contentType.toLowerCase().includes("html") || /^\s*<(?:!doctype|html)/i.test(body);
}

function hasError({ body }: WriteAnswer): boolean {
  return /"(?:error|errors|message|code)"\s*:/.test(body);
}

const REASON_LENGTH_MAX = 500;

/** The database's own words, shortened. */
function reasonIn({ body }: WriteAnswer): string {
  return body.trim().slice(0, REASON_LENGTH_MAX);
}
