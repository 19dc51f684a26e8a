/** Talks to instruments: each exchange within its time, each one in the run's trace. */
import { setTimeout as delay } from "node:timers/promises";
import {
  type Clock,
  DriverError,
  type RigCommand,
  type RigReply,
} from "../../../drivers/contract.ts";
import { storedValue } from "../../domain/run.ts";
import type { LiveRig } from "../live-rig.ts";

/** A line of the trace; the time is added when it is kept. */
export type NoteLine = Readonly<Record<string, unknown>>;

export interface ExchangeParts {
  /** By role. */
  readonly instruments: ReadonlyMap<string, LiveRig>;
  readonly clock: Clock;
  readonly note: (line: NoteLine) => void;
}

export interface ExchangeInput {
  readonly on: string;
  readonly command: RigCommand;
  readonly timeoutMs: number;
  /** Its reason is thrown where it aborts. */
  readonly signal: AbortSignal;
  /** True for what is looked at again and again: only its faults are noted. */
  readonly quiet?: boolean;
}

/** After its deadline a driver may still tidy up; who ignores it is not waited for. */
const GRACE_MS = 250;

/**
 * One exchange. Throws DriverError, `request.timeout` after `timeoutMs` at the latest (and a little
 * grace), and the signal's reason where that aborts. Never tries twice.
 */
export async function exchange(parts: ExchangeParts, input: ExchangeInput): Promise<RigReply> {
  const { on, command, signal, quiet = false } = input;
  const instrument = parts.instruments.get(on);
  if (instrument === undefined) {
    throw new DriverError("request.invalid", `no instrument plays the role ${on}`);
  }
  signal.throwIfAborted();
  const sentAt = parts.clock.now();
  const line = { kind: "exchange", on, rig: instrument.name, command: plain(command) };
  const took = () => Number((parts.clock.now().monoNs - sentAt.monoNs) / 1_000n) / 1_000;
  try {
    const reply = await sendWithin(instrument, input);
    if (!quiet) parts.note({ ...line, reply: plain(reply), tookMs: took() });
    return reply;
  } catch (error) {
    const code = error instanceof DriverError ? error.code : "interrupted";
    parts.note({ ...line, failed: code, message: String(error), tookMs: took() });
    throw error;
  }
}

async function sendWithin(instrument: LiveRig, input: ExchangeInput): Promise<RigReply> {
  const { command, timeoutMs, signal } = input;
  if (instrument.lost.aborted) throw lostError(instrument);
  const deadline = AbortSignal.timeout(timeoutMs);
  const stop = AbortSignal.any([deadline, signal, instrument.lost]);
  const over = new AbortController();
  try {
    return await Promise.race([
      instrument.send(command, stop),
      graceAfter(stop, over.signal).then(() => Promise.reject(overdue(instrument, timeoutMs))),
    ]);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof DriverError) throw error;
    if (instrument.lost.aborted) throw lostError(instrument, error);
    if (deadline.aborted) throw overdue(instrument, timeoutMs, error);
    throw error;
  } finally {
    over.abort();
  }
}

function lostError({ name }: LiveRig, cause?: unknown): DriverError {
  return new DriverError("wire.lost", `instrument ${name} is not connected`, {
    ...{ retryable: true, cause },
  });
}

function overdue({ name }: LiveRig, timeoutMs: number, cause?: unknown): DriverError {
  const message = `instrument ${name} did not answer within ${timeoutMs} ms`;
  return new DriverError("request.timeout", message, { retryable: true, cause });
}

/** Resolves a little after `stop` aborts; never after `over` did. */
async function graceAfter(stop: AbortSignal, over: AbortSignal): Promise<void> {
  await aborted(stop);
  // An abort of `over` means that nobody waits for this any more.
  await delay(GRACE_MS, undefined, { signal: over }).catch(() => new Promise(() => undefined));
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

/** Waits; throws the signal's reason where that aborts before. */
export async function pause(durationMs: number, signal: AbortSignal): Promise<void> {
  try {
    await delay(durationMs, undefined, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}

/** As JSON can hold it without losing a digit. */
function plain(message: RigCommand | RigReply): NoteLine {
  if (message.kind === "write") return { ...message, ...storedValue(message.value) };
  if (message.kind === "reading") {
    const { channel, value, unit, quality } = message.reading;
    return { kind: "reading", channel, ...storedValue(value), unit, quality };
  }
  if (message.kind === "text") return { kind: "text", text: message.text };
  return { ...message };
}
