/** Grows the tree with each batch, in the batch's transaction, and signs it from time to time. */

import type { RightEdge } from "../merkle/right-edge.ts";
import type { NoteSigner } from "../merkle/signed-note.ts";
import type { WireEntry } from "../messages.ts";
import type { Connection } from "../store/connection.ts";
import { findLatestCheckpoint, signCheckpoint } from "./checkpoints.ts";
import { appendLeaves, type LogRow, readEdge } from "./tree-store.ts";

/** A checkpoint for every so many entries: what the check at a start has to read. */
const SIGN_EVERY_ENTRIES = 1_000;

/** The tree of the log that is being written. One writer only; nothing to dispose. */
export class TreeWriter {
  readonly #db: Connection;
  readonly #signer: NoteSigner;
  readonly log: LogRow;
  #edge: RightEdge;
  #signedSize: number;

  constructor(db: Connection, parts: { readonly log: LogRow; readonly signer: NoteSigner }) {
    this.#db = db;
    this.#signer = parts.signer;
    this.log = parts.log;
    this.#edge = readEdge(db, this.log.firstSeq);
    this.#signedSize = this.#readSignedSize();
  }

  /** Adds the leaves of a batch's entries, in its transaction. */
  append(entries: readonly WireEntry[], nowUs: number): void {
    if (entries.length === 0) return;
    const { firstSeq } = this.log;
    const leaves = entries.map(({ leaf }) => Buffer.from(leaf, "hex"));
    this.#edge = appendLeaves(this.#db, { firstSeq, edge: this.#edge }, leaves);
    if (this.#edge.size - this.#signedSize >= SIGN_EVERY_ENTRIES) this.sign(nowUs);
  }

  /** Signs what has come since the last checkpoint, in the caller's transaction. */
  sign(nowUs: number): void {
    if (this.#edge.size === this.#signedSize) return;
    const { firstSeq } = this.log;
    signCheckpoint(this.#db, { firstSeq, edge: this.#edge, signer: this.#signer }, nowUs);
    this.#signedSize = this.#edge.size;
  }

  /** The transaction was rolled back: the tree is what is stored. */
  reload(): void {
    this.#edge = readEdge(this.#db, this.log.firstSeq);
    this.#signedSize = this.#readSignedSize();
  }

  #readSignedSize(): number {
    return findLatestCheckpoint(this.#db, this.log.firstSeq)?.size ?? 0;
  }
}
