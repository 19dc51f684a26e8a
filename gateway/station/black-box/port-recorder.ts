/**
 * What went over one port, kept within bounds: the newest bytes of both directions, the first
 * bytes of the connection (how a device was greeted is long gone when a run fails), and what the
 * drivers made of it.
 */
import type { Clock, Instant, RigEvent, WireTap } from "../../../drivers/contract.ts";
import { eventJson, type WireLine } from "../../../drivers/wire-file.ts";
import { type WireEntry, WireStore } from "./wire-store.ts";

export interface PortRecorderParts {
  readonly bytesMax: number;
  readonly ageMaxMs: number;
  readonly clock: Clock;
}

/** From where on a recording is wanted. */
export interface WireMark {
  readonly order: number;
  readonly position: number;
  /** Milliseconds on the monotonic clock. */
  readonly fromMs: number;
}

export interface CutBounds {
  /** Milliseconds on the monotonic clock. */
  readonly untilMs?: number;
  /** Whose events are wanted; everybody's unless told. */
  readonly rigs?: readonly string[];
  /** False where only what lies after the mark is wanted. */
  readonly withHead?: boolean;
}

export interface Cut {
  readonly lines: readonly WireLine[];
  /** Microseconds since the epoch, of `t` = 0. */
  readonly startedAtUs: number;
}

/** A greeting: identification, settings, the first poll. */
const HEAD_BYTES = 1_024;
const NOTHING = new Uint8Array(0);

/** The tap of one port. Nothing is allocated before the port is first opened. */
export class PortRecorder implements WireTap {
  readonly #parts: PortRecorderParts;
  #stores: { wire: WireStore; head: WireStore; events: WireStore } | undefined;
  #order = 0;
  #receivedBytes = 0;

  constructor(parts: PortRecorderParts) {
    this.#parts = parts;
  }

  opened(_description: string, at: Instant): void {
    this.#stores ??= openStores(this.#parts.bytesMax);
    this.#stores.head.begin(this.#stores.wire.end);
    this.#keep("open", NOTHING, at);
  }

  /** How many came since start. */
  get receivedBytes(): number {
    return this.#receivedBytes;
  }

  received(bytes: Uint8Array, at: Instant): void {
    this.#receivedBytes += bytes.length;
    this.#keep("rx", bytes, at);
  }

  sent(bytes: Uint8Array, at: Instant): void {
    this.#keep("tx", bytes, at);
  }

  closed(at: Instant): void {
    this.#keep("close", NOTHING, at);
  }

