/** SHA-256 as the verifier needs it; a browser has none that takes a file in pieces. */

export interface Hasher {
  update(bytes: Uint8Array): void;
  /** The 32 bytes; once. */
  digest(): Uint8Array;
}

export type NewHasher = () => Hasher;

/** The hash of some bytes, one behind the other. */
export function hashOf(newHasher: NewHasher, ...parts: readonly Uint8Array[]): Uint8Array {
  const hasher = newHasher();
  for (const part of parts) hasher.update(part);
  return hasher.digest();
}

/** For a whole file: what has all bytes at once may take its time. */
export interface FileHasher {
  update(bytes: Uint8Array): void;
  /** The 32 bytes; once. */
  digest(): Uint8Array | Promise<Uint8Array>;
}

/** A hasher for a file of so many bytes. */
export type NewFileHasher = (bytes: number) => FileHasher;

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** Lower-case hexadecimal. */
export function hex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += HEX[byte];
  return text;
}

/** The bytes of a base64 text; undefined where it is none. */
export function fromBase64(text: string): Uint8Array | undefined {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) return undefined;
  const letters = atob(text);
  // Bits behind the last byte say nothing, so a changed one would be found by nobody.
  if (btoa(letters) !== text) return undefined;
  const bytes = new Uint8Array(letters.length);
  for (let index = 0; index < bytes.length; index += 1) bytes[index] = letters.charCodeAt(index);
  return bytes;
}

/** The bytes of a hexadecimal text; undefined where it is none. */
export function fromHex(text: string): Uint8Array | undefined {
  if (text.length % 2 !== 0) return undefined;
  const bytes = new Uint8Array(text.length / 2);
  for (let index = 0; index < bytes.length; index += 1) {
    const [high, low] = [digitAt(text, 2 * index), digitAt(text, 2 * index + 1)];
    if (high < 0 || low < 0) return undefined;
    bytes[index] = 16 * high + low;
  }
  return bytes;
}

/** The value of a lower-case digit; negative for any other sign. */
function digitAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code >= 48 && code <= 57) return code - 48;
  return code >= 97 && code <= 102 ? code - 87 : -1;
}

/** True for the same bytes. */
export function isSame(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false;
  for (let index = 0; index < left.length; index += 1) {
    if (left[index] !== right[index]) return false;
  }
  return true;
}
