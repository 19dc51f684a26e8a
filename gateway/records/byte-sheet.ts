/** Text written as bytes at once: keeping strings of megabytes costs more than making them. */

const FIRST_BYTES = 16 * 1024;
/** UTF-8 needs no more for a unit of UTF-16; asked only where it could be too narrow. */
const BYTES_EACH = 3;

/** A text that grows. */
export class ByteSheet {
  #bytes: Uint8Array<ArrayBuffer>;
  #view: Buffer;
  #length = 0;

  /** As long as it will be, where that is known: growing copies what is there. */
  constructor(lengthExpected = FIRST_BYTES) {
    this.#bytes = new Uint8Array(lengthExpected);
    this.#view = viewOf(this.#bytes);
  }

  /** Appends as UTF-8. */
  text(text: string): void {
    const room = this.#bytes.length - this.#length;
    if (room < text.length * BYTES_EACH) this.#reserve(Buffer.byteLength(text));
    this.#length += this.#view.write(text, this.#length);
  }

  bytes(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** Everything, in a buffer that nothing else is in, so that it may go to another thread; once. */
  take(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#length);
  }

  #reserve(more: number): void {
    const wanted = this.#length + more;
    if (wanted <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(wanted, 2 * this.#bytes.length));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
    this.#view = viewOf(larger);
  }
}

function viewOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer);
}
