/**
 * A ring of chunks in memory that is taken once: nothing is allocated for a chunk that is kept.
 *
 *   bytes    [ … oldest │ … │ newest ]   one circular buffer
 *   entries  instant, order, kind, where its bytes begin, how many they are: parallel arrays
 */

/** What a chunk is. Marks of opening and closing have no bytes. */
export type WireKind = "rx" | "tx" | "open" | "close" | "event";

const KINDS: readonly WireKind[] = ["rx", "tx", "open", "close", "event"];
const NUMBER_OF: Readonly<Record<WireKind, number>> = { rx: 0, tx: 1, open: 2, close: 3, event: 4 };

export interface WireEntry {
  /** Milliseconds on the monotonic clock. */
  readonly atMs: number;
  /** Of all entries of a port, counted through. */
  readonly order: number;
  readonly kind: WireKind;
  /** How many bytes this store was given before it. */
  readonly position: number;
  readonly length: number;
  /** A copy. */
  readonly bytes: Uint8Array;
}

export interface WireStoreBounds {
  readonly bytesMax: number;
  /** Room for one entry is made for so many bytes: shorter ones are bounded by their number. */
  readonly bytesPerEntry: number;
  /** With `keep-first` a full store takes nothing more until it is begun anew. */
  readonly whenFull: "drop-oldest" | "keep-first";
}

const ENTRIES_MIN = 64;

/** Bounded by bytes and number; the oldest goes first. Kept in the order it came. */
export class WireStore {
  readonly #bounds: WireStoreBounds;
  readonly #entriesMax: number;
  readonly #bytes: Buffer;
  readonly #atMs: Float64Array;
  readonly #order: Float64Array;
  readonly #position: Float64Array;
  readonly #length: Uint32Array;
  readonly #kind: Uint8Array;
  /** Of the oldest entry, and of the next one to come; an entry's place is this modulo the size. */
  #first = 0;
  #next = 0;
  #end = 0;
  #isFull = false;

  constructor(bounds: WireStoreBounds) {
    this.#bounds = bounds;
    const count = Math.max(ENTRIES_MIN, Math.ceil(bounds.bytesMax / bounds.bytesPerEntry));
    this.#entriesMax = count;
    this.#bytes = Buffer.alloc(bounds.bytesMax);
    this.#atMs = new Float64Array(count);
    this.#order = new Float64Array(count);
    this.#position = new Float64Array(count);
    this.#length = new Uint32Array(count);
    this.#kind = new Uint8Array(count);
  }

  /** How many bytes came in all: the position of the next entry. */
  get end(): number {
    return this.#end;
  }

  /** Forgets everything; the next entry has this position. */
  begin(position: number): void {
    this.#first = this.#next;
    this.#end = position;
    this.#isFull = false;
  }

  /** Copies the bytes. Of a chunk larger than the store, its end is kept. */
  append(kind: WireKind, chunk: Uint8Array, at: Pick<WireEntry, "atMs" | "order">): void {
    const { bytesMax, whenFull } = this.#bounds;
    if (whenFull === "keep-first") {
      this.#isFull ||= this.#isPast(chunk.length);
      if (this.#isFull) return;
    }
    const cut = Math.max(0, chunk.length - bytesMax);
    const kept = cut === 0 ? chunk : chunk.subarray(cut);
    const position = this.#end + cut;
    this.#end = position + kept.length;
    while (this.#first < this.#next && this.#mustGo()) this.#first += 1;
    this.#copyIn(kept, position % bytesMax);
    const place = this.#next % this.#entriesMax;
    this.#atMs[place] = at.atMs;
    this.#order[place] = at.order;
    this.#position[place] = position;
    this.#length[place] = kept.length;
    this.#kind[place] = NUMBER_OF[kind];
    this.#next += 1;
  }

  #isPast(length: number): boolean {
    const begun = this.#first < this.#next ? this.#at(this.#position, this.#first) : this.#end;
    const hasRoom = this.#end + length - begun <= this.#bounds.bytesMax;
    return !hasRoom || this.#next - this.#first >= this.#entriesMax;
  }

  /** The oldest entry, where the newest takes its bytes or its place. */
  #mustGo(): boolean {
    const isOverwritten = this.#at(this.#position, this.#first) < this.#end - this.#bounds.bytesMax;
    return isOverwritten || this.#next - this.#first >= this.#entriesMax;
  }

  #copyIn(chunk: Uint8Array, place: number): void {
    const head = this.#bounds.bytesMax - place;
    if (chunk.length <= head) {
      this.#bytes.set(chunk, place);
      return;
    }
    this.#bytes.set(chunk.subarray(0, head), place);
    this.#bytes.set(chunk.subarray(head), 0);
  }

  /** Forgets what is older. */
  dropBefore(atMs: number): void {
    while (this.#first < this.#next && this.#at(this.#atMs, this.#first) < atMs) this.#first += 1;
  }

  /** Order and position of the first entry at or after `atMs`; undefined where there is none. */
  findFirst(atMs: number): Pick<WireEntry, "order" | "position"> | undefined {
    let found: number | undefined;
    for (let index = this.#next - 1; index >= this.#first; index -= 1) {
      if (this.#at(this.#atMs, index) < atMs) break;
      found = index;
    }
    if (found === undefined) return undefined;
    return { order: this.#at(this.#order, found), position: this.#at(this.#position, found) };
  }

  /** Copies of the entries from that order on, oldest first. */
  list(fromOrder: number): WireEntry[] {
    let index = this.#next;
    while (index > this.#first && this.#at(this.#order, index - 1) >= fromOrder) index -= 1;
    return Array.from({ length: this.#next - index }, (_, offset) => this.#entry(index + offset));
  }

  #entry(index: number): WireEntry {
    const position = this.#at(this.#position, index);
    const length = this.#at(this.#length, index);
    return {
      atMs: this.#at(this.#atMs, index),
      order: this.#at(this.#order, index),
      kind: KINDS[this.#at(this.#kind, index)] ?? "rx",
      position,
      length,
      bytes: this.#copyOut(position % this.#bounds.bytesMax, length),
    };
  }

  #copyOut(place: number, length: number): Uint8Array {
    const head = this.#bytes.subarray(place, Math.min(place + length, this.#bounds.bytesMax));
    const rest = this.#bytes.subarray(0, length - head.length);
    return Buffer.concat([head, rest]);
  }

  #at(values: Float64Array | Uint32Array | Uint8Array, index: number): number {
    return values[index % this.#entriesMax] ?? 0;
  }
}
