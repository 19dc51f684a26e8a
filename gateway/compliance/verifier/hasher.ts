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

/** Lower-case hexadecimal. */
export function hex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += byte.toString(16).padStart(2, "0");
  return text;
}

/** The bytes of a base64 text; undefined where it is none. */
export function fromBase64(text: string): Uint8Array | undefined {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) return undefined;
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

/** The bytes of a hexadecimal text; undefined where it is none. */
export function fromHex(text: string): Uint8Array | undefined {
  if (!/^([0-9a-f]{2})*$/.test(text)) return undefined;
  return Uint8Array.from(text.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16));
}

/** True for the same bytes. */
export function isSame(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, index) => byte === right[index]);
}
