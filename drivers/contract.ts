/**
 * The contract between a driver and the station that listens to it.
 *
 *   bytes ─► link (serial or socket) ─► framer ─► driver ─► RigEvent ─► rig session
 *
 * A driver says what it heard and nothing more: it never judges, stores or retries for ever.
 * A connection is single-use. When the wire fails, `events()` throws one DriverError and the
 * caller makes a new connection, so no half-frame can survive an unplugged cable.
 */
import type { z } from "zod";

/** A point in time: `utcUs` microseconds since the epoch, `monoNs` monotonic nanoseconds. */
export interface Instant {
  readonly utcUs: number;
  readonly monoNs: bigint;
}

/** How far a value may be trusted, with the cause. Only `good` can contribute to a pass. */
export type Quality =
  | "good"
  | "stale"
  | "timeout"
  | "crc"
  | "exception"
  | "decode"
  | "out-of-range"
  | "disconnected";

/** Why bytes were not a reading. Counted and shown, never dropped in silence. */
export type NoiseReason =
  | "unparsable"
  | "too-long"
  | "partial-frame"
  | "crc"
  | "late-reply"
  | "unexpected-reply"
  | "echo"
  | "bad-header";

export type ReadingValue = number | bigint | string | boolean;

export type ReportedVerdict = "pass" | "fail" | "error" | "aborted";

/** One value of one channel at one instant. With `step` it is a measurement of the open run. */
export interface ReadingEvent {
  readonly kind: "reading";
  readonly channel: string;
  readonly value: ReadingValue;
  /** UCUM code as the rig states it; empty for none. */
  readonly unit: string;
  readonly quality: Quality;
  readonly takenAt: Instant;
  readonly slot?: string;
  /** The rig's own name of the run, where it has one. */
  readonly runKey?: string;
  /** Present when the rig says this value is a test result: the rig's name of the step. */
  readonly step?: string;
  /** In-run attempt of that step, from 1. */
  readonly attempt?: number;
  /** The rig's own verdict on this step, where it gives one. */
  readonly reported?: "pass" | "fail";
  /** The frame as it came, for the black box. */
  readonly raw?: string;
}

export interface RunStartedEvent {
  readonly kind: "run-started";
  readonly serialNumber?: string;
  readonly partNumber?: string;
  readonly slot?: string;
  readonly runKey?: string;
  readonly takenAt: Instant;
}

export interface RunFinishedEvent {
  readonly kind: "run-finished";
  readonly reported?: ReportedVerdict;
  readonly slot?: string;
  readonly runKey?: string;
  readonly takenAt: Instant;
}

export interface NoiseEvent {
  readonly kind: "noise";
  readonly reason: NoiseReason;
  readonly bytes: Uint8Array;
  readonly takenAt: Instant;
}

export type RigEvent = ReadingEvent | RunStartedEvent | RunFinishedEvent | NoiseEvent;

/** The only clock a driver may read. */
export interface Clock {
  now(): Instant;
}

/** Structured log; `fields` first, as pino has it. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** One received chunk, with the instant its last byte was seen. */
export interface Chunk {
  readonly bytes: Uint8Array;
  readonly receivedAt: Instant;
}

/**
 * An open serial line or socket: bytes in, bytes out. Single-use.
 * Chunks that arrive while nobody iterates are kept up to a bound, then the link fails loudly.
 */
export interface ByteLink extends AsyncDisposable {
  /** For messages: "/dev/ttyUSB0 at 9600 8N1", "tcp 10.0.0.7:4001". */
  readonly description: string;
  /** Resolves when the operating system has the bytes; throws DriverError on a dead link. */
  write(bytes: Uint8Array, signal?: AbortSignal): Promise<void>;
  /** The bytes as they come. Throws DriverError `wire.lost` when the link breaks; ends on abort. */
  chunks(signal: AbortSignal): AsyncIterable<Chunk>;
}

export type PortSettings =
  | {
      readonly kind: "serial";
      readonly path: string;
      readonly baudRate: number;
      readonly dataBits: 7 | 8;
      readonly parity: "none" | "even" | "odd";
      readonly stopBits: 1 | 2;
    }
  | { readonly kind: "tcp"; readonly host: string; readonly port: number };

/** A resource that several rigs of one port use together, such as a Modbus bus. */
export interface SharedBus extends AsyncDisposable {
  /** True once it can serve no more requests: the next rig that asks gets a new one. */
  readonly failed: boolean;
}

