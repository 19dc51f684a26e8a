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

export {
  DriverError,
  type DriverErrorCode,
} from "./driver-error.ts";

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
  | "disconnected"
  /** The device refuses this address in any request: found once, remembered. */
  | "isolated";

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
  /** Why the quality is not good, for a person: "exception 4, device failure". */
  readonly cause?: string;
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
  /** Why the rig ended it before its time, where it says so: with `aborted` or `error` only. */
  readonly cause?: "operator" | "e-stop" | "neighbour-slot";
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
      /** Absent only where `identity` finds the device. */
      readonly path?: string;
      readonly baudRate: number;
      readonly dataBits: 7 | 8;
      /** `mark` and `space` on Linux, where the device can. */
      readonly parity: "none" | "even" | "odd" | "mark" | "space";
      readonly stopBits: 1 | 2;
      /** Who must wait for whom; `none` unless told. */
      readonly flowControl?: "none" | "rts-cts" | "xon-xoff";
      /** State of the line while open; untouched unless told, as a change resets some boards. */
      readonly dtr?: boolean;
      readonly rts?: boolean;
      /** A break of this length at each open: some devices wake up or reset by it. */
      readonly breakMs?: number;
      /** Received bytes are passed on at once, where an adapter would gather them; unless false. */
      readonly lowLatency?: boolean;
      /** What must be plugged in; looked up and verified at each open. */
      readonly identity?: PortIdentity;
    }
  | { readonly kind: "tcp"; readonly host: string; readonly port: number };

/** A device by what it is, not by the name it got: every field that is given must hold. */
export interface PortIdentity {
  /** `vid:pid:serial` or `vid:pid:serial:interface`, lower-case hexadecimal vid and pid. */
  readonly usb?: string;
  /** Name in /dev/serial/by-path: the socket it is plugged into. */
  readonly byPath?: string;
}

/** Sees every byte of a port, in order; must return at once and never throw. */
export interface WireTap {
  opened(description: string, at: Instant): void;
  received(bytes: Uint8Array, at: Instant): void;
  /** When the bytes were handed to the operating system. */
  sent(bytes: Uint8Array, at: Instant): void;
  closed(at: Instant): void;
}

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
   * Resolves when a device that was not there at the latest opening is there (plugged in, put
   * back), or `signal` aborts. What waits to open again need not wait longer.
   */
  appeared?(signal: AbortSignal): Promise<void>;
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

/** What somebody asks of a rig. A driver that can not do one throws `command.unsupported`. */
export type RigCommand =
  /** Writes a channel's value before any polling, and reads it back where that can be done. */
  | { readonly kind: "write"; readonly channel: string; readonly value: ReadingValue }
  /** Reads a channel anew. */
  | { readonly kind: "read"; readonly channel: string }
  /** Sends text as the rig frames it; no answer is expected. */
  | { readonly kind: "send"; readonly text: string }
  /** Sends text and waits for one answer. */
  | { readonly kind: "query"; readonly text: string; readonly timeoutMs?: number };

export type RigReply =
  | { readonly kind: "done" }
  | { readonly kind: "reading"; readonly reading: ReadingEvent }
  | { readonly kind: "text"; readonly text: string; readonly takenAt: Instant };

/** How often channels are asked to be read, and how often they were of late. */
export interface ChannelPace {
  readonly askedMs: number;
  /** Mean distance of the latest looks; absent until there were two. */
  readonly achievedMs?: number;
  readonly channels: readonly string[];
}

/** What a rig asks of its port, by cadence: `busyMs` on the line in each `everyMs`. */
export interface PortDemand {
  readonly everyMs: number;
  readonly busyMs: number;
  readonly requests: number;
}

export interface RigConnection extends AsyncDisposable {
  /**
   * Everything the rig says, in order, with backpressure. Throws one DriverError when the wire
   * fails; ends when `signal` aborts. May be called once.
   */
  events(signal: AbortSignal): AsyncIterable<RigEvent>;
  /** Throws DriverError when it can not be done or not be confirmed; never does it twice. */
  send?(command: RigCommand, signal: AbortSignal): Promise<RigReply>;
  /** Asked and achieved cadence, where the driver polls. */
  pace?(): readonly ChannelPace[];
}

/** How the requests of a driver are found again in a recording. */
export interface ReplayRules {
  /** Equal for two requests that ask the same: without a counter, for example. */
  keyOf(request: Uint8Array): string;
  /** The recorded reply as the device would have given it to `sent` instead of `recorded`. */
  adapt(reply: Uint8Array, request: { recorded: Uint8Array; sent: Uint8Array }): Uint8Array;
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
  /** True where the bytes of XON and XOFF can be data: the port then has no such flow control. */
  sendsEveryByte?(options: z.output<Schema>): boolean;
  /** Where equal requests are not equal bytes on the wire. */
  replayRules?(options: z.output<Schema>): ReplayRules | undefined;
  /**
   * What polling with these options asks of a port, before anything is opened. Pure. `assumedMs`
   * is the time a device takes where the options tell none: 0 asks what no device can beat.
   */
  demand?(
    options: z.output<Schema>,
    settings: PortSettings,
    assumedMs: number,
  ): readonly PortDemand[];
  /**
   * The names of all channels that a rig with these options can have readings of. Pure. Undefined
   * where the rig itself names them.
   */
  channels?(options: z.output<Schema>): readonly string[] | undefined;
  /** Resolves when the rig can be heard; throws DriverError. */
  connect(
    options: z.output<Schema>,
    context: DriverContext,
    signal: AbortSignal,
  ): Promise<RigConnection>;
}
