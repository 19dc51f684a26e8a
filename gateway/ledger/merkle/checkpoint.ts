/** The text of a checkpoint (https://c2sp.org/tlog-checkpoint): origin, size, root. */
import { HASH_BYTES } from "./hashing.ts";
import { NoteError } from "./signed-note.ts";

export interface Checkpoint {
  /** Names the log for ever. */
  readonly origin: string;
  /** Leaves of the tree. */
  readonly size: number;
  readonly root: Uint8Array;
}

/** The text to be signed. */
export function encodeCheckpoint({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${Buffer.from(root).toString("base64")}\n`;
}

/** Reads the text of a note; extension lines are passed over. Throws NoteError. */
export function decodeCheckpoint(text: string): Checkpoint {
  const [origin, size, root] = text.split("\n");
  if (!origin || size === undefined || !/^(0|[1-9][0-9]*)$/.test(size)) {
    throw new NoteError("this is no checkpoint: origin, size and root on three lines");
  }
  const hash = Buffer.from(root ?? "", "base64");
  if (hash.length !== HASH_BYTES) throw new NoteError("the root of the checkpoint has no 32 bytes");
  return { origin, size: Number(size), root: hash };
}
