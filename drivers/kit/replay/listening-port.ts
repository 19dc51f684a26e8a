/** A port from which a recorded rig talks: nothing is sent, and time is the recording's own. */
import {
  type ByteLink,
  type Chunk,
  type Clock,
  DriverError,
  type Instant,
  type Port,
  type PortSettings,
} from "../../contract.ts";
import { BusSharing } from "../bus-sharing.ts";
import type { RecordedConnection } from "./recording.ts";

/** A clock that stands where the recording is. */
export class RecordedClock implements Clock {
  readonly #startedAtUs: number;
  #atMs = 0;

  constructor(startedAtUs: number) {
    this.#startedAtUs = startedAtUs;
  }

  /** Milliseconds since the start of the recording. */
  goTo(atMs: number): Instant {
    this.#atMs = atMs;
    return this.now();
  }

  now(): Instant {
    const us = Math.round(this.#atMs * 1_000);
    return { utcUs: this.#startedAtUs + us, monoNs: BigInt(us) * 1_000n };
  }
}

export interface ListeningPortParts {
  readonly name: string;
  readonly settings: PortSettings;
  readonly connections: readonly RecordedConnection[];
  readonly clock: RecordedClock;
  /** Waits as long as the rig did; resolves at once where nobody wants to wait. */
  readonly wait: (ms: number) => Promise<void>;
}

/** Gives one recorded connection after the other; throws `port.failed` after the last. */
export class ListeningPort implements Port {
  readonly name: string;
  readonly settings: PortSettings;
  readonly #parts: ListeningPortParts;
  readonly #sharing = new BusSharing(() => this.openLink());
  #opened = 0;

  constructor(parts: ListeningPortParts) {
    this.#parts = parts;
    this.name = parts.name;
    this.settings = parts.settings;
  }

  /** Connections that nobody has opened yet. */
  get left(): number {
    return this.#parts.connections.length - this.#opened;
  }

  async openLink(): Promise<ByteLink> {
    const connection = this.#parts.connections[this.#opened];
    if (connection === undefined) {
      throw new DriverError("port.failed", `${this.name}: the recording has ended`);
    }
    this.#opened += 1;
    this.#parts.clock.goTo(connection.openedAtMs);
    return listeningLink(connection, this.#parts);
  }

  share: Port["share"] = (create, signal) => this.#sharing.lease(create, signal);
}

function listeningLink(
  { openedAtMs, heard, closedAtMs }: RecordedConnection,
  { name, clock, wait }: ListeningPortParts,
): ByteLink {
  const description = `recording of port ${name}`;
  async function* chunks(signal: AbortSignal): AsyncIterable<Chunk> {
    let atMs = openedAtMs;
    for (const chunk of heard) {
      await wait(chunk.atMs - atMs);
      if (signal.aborted) return;
      atMs = chunk.atMs;
      yield { bytes: chunk.bytes, receivedAt: clock.goTo(atMs) };
    }
    if (closedAtMs === undefined) return;
    clock.goTo(closedAtMs);
    throw new DriverError("wire.lost", `${description}: closed here`);
  }
  return {
    description,
    chunks,
    // Whatever a driver that only listened now sends, this rig does not answer.
    write: async () => undefined,
    [Symbol.asyncDispose]: async () => undefined,
  };
}