  /** What the driver of that rig said of the bytes before. */
  heard(rig: string, event: RigEvent): void {
    if (this.#stores === undefined) return;
    const text = Buffer.from(JSON.stringify({ rig, event: eventJson(event) }));
    const place = { atMs: milliseconds(event.takenAt), order: this.#order++ };
    this.#stores.events.append("event", text, place);
  }

  #keep(kind: "rx" | "tx" | "open" | "close", bytes: Uint8Array, at: Instant): void {
    if (this.#stores === undefined) return;
    const { wire, head } = this.#stores;
    const place = { atMs: milliseconds(at), order: this.#order++ };
    head.append(kind, bytes, place);
    wire.append(kind, bytes, place);
    wire.dropBefore(place.atMs - this.#parts.ageMaxMs);
  }

  /** A place `leadMs` before `at`, or where the recording begins if that is later. */
  mark(at: Instant, leadMs: number): WireMark {
    const fromMs = milliseconds(at) - leadMs;
    const wire = this.#stores?.wire;
    const first = wire?.findFirst(fromMs) ?? { order: this.#order, position: wire?.end ?? 0 };
    return { ...first, fromMs };
  }

  /** The place of the last `bytes` bytes. */
  markLast(bytes: number): WireMark {
    const entries = this.#stores?.wire.list(0) ?? [];
    const end = this.#stores?.wire.end ?? 0;
    const first = entries.find(({ position }) => position >= end - bytes);
    const { order, position } = first ?? { order: this.#order, position: end };
    return { order, position, fromMs: first?.atMs ?? this.#nowMs() };
  }

  /**
   * What was kept from the mark to `untilMs`, and the head of the connection before it. Bytes that
   * were dropped between are told as a gap. Where `rigs` are given, events of others are left out.
   */
  cut(mark: WireMark, bounds: CutBounds = {}): Cut {
    const { untilMs = Number.POSITIVE_INFINITY, rigs, withHead = true } = bounds;
    this.#stores?.wire.dropBefore(this.#nowMs() - this.#parts.ageMaxMs);
    const kept = this.#stores?.wire.list(mark.order) ?? [];
    const body = kept.filter(isUntil(untilMs));
    const nextOrder = body[0]?.order ?? mark.order;
    const before = withHead ? (this.#stores?.head.list(0) ?? []) : [];
    const head = before.filter((entry) => entry.order < nextOrder).filter(isUntil(untilMs));
    const start = head[0]?.atMs ?? mark.fromMs;
    const baseMs = Math.min(start, mark.fromMs);
    const events = (this.#stores?.events.list(mark.order) ?? []).filter(isUntil(untilMs));
    const wire = [...withGaps([...head, ...body], { mark, baseMs })];
    if (kept.length === 0) wire.push(...this.#goneSince(mark, baseMs));
    const said = events.flatMap((entry) => eventLine(entry, { rigs, baseMs }));
    return { lines: merge(wire, said), startedAtUs: this.#utcUsAt(baseMs) };
  }

  /** Where nothing is left since the mark: how much that was. */
  #goneSince({ position }: WireMark, baseMs: number): Placed[] {
    const bytes = (this.#stores?.wire.end ?? position) - position;
    if (bytes === 0) return [];
    const t = sinceBase(this.#nowMs(), baseMs);
    return [{ order: this.#order, line: { t, dir: "gap", bytes } }];
  }

  #nowMs(): number {
    return milliseconds(this.#parts.clock.now());
  }

  #utcUsAt(atMs: number): number {
    const now = this.#parts.clock.now();
    return Math.round(now.utcUs - (milliseconds(now) - atMs) * 1_000);
  }
}

function openStores(bytesMax: number) {
  return {
    wire: new WireStore({ bytesMax, bytesPerEntry: 24, whenFull: "drop-oldest" }),
    head: new WireStore({ bytesMax: HEAD_BYTES, bytesPerEntry: 16, whenFull: "keep-first" }),
    events: new WireStore({
      bytesMax: Math.ceil(bytesMax / 4),
      bytesPerEntry: 64,
      whenFull: "drop-oldest",
    }),
  };
}

const isUntil = (untilMs: number) => (entry: WireEntry) => entry.atMs <= untilMs;

interface Placed {
  readonly order: number;
  readonly line: WireLine;
}

/** The entries as lines, with a gap wherever positions jump, and at the end where all is gone. */
function* withGaps(
  entries: readonly WireEntry[],
  { mark, baseMs }: { mark: WireMark; baseMs: number },
): Iterable<Placed> {
  let expected = entries[0] === undefined ? mark.position : entries[0].position;
  if (entries[0] !== undefined && entries[0].order >= mark.order) expected = mark.position;
  for (const entry of entries) {
    const at = { t: sinceBase(entry.atMs, baseMs) };
    const bytes = entry.position - expected;
    if (bytes > 0) yield { order: entry.order, line: { ...at, dir: "gap", bytes } };
    expected = entry.position + entry.length;
    yield { order: entry.order, line: wireLine(entry, at.t) };
  }
}

function wireLine({ kind, bytes }: WireEntry, t: number): WireLine {
  if (kind === "rx" || kind === "tx") return { t, dir: kind, hex: hexOf(bytes) };
  return { t, dir: kind === "open" ? "open" : "close" };
}

function eventLine(
  entry: WireEntry,
  about: { rigs: readonly string[] | undefined; baseMs: number },
): Placed[] {
  const { rig, event } = JSON.parse(new TextDecoder().decode(entry.bytes));
  if (about.rigs !== undefined && !about.rigs.includes(rig)) return [];
  const t = sinceBase(entry.atMs, about.baseMs);
  return [{ order: entry.order, line: { t, dir: "event", rig, event } }];
}

function merge(wire: readonly Placed[], events: readonly Placed[]): WireLine[] {
  const placed = [...wire, ...events];
  // Stable: a gap stays before the chunk that it precedes.
  return placed.sort((one, other) => one.order - other.order).map(({ line }) => line);
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("hex");
}

/** Milliseconds to the microsecond. */
function sinceBase(atMs: number, baseMs: number): number {
  return Math.round((atMs - baseMs) * 1_000) / 1_000;
}

function milliseconds({ monoNs }: Instant): number {
  return Number(monoNs) / 1e6;
}