/** A named physical connection of the configuration. Opened once, whoever uses it. */
export interface Port {
  readonly name: string;
  readonly settings: PortSettings;
  /** The whole port for this connection alone. Throws DriverError (`port.busy` when in use). */
  openLink(signal: AbortSignal): Promise<ByteLink>;
  /**
   * One resource on one link for all rigs of the port. The first caller's `create` makes it; the
   * returned lease gives it back, and the last lease disposes bus and link. Throws DriverError.
   */
  share<Bus extends SharedBus>(
    create: (link: ByteLink) => Bus,
    signal: AbortSignal,
  ): Promise<BusLease<Bus>>;
}

export interface BusLease<Bus extends SharedBus> extends AsyncDisposable {
  readonly bus: Bus;
}

/** What a driver may know of the world. Everything is passed in; nothing is global. */
export interface DriverContext {
  /** The rig's name in the configuration, for messages. */
  readonly rig: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly port: Port;
}

/** What somebody asks of a rig, e.g. to write an enable coil. Deepened by the driven procedures. */
export interface RigCommand {
  readonly channel: string;
  readonly value: ReadingValue;
}

export interface RigConnection extends AsyncDisposable {
  /**
   * Everything the rig says, in order, with backpressure. Throws one DriverError when the wire
   * fails; ends when `signal` aborts. May be called once.
   */
  events(signal: AbortSignal): AsyncIterable<RigEvent>;
  send?(command: RigCommand, signal: AbortSignal): Promise<void>;
}

/** A kind of rig. `options` is a zod schema of the rig's `options:` block in rigline.yaml. */
export interface Driver<Schema extends z.ZodType = z.ZodType> {
  /** As written in `driver:`. */
  readonly name: string;
  /** One sentence for `--help` and the documentation. */
  readonly summary: string;
  readonly options: Schema;
  /** True where several rigs may name one port, because it is a bus. */
  readonly sharesPort?: boolean;
  /** Resolves when the rig can be heard; throws DriverError. */
  connect(
    options: z.output<Schema>,
    context: DriverContext,
    signal: AbortSignal,
  ): Promise<RigConnection>;
}

export type DriverErrorCode =
  | "port.not-found"
  | "port.no-permission"
  | "port.busy"
  | "port.refused"
  | "port.failed"
  | "wire.lost"
  | "wire.silent"
  | "wire.overrun"
  | "request.timeout"
  | "request.exception"
  | "request.corrupt"
  | "request.invalid";

/** What to do, by code. Data, so that a test can demand one for each code. */
export const DRIVER_REMEDIES: Readonly<Record<DriverErrorCode, string>> = {
  "port.not-found":
    "Check the cable and the path in `ports:`; `ls /dev/serial/by-id` lists adapters by identity.",
  "port.no-permission":
    "Add the user that runs Rigline to the group of the device (Debian: `adduser USER dialout`), then log in again.",
  "port.busy": "Another program holds the port: stop it, or give this rig a port of its own.",
  "port.refused":
    "Check host and port in `ports:`, that the device is powered, and that no other master holds its only socket.",
  "port.failed": "See the cause; check cable, power and the settings of the port.",
  "wire.lost": "Check cable and power of the rig; Rigline reconnects by itself.",
  "wire.silent": "Check that the rig is powered and that baud rate, parity and unit id are right.",
  "wire.overrun": "The rig sends faster than it can be read: slow it down or report a fault.",
  "request.timeout": "Check unit id, wiring and power; raise `timeoutMs` if the device is slow.",
  "request.exception": "The device refused the request: check table, address and count.",
  "request.corrupt":
    "Check shielding, termination and earthing of the line, baud rate and parity, and that no two devices share a unit id.",
  "request.invalid": "Correct the channel's address, type or count in the rig's options.",
};

/** The only error that crosses a driver's border; carries the decision and the cure. */
export class DriverError extends Error {
  readonly code: DriverErrorCode;
  /** True when a new connection may cure it without a person. */
  readonly retryable: boolean;
  readonly remedy: string;

  constructor(
    code: DriverErrorCode,
    message: string,
    options: { retryable?: boolean; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "DriverError";
    this.code = code;
    this.retryable = options.retryable ?? true;
    this.remedy = DRIVER_REMEDIES[code];
  }
}
