/** Checks one log of a ledger, page by page. */
import type { SqlReader } from "../contract.ts";
import {
  appendLeaf,
  EMPTY_EDGE,
  equalEdges,
  type RightEdge,
  rootOf,
  type WholeSubtree,
} from "../merkle/right-edge.ts";
import { NoteError, splitNote } from "../merkle/signed-note.ts";
import { type CheckedRow, checkRow, readRows } from "./check-entry.ts";
import { findVerifierKey, listCheckpoints, openCheckpoint } from "./checkpoints.ts";
import {
  findNode,
  findTile,
  type LogRow,
  readEdge,
  TILE_LEAVES,
  TILE_LEVEL,
} from "./tree-store.ts";

/** Something that is not as it was signed; `seq`, `type` and `id` name its entry, where known. */
export interface Fault {
  readonly seq?: number;
  readonly type?: string;
  readonly id?: string;
  readonly what: string;
}

interface ExpectedRoot {
  readonly size: number;
  readonly root: Uint8Array;
  /** "the checkpoint of 12 entries": for the message. */
  readonly name: string;
}

/** One log up to `endSeq`. `expect` first, then `step` until done, then `end`. */
export class LogVerifier {
  readonly log: LogRow;
  readonly faults: Fault[] = [];
  readonly #db: SqlReader;
  readonly #endSeq: number;
  readonly #stored: RightEdge;
  readonly #verifierKey: string | undefined;
  readonly #expected: ExpectedRoot[] = [];
  #edge: RightEdge = EMPTY_EDGE;
  #tile: readonly Uint8Array[] | undefined;
  #next: number;
  #goodSize = 0;
  #isBroken = false;
  compared = 0;

  /** In the transaction that read the head: edge and head are of one moment. */
  constructor(db: SqlReader, log: LogRow, endSeq: number) {
    this.#db = db;
    this.log = log;
    this.#endSeq = endSeq;
    this.#next = log.firstSeq;
    this.#stored = readEdge(db, log.firstSeq);
    this.#verifierKey = findVerifierKey(db, log.firstSeq);
    this.#readCheckpoints();
  }

  /** The next seq to be checked. */
  get position(): number {
    return this.#next;
  }

  get isDone(): boolean {
    return this.#next > this.#endSeq;
  }

