import type { NoiseEvent } from "../../drivers/contract.ts";
import { isoTime } from "../domain/iso-time.ts";
import type { NoiseView } from "../records/views.ts";

const KEPT_MAX = 8;
const BYTES_MAX = 64;

/** The latest noise of one rig, a few bytes of each: enough to see a wrong baud rate or a typo. */
export class HeardNoise {
  #count = 0;
  #latest: readonly NoiseView[] = [];

  /** Keeps the head of it; the oldest goes. The bytes are copied. */
  add({ reason, bytes, takenAt }: NoiseEvent): void {
    const head = bytes.subarray(0, BYTES_MAX);
    this.#count += 1;
    const noise = {
      number: this.#count,
      at: isoTime(takenAt.utcUs),
      ...{ reason, hex: hexOf(head), text: printable(head), length: bytes.length },
    };
    this.#latest = [noise, ...this.#latest].slice(0, KEPT_MAX);
  }

  /** The newest first; undefined where there was none. */
  get latest(): NoiseView[] | undefined {
    return this.#latest.length === 0 ? undefined : [...this.#latest];
  }
}

function hexOf(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
}

/** One character a byte, so that it lines up with the hex; a dot for what cannot be printed. */
function printable(bytes: Uint8Array): string {
  return [...bytes]
    .map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "·"))
    .join("");
}
