/**
 * Keeps one connection to the broker after another. A connection is single-use; when and whether
 * to try again is the pure `nextSessionState`, the only timer is the `wait` that is passed in.
 */
import type { Clock, Log } from "../../drivers/contract.ts";
import { DeliveryError, type Fault, faultOf } from "./delivery-error.ts";
import type { MqttLink } from "./mqtt-link.ts";

export type SessionState =
  | { readonly kind: "connecting"; readonly failures: number; readonly fault?: Fault }
  | { readonly kind: "connected"; readonly failures: number; readonly sinceUs: number }
  | {
      readonly kind: "waiting";
      readonly failures: number;
      readonly delayMs: number;
      readonly fault: Fault;
    };

export type SessionInput =
  | { readonly kind: "opened"; readonly nowUs: number }
  /** `aliveMs`: how long it was connected, 0 where it never was. `random`: 0 ≤ random < 1. */
  | {
      readonly kind: "failed";
      readonly error: DeliveryError;
      readonly nowUs: number;
      readonly aliveMs: number;
      readonly random: number;
    }
  | { readonly kind: "retry" };

const DELAY_MIN_MS = 250;
const DELAY_MAX_MS = 30_000;
/** Wrong credentials are not cured by trying fast, and brokers ban those who do. */
const REFUSED_DELAY_MIN_MS = 15_000;
const REFUSED_DELAY_MAX_MS = 300_000;
/**
 * A link that lived shorter than this is flapping and does not reset the backoff. Twice the longest
 * delay: two programs with one client id throw each other out at each other's retry.
 */
const STEADY_AFTER_MS = 2 * DELAY_MAX_MS;
/** Lost this often, each time soon after it was open: no accident any more. */
const FLAPPING_AFTER = 4;

const SLOW_CODES: ReadonlySet<string> = new Set([
  "broker.not-authorized",
  "broker.client-id-taken",
  "client.certificate-refused",
  "client.certificate-expired",
  "client.certificate-early",
  "client.certificate-unreadable",
]);

/** Before the first attempt. */
export const FIRST_STATE: SessionState = { kind: "connecting", failures: 0 };

/** Pure: what the session does after `input`. Delays double, with jitter of 50 to 100 %. */
export function nextSessionState(state: SessionState, input: SessionInput): SessionState {
  switch (input.kind) {
    case "opened":
      return { kind: "connected", failures: state.failures, sinceUs: input.nowUs };
    case "retry":
      return {
        kind: "connecting",
        failures: state.failures,
        ...(state.kind === "waiting" ? { fault: state.fault } : {}),
      };
    case "failed": {
      const failures = input.aliveMs >= STEADY_AFTER_MS ? 1 : state.failures + 1;
      const previous = state.kind === "connected" ? undefined : state.fault;
      const error = failures >= FLAPPING_AFTER ? orFlapping(input) : input.error;
      return {
        kind: "waiting",
        failures,
        delayMs: retryDelayMs(failures, SLOW_CODES.has(error.code), input.random),
        fault: faultOf(error, input.nowUs, previous),
      };
    }
  }
}

function orFlapping({ error, aliveMs }: Extract<SessionInput, { kind: "failed" }>): DeliveryError {
  if (error.code !== "broker.link-lost" || aliveMs === 0) return error;
  const message = `${error.message}; it opens each time and is lost soon after`;
  return new DeliveryError("broker.flapping", message, { cause: error });
}

function retryDelayMs(failures: number, slow: boolean, random: number): number {
  const [min, max] = slow
    ? [REFUSED_DELAY_MIN_MS, REFUSED_DELAY_MAX_MS]
    : [DELAY_MIN_MS, DELAY_MAX_MS];
  const full = Math.min(max, min * 2 ** Math.min(failures - 1, 20));
  return Math.round(full * (0.5 + random / 2));
}

/** Resolves after `ms`, or at once when `signal` aborts; never rejects. */
export type Wait = (ms: number, signal: AbortSignal) => Promise<void>;

export interface BrokerSessionOptions {
  /** Opens one connection; throws DeliveryError. */
  readonly connect: (signal: AbortSignal) => Promise<MqttLink>;
  /** Works with the connection; must end soon after `link.closed` or the abort of `signal`. */
  readonly use: (link: MqttLink, signal: AbortSignal) => Promise<void>;
  readonly onState: (state: SessionState) => void;
  readonly clock: Clock;
  readonly wait: Wait;
  readonly random: () => number;
  readonly log: Log;
}

/** Runs until `signal` aborts. Rejects on what is no DeliveryError: that is a fault of ours. */
export async function runBrokerSession(
  options: BrokerSessionOptions,
  signal: AbortSignal,
): Promise<void> {
  let state = FIRST_STATE;
  const step = (input: SessionInput) => {
    state = nextSessionState(state, input);
    options.onState(state);
  };
  options.onState(state);
  while (!signal.aborted) {
    const outcome = await oneConnection(options, signal, step);
    if (outcome === undefined || signal.aborted) return;
    const nowUs = options.clock.now().utcUs;
    step({ kind: "failed", ...outcome, nowUs, random: options.random() });
    if (state.kind !== "waiting") continue;
    const { delayMs, fault } = state;
    options.log.warn({ code: fault.code, delayMs, failures: state.failures }, fault.message);
    await options.wait(delayMs, signal);
    step({ kind: "retry" });
  }
}

/** Why the connection ended; undefined where we ended it. */
async function oneConnection(
  options: BrokerSessionOptions,
  signal: AbortSignal,
  step: (input: SessionInput) => void,
): Promise<{ error: DeliveryError; aliveMs: number } | undefined> {
  let openedAtNs: bigint | undefined;
  try {
    await using link = await options.connect(signal);
    const opened = options.clock.now();
    openedAtNs = opened.monoNs;
    step({ kind: "opened", nowUs: opened.utcUs });
    await options.use(link, signal);
    if (signal.aborted) return undefined;
    return { error: await link.closed, aliveMs: aliveMs(options.clock, openedAtNs) };
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
    return { error, aliveMs: aliveMs(options.clock, openedAtNs) };
  }
}

function aliveMs(clock: Clock, openedAtNs: bigint | undefined): number {
  return openedAtNs === undefined ? 0 : Number((clock.now().monoNs - openedAtNs) / 1_000_000n);
}
