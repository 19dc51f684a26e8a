/**
 * C2SP signed notes (https://c2sp.org/signed-note): a text, an empty line, signature lines
 * `— name base64(key id ‖ signature)`. Ed25519 only.
 */
import { createPublicKey, hash, type KeyObject, sign, verify } from "node:crypto";

/** Signature type of Ed25519 in a key id. */
const ED25519 = 1;
const KEY_ID_BYTES = 4;
const PUBLIC_KEY_BYTES = 32;
/** An Ed25519 SubjectPublicKeyInfo is this, then the 32 bytes of the key (RFC 8410). */
const SPKI_PREFIX = Buffer.from("302a300506032b6570032100", "hex");

export interface NoteVerifier {
  readonly name: string;
  readonly keyId: Uint8Array;
  readonly publicKey: KeyObject;
}

export interface NoteSigner extends NoteVerifier {
  readonly privateKey: KeyObject;
}

/** A text that is no signed note, or a key that is no verifier key. */
export class NoteError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "NoteError";
  }
}

/** Who signs by this name with this Ed25519 key. Throws NoteError for a name that has no form. */
export function noteSigner(name: string, privateKey: KeyObject): NoteSigner {
  const publicKey = createPublicKey(privateKey);
  return { ...verifierOf(name, rawKey(publicKey)), privateKey };
}

/** `name+keyid+base64(type ‖ key)`: how the public key is handed to others. */
export function encodeVerifierKey({ name, keyId, publicKey }: NoteVerifier): string {
  const typed = Buffer.concat([Uint8Array.of(ED25519), rawKey(publicKey)]);
  return `${name}+${Buffer.from(keyId).toString("hex")}+${typed.toString("base64")}`;
}

/** Reads a verifier key. Throws NoteError. */
export function decodeVerifierKey(text: string): NoteVerifier {
  const [, name, keyId, key] = /^([^+\s]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text.trim()) ?? [];
  const typed = Buffer.from(key ?? "", "base64");
  if (name === undefined || typed.length !== 1 + PUBLIC_KEY_BYTES || typed[0] !== ED25519) {
    throw new NoteError("this is no verifier key of Ed25519: name+id+base64");
  }
  const verifier = verifierOf(name, typed.subarray(1));
  if (Buffer.from(verifier.keyId).toString("hex") !== keyId) {
    throw new NoteError("the id of the verifier key is not that of its name and key");
  }
  return verifier;
}

/** The text, which ends with a newline, with the signer's signature. */
export function signNote(text: string, signer: NoteSigner): string {
  if (!text.endsWith("\n")) throw new NoteError("the text of a note ends with a newline");
  const signature = sign(null, Buffer.from(text, "utf8"), signer.privateKey);
  const line = Buffer.concat([signer.keyId, signature]).toString("base64");
  return `${text}\n— ${signer.name} ${line}\n`;
}

/**
 * The text of a note that this key has signed; signatures of others are passed over. Throws
 * NoteError where there is no valid one of this key.
 */
export function openNote(note: string, verifier: NoteVerifier): string {
  const { text, signatures } = splitNote(note);
  for (const { name, blob } of signatures) {
    if (name !== verifier.name) continue;
    if (!blob.subarray(0, KEY_ID_BYTES).equals(verifier.keyId)) continue;
    const signature = blob.subarray(KEY_ID_BYTES);
    if (verify(null, Buffer.from(text, "utf8"), verifier.publicKey, signature)) return text;
    throw new NoteError(`the signature of ${name} is not valid`);
  }
  throw new NoteError(`there is no signature of ${verifier.name}`);
}

interface SplitNote {
  readonly text: string;
  readonly signatures: readonly { readonly name: string; readonly blob: Buffer }[];
}

/** Takes a note apart; nothing of it is proven. Throws NoteError. */
export function splitNote(note: string): SplitNote {
  const end = note.lastIndexOf("\n\n");
  if (end < 0 || !note.endsWith("\n")) throw new NoteError("this is no signed note");
  const lines = note.slice(end + 2, -1).split("\n");
  const signatures = lines.map((line) => {
    const [, name, blob] = /^— ([^+\s]+) ([A-Za-z0-9+/]+={0,2})$/.exec(line) ?? [];
    if (name === undefined || blob === undefined) throw new NoteError("a signature has no form");
    return { name, blob: Buffer.from(blob, "base64") };
  });
  return { text: note.slice(0, end + 1), signatures };
}

function verifierOf(name: string, key: Uint8Array): NoteVerifier {
  if (!/^[^+\s]+$/u.test(name)) throw new NoteError("a key name has no spaces and no plus");
  const typed = Buffer.concat([Uint8Array.of(ED25519), key]);
  const keyId = hash("sha256", Buffer.concat([Buffer.from(`${name}\n`), typed]), "buffer");
  const der = Buffer.concat([SPKI_PREFIX, key]);
  const publicKey = createPublicKey({ key: der, format: "der", type: "spki" });
  return { name, keyId: keyId.subarray(0, KEY_ID_BYTES), publicKey };
}

function rawKey(key: KeyObject): Buffer {
  return key.export({ format: "der", type: "spki" }).subarray(SPKI_PREFIX.length);
}