  get root(): string | undefined {
    if (this.#edge.size === 0) return undefined;
    return Buffer.from(rootOf(this.#edge)).toString("base64");
  }

  /** Adds a checkpoint that was kept elsewhere; false where it is one of another log. */
  expect(note: string): boolean {
    if (!note.startsWith(`${this.log.origin}\n`)) return false;
    this.#expect(note, "kept elsewhere");
    return true;
  }

  /** Checks the next entries, at most `limit`. */
  step(limit: number, isPurged: (seq: number) => boolean): void {
    const most = Math.min(limit, this.#endSeq - this.#next + 1);
    const rows = readRows(this.#db, this.#next, most);
    for (const row of rows) {
      if (row.seq !== this.#next) break;
      this.#check(row, isPurged);
      this.#next += 1;
    }
    if (rows.at(-1)?.seq === this.#next - 1 && rows.length > 0) return;
    this.faults.push({ seq: this.#next, what: "the entry is missing" });
    this.#isBroken = true;
    this.#next = this.#endSeq + 1;
  }

  /** What can only be said at the end. */
  end(): void {
    if (this.#isBroken) return;
    for (const { size, name } of this.#expected) {
      const what = `${name} covers ${size} entries, ${this.#edge.size} are here: the last are missing`;
      this.faults.push({ seq: this.log.firstSeq + this.#edge.size, what });
    }
    if (!equalEdges(this.#edge, this.#stored)) {
      const what = `the tree as stored (${this.#stored.size} leaves) is not that of the entries`;
      this.faults.push({ what: `${what}; ${this.#since()}` });
    }
  }

  #readCheckpoints(): void {
    const { firstSeq } = this.log;
    const limit = 1_000;
    for (let after = -1; ; ) {
      const page = listCheckpoints(this.#db, { firstSeq, after, limit });
      for (const { note } of page) this.#expect(note, "stored here");
      after = page.at(-1)?.size ?? after;
      if (page.length < limit) return;
    }
  }

  #expect(note: string, where: string): void {
    try {
      if (this.#verifierKey === undefined) throw new NoteError("the key of the log is missing");
      const { size, root, origin } = openCheckpoint(note, this.#verifierKey);
      if (origin !== this.log.origin) throw new NoteError(`it is one of ${origin}`);
      const name = `the checkpoint ${where} over ${size} entries`;
      this.#expected.push({ size, root, name });
      this.#expected.sort((a, b) => a.size - b.size);
    } catch (error) {
      if (!(error instanceof NoteError)) throw error;
      this.faults.push({ what: `a checkpoint ${where} is not valid: ${error.message}` });
    }
  }

  #check(row: CheckedRow, isPurged: (seq: number) => boolean): void {
    const fault = checkRow(row, isPurged);
    if (fault !== undefined) this.faults.push(fault);
    const leaf = this.#signedLeaf(row, fault !== undefined);
    this.#edge = appendLeaf(this.#edge, leaf, (subtree) => this.#compareNode(subtree));
    this.#compareRoots();
  }

  /** The leaf as it was when its tile became whole: an entry may be rewritten with its own. */
  #signedLeaf({ seq, type, id, leaf }: CheckedRow, isTold: boolean): Uint8Array {
    const index = seq - this.log.firstSeq;
    const place = index % TILE_LEAVES;
    if (place === 0) this.#tile = this.#openTile(index / TILE_LEAVES);
    const kept = this.#tile?.[place];
    if (kept === undefined || Buffer.compare(kept, leaf) === 0) return leaf;
    const what = "entry and leaf are not those that were put into the tree";
    if (!isTold) this.faults.push({ seq, type, id, what });
    return kept;
  }

  /** A tile that does not fit the node above it says nothing about its entries. */
  #openTile(position: number): readonly Uint8Array[] | undefined {
    const { firstSeq } = this.log;
    const leaves = findTile(this.#db, firstSeq, position);
    if (leaves === undefined) return undefined;
    const above = findNode(this.#db, firstSeq, { level: TILE_LEVEL, index: position });
    const edge = leaves.reduce<RightEdge>((sum, leaf) => appendLeaf(sum, leaf), EMPTY_EDGE);
    if (above !== undefined && Buffer.compare(rootOf(edge), above) === 0) return leaves;
    const first = firstSeq + position * TILE_LEAVES;
    const what = `the copy of the leaves of the entries ${first} to ${first + TILE_LEAVES - 1} is damaged`;
    this.faults.push({ what });
    return undefined;
  }

  #compareNode({ level, index, hash }: WholeSubtree): void {
    if (level % TILE_LEVEL !== 0) return;
    const kept = findNode(this.#db, this.log.firstSeq, { level, index });
    if (kept !== undefined && Buffer.compare(kept, hash) === 0) return;
    const first = this.log.firstSeq + index * 2 ** level;
    const what = `the tree over the entries ${first} to ${first + 2 ** level - 1} is not the stored one`;
    this.faults.push({ what });
  }

  #compareRoots(): void {
    for (;;) {
      const [next] = this.#expected;
      if (next === undefined || next.size > this.#edge.size) return;
      this.#expected.shift();
      this.compared += 1;
      if (Buffer.compare(rootOf(this.#edge), next.root) === 0) this.#goodSize = next.size;
      // Every later root is another one, too: the first says all there is to say.
      else if (!this.#isBroken) {
        this.#isBroken = true;
        this.faults.push({ what: `${next.name} has another root; ${this.#since()}` });
      }
    }
  }

  #since(): string {
    const from = this.log.firstSeq + this.#goodSize;
    return `the first changed entry is between ${from} and ${this.log.firstSeq + this.#edge.size - 1}`;
  }
}

/** The origin a note claims; throws NoteError for what is no note. */
export function originOfNote(note: string): string {
  return splitNote(note).text.split("\n")[0] ?? "";
}
