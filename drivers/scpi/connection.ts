/** The life of one SCPI connection: what is polled, what is asked, what was heard. */

import {
  type Clock,
  DriverError,
  type NoiseEvent,
  type ReadingEvent,
  type ReadingValue,
  type RigCommand,
  type RigConnection,
  type RigEvent,
  type RigReply,
} from "../contract.ts";
import { textOf } from "./answer.ts";
import { badReading, readingOf } from "./decode.ts";
import { throwErrors } from "./error-queue.ts";
import { isOneMessage, isQuery, type ScpiChannel, type ScpiOptions } from "./options.ts";
import type { ScpiClient, ScpiTurn } from "./scpi-client.ts";

export interface ScpiConnectionInput {
  readonly client: ScpiClient;
  readonly options: ScpiOptions;
  /** Of the rig, for messages. */
  readonly rig: string;
  readonly clock: Clock;
  /** Filled by the client, emptied here. */
  readonly noise: NoiseEvent[];
}

interface Poll {
  readonly channels: readonly ScpiChannel[];
  readonly everyMs: number;
  dueMs: number;
}

/** Polls and obeys until the wire fails. The caller disposes it. */
export class ScpiConnection implements RigConnection {
  readonly #input: ScpiConnectionInput;
  /** Ends the wait for the next poll. */
  #wake: (() => void) | undefined;
  #failure: { readonly error: unknown } | undefined;

  constructor(input: ScpiConnectionInput) {
    this.#input = input;
    void input.client.ended.then((error) => {
      this.#failure = { error };
      this.#wake?.();
    });
  }

