/** What was heard during a run, as JSON lines within a bound: beyond it, it thins out evenly. */
import type { ReadingEvent } from "../../../drivers/contract.ts";
import { storedValue } from "../../domain/run.ts";

const LINES_MAX = 100_000;
const BYTES_MAX = 16_000_000;

interface TraceLine {
  readonly json: string;
  readonly bytes: number;
  readonly kind: "measurement" | "continuous";
  /** Among those of its kind, from 0. */
  readonly index: number;
}

/** The trace of one open run, as it was heard. Measurements are the last to be thinned. */
export class RunTrace {
  #lines: TraceLine[] = [];
  #bytes = 0;
  readonly #offered = { measurement: 0, continuous: 0 };
  /** Of each kind, every n-th line is kept. */
  readonly #stride = { measurement: 1, continuous: 1 };

  /** Keeps one reading with the frame it came in, where the thinning has a place for it. */
  add(event: ReadingEvent): void {
    this.#keep(event.step === undefined ? "continuous" : "measurement", lineOf(event));
  }

  /** Keeps a line that is no reading; thinned as late as a measurement. */
  note(line: Readonly<Record<string, unknown>>): void {
    this.#keep("measurement", line);
  }

  #keep(kind: TraceLine["kind"], line: object): void {
    const index = this.#offered[kind]++;
    if (index % this.#stride[kind] !== 0) return;
    const json = JSON.stringify(line);
    const bytes = Buffer.byteLength(json) + 1;
    this.#lines.push({ json, bytes, kind, index });
    this.#bytes += bytes;
    if (this.#lines.length > LINES_MAX || this.#bytes > BYTES_MAX) this.#thin();
  }

  /** UTF-8, one JSON object a line. */
  bytes(): Uint8Array {
    return new TextEncoder().encode(`${this.#lines.map(({ json }) => json).join("\n")}\n`);
  }

  /** Makes room for at least a quarter more, so that not every further line goes through all. */
  #thin(): void {
    this.#halve("continuous");
    while (this.#lines.length > 0.75 * LINES_MAX || this.#bytes > 0.75 * BYTES_MAX) {
      const before = this.#lines.length;
      if (this.#isMostly("continuous")) this.#halve("continuous");
      if (this.#lines.length === before) this.#halve("measurement");
      // What is left is the first of each kind, however long.
      if (this.#lines.length === before) return;
    }
  }

  #halve(kind: TraceLine["kind"]): void {
    this.#stride[kind] *= 2;
    const stride = this.#stride[kind];
    this.#lines = this.#lines.filter((line) => line.kind !== kind || line.index % stride === 0);
    this.#bytes = this.#lines.reduce((total, { bytes }) => total + bytes, 0);
  }

  #isMostly(kind: TraceLine["kind"]): boolean {
    const own = this.#lines.reduce(
      (total, line) => total + (line.kind === kind ? line.bytes : 0),
      0,
    );
    return own > this.#bytes / 4;
  }
}

function lineOf({ takenAt, channel, value, unit, quality, step, attempt, raw }: ReadingEvent) {
  return {
    takenAt: takenAt.utcUs,
    channel,
    ...storedValue(value),
    unit,
    quality,
    ...(step === undefined ? {} : { step }),
    ...(attempt === undefined ? {} : { attempt }),
    ...(raw === undefined ? {} : { raw }),
  };
}
