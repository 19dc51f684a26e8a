/** C2SP signed notes, checkpoints and verifier keys, read without the code that writes them. */
import { fromBase64, hashOf, hex, isSame, type NewHasher } from "./hasher.ts";
import type { Tree } from "./proof.ts";

/** Who signs a log. */
export interface LogKey {
  readonly name: string;
  readonly keyId: Uint8Array;
  readonly publicKey: Uint8Array;
  /** As it is published: `name+id+base64`. */
  readonly text: string;
}

const ED25519 = 1;
const KEY_BYTES = 32;
const encoder = new TextEncoder();

/** Reads a verifier key; undefined for a text that is none. */
export function parseKey(newHasher: NewHasher, text: string): LogKey | undefined {
  const [, name, id, key] = /^([^+\s]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text.trim()) ?? [];
  const typed = fromBase64(key ?? "");
  if (name === undefined || typed?.length !== KEY_BYTES + 1 || typed[0] !== ED25519)
    return undefined;
  const keyId = hashOf(newHasher, encoder.encode(`${name}\n`), typed).subarray(0, 4);
  if (hex(keyId) !== id) return undefined;
  return { name, keyId, publicKey: typed.subarray(1), text: text.trim() };
}

/** The text of a note where this key has signed it; undefined otherwise. */
export async function openNote(note: string, key: LogKey): Promise<string | undefined> {
  const end = note.lastIndexOf("\n\n");
  if (end < 0) return undefined;
  const text = note.slice(0, end + 1);
  for (const line of note.slice(end + 2).split("\n")) {
    const [, name, blob] = /^— ([^+\s]+) ([A-Za-z0-9+/]+={0,2})$/.exec(line) ?? [];
    const bytes = fromBase64(blob ?? "");
    if (name !== key.name || bytes === undefined) continue;
    if (!isSame(bytes.subarray(0, 4), key.keyId)) continue;
    if (await isSigned(key.publicKey, bytes.subarray(4), encoder.encode(text))) return text;
  }
  return undefined;
}

async function isSigned(key: Uint8Array, signature: Uint8Array, data: Uint8Array) {
  const imported = await crypto.subtle.importKey("raw", own(key), "Ed25519", false, ["verify"]);
  return crypto.subtle.verify("Ed25519", imported, own(signature), own(data));
}

/** What the browser's functions take: bytes that share no buffer. */
function own(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(bytes);
}

/** The signed state of a log. */
export interface LogState extends Tree {
  readonly origin: string;
}

/** Reads a checkpoint's text; undefined for a text that is none. */
export function parseCheckpoint(text: string): LogState | undefined {
  const [origin, size, root] = text.split("\n");
  const hash = fromBase64(root ?? "");
  if (!origin || !/^(0|[1-9]\d*)$/.test(size ?? "") || hash?.length !== 32) return undefined;
  return { origin, size: Number(size), root: hash };
}