  async *events(signal: AbortSignal): AsyncIterable<RigEvent> {
    const { noise } = this.#input;
    const polls = this.#polls();
    while (!signal.aborted && this.#failure === undefined) {
      const next = polls.reduce<Poll | undefined>(
        (best, poll) => (best && best.dueMs <= poll.dueMs ? best : poll),
        undefined,
      );
      await this.#untilDue(next?.dueMs ?? Number.POSITIVE_INFINITY, signal);
      yield* noise.splice(0);
      if (next === undefined || next.dueMs > this.#nowMs()) continue;
      // Missed turns are left out: catching up would only make the line later.
      next.dueMs = Math.max(next.dueMs + next.everyMs, this.#nowMs());
      const readings = await this.#look(next, signal);
      yield* noise.splice(0);
      yield* readings;
    }
    yield* noise.splice(0);
    if (!signal.aborted && this.#failure?.error !== undefined) throw this.#failure.error;
  }

  async send(command: RigCommand, signal: AbortSignal): Promise<RigReply> {
    const { client, options } = this.#input;
    switch (command.kind) {
      case "send":
        this.#refuseUnless(isOneMessage(command.text) && !isQuery(command.text), command.text);
        await client.turn("command", (turn) => this.#set(turn, command.text), signal);
        return { kind: "done" };
      case "query": {
        this.#refuseUnless(isOneMessage(command.text) && isQuery(command.text), command.text);
        const timeoutMs = command.timeoutMs ?? options.timeoutMs;
        const ask = (turn: ScpiTurn) => turn.query(command.text, timeoutMs);
        const reply = await client.turn("command", ask, signal);
        return { kind: "text", text: textOf(reply), takenAt: reply.takenAt };
      }
      case "read": {
        const channel = this.#channel(command.channel);
        const read = (turn: ScpiTurn) => this.#read(turn, channel);
        return { kind: "reading", reading: await client.turn("command", read, signal) };
      }
      case "write": {
        const channel = this.#channel(command.channel);
        const write = (turn: ScpiTurn) => this.#writeBack(turn, channel, command.value);
        return { kind: "reading", reading: await client.turn("command", write, signal) };
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#input.client[Symbol.asyncDispose]();
  }

  /** Channels of one question and one cadence share its answer. */
  #polls(): readonly Poll[] {
    const { channels, aliveEveryMs } = this.#input.options;
    const polled = channels.filter(({ everyMs }) => everyMs !== undefined);
    const groups = Map.groupBy(polled, ({ query, everyMs }) => `${everyMs} ${query}`);
    const dueMs = this.#nowMs();
    const polls = [...groups.values()].map((group): Poll => {
      return { channels: group, everyMs: group[0]?.everyMs ?? 0, dueMs };
    });
    if (aliveEveryMs > 0) {
      polls.push({ channels: [], everyMs: aliveEveryMs, dueMs: dueMs + aliveEveryMs });
    }
    return polls;
  }

  async #look({ channels, everyMs }: Poll, signal: AbortSignal): Promise<readonly ReadingEvent[]> {
    try {
      const [first] = channels;
      if (first === undefined) {
        await this.#proveAlive(everyMs, signal);
        return [];
      }
      const { client, options } = this.#input;
      const timeoutMs = first.timeoutMs ?? options.timeoutMs;
      const reply = await client.turn("poll", (turn) => turn.query(first.query, timeoutMs), signal);
      return channels.map((channel) => readingOf(channel, reply));
    } catch (error) {
      if (signal.aborted || this.#failure !== undefined) return [];
      const quality = qualityOf(error);
      if (quality === undefined) throw error;
      const takenAt = this.#input.clock.now();
      const cause = (error as DriverError).message;
      return channels.map((channel) => badReading(channel, { quality, cause, takenAt }));
    }
  }

  async #proveAlive(everyMs: number, signal: AbortSignal): Promise<void> {
    const { client } = this.#input;
    const quietMs = this.#nowMs() - Number(client.exchangedAt.monoNs) / 1e6;
    if (quietMs >= everyMs / 2) await client.prove(signal);
  }

  async #read(turn: ScpiTurn, channel: ScpiChannel): Promise<ReadingEvent> {
    const timeoutMs = channel.timeoutMs ?? this.#input.options.timeoutMs;
    return readingOf(channel, await turn.query(channel.query, timeoutMs));
  }

  async #set(turn: ScpiTurn, text: string): Promise<void> {
    await turn.write(text);
    const { checkErrors, errorQuery, timeoutMs } = this.#input.options;
    if (checkErrors) await throwErrors(turn, { text, errorQuery, timeoutMs, rig: this.#input.rig });
  }

  async #writeBack(
    turn: ScpiTurn,
    channel: ScpiChannel,
    value: ReadingValue,
  ): Promise<ReadingEvent> {
    const { name, set, tolerance } = channel;
    const where = `rig ${this.#input.rig}, channel ${name}`;
    if (set === undefined) {
      const message = `${where}: it has no \`set:\``;
      throw new DriverError("command.unsupported", message, { retryable: false });
    }
    const text = set.replace("{value}", () => printed(channel, value));
    this.#refuseUnless(isOneMessage(text) && !isQuery(text), text);
    await this.#set(turn, text);
    const reading = await this.#read(turn, channel);
    const isSame =
      typeof value === "number" && typeof reading.value === "number"
        ? Math.abs(reading.value - value) <= tolerance
        : reading.value === value;
    if (reading.quality === "good" && isSame) return reading;
    const message = `${where}: wrote ${value}, read back ${reading.raw ?? reading.value}`;
    throw new DriverError("command.not-confirmed", message);
  }

  #channel(name: string): ScpiChannel {
    const found = this.#input.options.channels.find((channel) => channel.name === name);
    if (found !== undefined) return found;
    const message = `rig ${this.#input.rig} has no channel "${name}"`;
    throw new DriverError("command.unsupported", message, { retryable: false });
  }

  #refuseUnless(isAllowed: boolean, text: string): void {
    if (isAllowed) return;
    const message = `rig ${this.#input.rig}: ${JSON.stringify(text)} is not one message of its kind: a query has a "?", a setting has none, neither has control characters`;
    throw new DriverError("request.invalid", message, { retryable: false });
  }

  #nowMs(): number {
    return Number(this.#input.clock.now().monoNs) / 1e6;
  }

  /** Returns early on abort and when the wire failed. */
  #untilDue(dueMs: number, signal: AbortSignal): Promise<void> {
    const waitMs = Math.min(Math.max(0, dueMs - this.#nowMs()), NOISE_TOLD_MS);
    return new Promise((resolve) => {
      const finish = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", finish);
        resolve();
      };
      const timer = setTimeout(finish, waitMs);
      signal.addEventListener("abort", finish, { once: true });
      this.#wake = finish;
      if (signal.aborted || this.#failure !== undefined) finish();
    });
  }
}

/** Noise waits at most so long to be told. */
const NOISE_TOLD_MS = 250;

function qualityOf(error: unknown): "timeout" | "decode" | undefined {
  if (!(error instanceof DriverError)) return undefined;
  if (error.code === "request.timeout") return "timeout";
  return error.code === "request.corrupt" ? "decode" : undefined;
}

/** The inverse of how it is read. */
function printed({ scale, offset }: ScpiChannel, value: ReadingValue): string {
  if (typeof value === "boolean") return value ? "ON" : "OFF";
  if (typeof value !== "number" || (scale === 1 && offset === 0)) return String(value);
  return String(Number(((value - offset) / scale).toPrecision(15)));
}
