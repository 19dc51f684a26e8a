/** A page of a package: entries as they were hashed, their proofs, and the records they make. */
import type { Entry } from "../../domain/entry.ts";
import type { RunHeader, RunRecord } from "../../domain/run.ts";
import type { Query, SqlReader } from "../../ledger/contract.ts";
import { decodeBody, decodeEntry, type EntryRow } from "../../ledger/store/entries.ts";
import { ByteSheet } from "../byte-sheet.ts";
import { compact } from "../compact.ts";
import { type ExceptionKind, findingsOf } from "../exceptions/classify.ts";
import { serialsOf } from "../exceptions/serials.ts";
import { suspicionsOf } from "../exceptions/suspects.ts";
import { upcasters } from "../upcasters.ts";
import { openProofs } from "./proof-lines.ts";
import { recordLines } from "./record-lines.ts";

/** Something on the first page of the report. */
export interface EvidenceException {
  readonly seq: number;
  readonly type: string;
  readonly id: string;
  readonly serialNumber?: string;
  readonly kind: ExceptionKind;
  readonly text: string;
}

/** Lines in UTF-8, as they stand in a file of the package. */
export type LineBytes = Uint8Array<ArrayBuffer>;

export interface EvidencePart {
  /** Lines of `audit/entries.jsonl`. */
  readonly entries: LineBytes;
  /** Lines of `proofs/inclusion.jsonl`. */
  readonly proofs: LineBytes;
  /** By path below `records/`. */
  readonly records: Readonly<Record<string, LineBytes>>;
  readonly exceptions: readonly EvidenceException[];
  /** SHA-256 of files that the records name. */
  readonly attachments: readonly string[];
  /** Entries that no checkpoint covers: the end of a log that was not gone on with. */
  readonly unsigned: number;
  readonly purged: number;
  /** Latest versions of runs by their outcome. */
  readonly outcomes: Readonly<Record<string, number>>;
}

/** Positions to be read, and that of the newest entry of the package. */
export interface EvidencePage {
  readonly seqs: readonly number[];
  readonly lastSeq: number;
}

/** Reads the entries at these positions, in order. */
export const readEvidencePart: Query<EvidencePage, EvidencePart> = ({ sql }, { seqs, lastSeq }) => {
  const proofOf = openProofs(sql);
  const part = openPart(seqs.length);
  for (const row of readRows(sql, seqs, lastSeq)) {
    const entry = decodeEntry(row);
    writeEntry(part.entries, row, entry);
    const proof = proofOf(row.seq);
    if (proof === undefined) part.unsigned += 1;
    else part.proofs.text(proof);
    const { bytes, latest } = row;
    if (bytes === null) part.purged += 1;
    else addRecord(sql, part, { entry, text: textOf(bytes), latest: latest === 1 });
  }
  return closePart(part);
};

/** What a thread that has made a page gives away with it. */
export function buffersOf({ entries, proofs, records }: EvidencePart): ArrayBuffer[] {
  return [entries, proofs, ...Object.values(records)].map(({ buffer }) => buffer);
}

interface PageRow extends Omit<EntryRow, "text"> {
  readonly salt: Uint8Array | null;
  /** The body's text: copied into the package as it is. */
  readonly bytes: Uint8Array | null;
  /** 1 for the newest version in the package: the ledger goes on while it is written. */
  readonly latest: 0 | 1;
}

/** One of its own for each cost more than what it read; many at once stay until they are old. */
const ROWS_AT_ONCE = 16;

function* readRows(sql: SqlReader, seqs: readonly number[], lastSeq: number): Generator<PageRow> {
  for (let from = 0; from < seqs.length; from += ROWS_AT_ONCE) {
    const wanted = seqs.slice(from, from + ROWS_AT_ONCE);
    const rows = sql.all<PageRow>(
      `SELECT entry.*, CAST(body.text AS BLOB) AS bytes, body.salt, NOT EXISTS (
         SELECT 1 FROM entry AS later WHERE later.type = entry.type AND later.id = entry.id
           AND later.version > entry.version AND later.seq <= ?2) AS latest
       FROM json_each(?1) AS wanted CROSS JOIN entry ON entry.seq = wanted.value
       LEFT JOIN body ON body.seq = entry.seq ORDER BY wanted.key`,
      ...[JSON.stringify(wanted), lastSeq],
    );
    for (const [index, seq] of wanted.entries()) {
      const row = rows[index];
      if (row?.seq !== seq) throw new Error(`the ledger has no entry ${seq}`);
      yield row;
    }
  }
}

interface OpenPart {
  readonly entries: ByteSheet;
  readonly proofs: ByteSheet;
  readonly records: Map<string, ByteSheet>;
  readonly exceptions: EvidenceException[];
  readonly attachments: Set<string>;
  readonly outcomes: Record<string, number>;
  unsigned: number;
  purged: number;
}

/** As long as most are: an entry with its body, and a proof in a log of a million entries. */
const [ENTRY_BYTES, PROOF_BYTES] = [4_000, 1_100];

function openPart(count: number): OpenPart {
  return {
    entries: new ByteSheet(count * ENTRY_BYTES),
    proofs: new ByteSheet(count * PROOF_BYTES),
    records: new Map(),
    ...{ exceptions: [], attachments: new Set(), outcomes: {}, unsigned: 0, purged: 0 },
  };
}

function closePart(part: OpenPart): EvidencePart {
  const records = [...part.records].map(([file, sheet]) => [file, sheet.take()] as const);
  return {
    ...part,
    entries: part.entries.take(),
    proofs: part.proofs.take(),
    records: Object.fromEntries(records),
    attachments: [...part.attachments],
  };
}

/** Keys in the order of RFC 8785: what the ledger took has nothing in it that JSON would change. */
function canonicalEntry(entry: Entry): string {
  const { action, actor, bodyHash, clockState, gatewayId, id, logId, occurredAt } = entry;
  const { reason, recordedAt, schema, seq, station, type, version } = entry;
  return JSON.stringify({
    ...{ action, actor, bodyHash, clockState, gatewayId, id, logId, occurredAt },
    ...{ reason, recordedAt, schema, seq, station, type, version },
  });
}

/**
 * The entry in canonical JSON, as its leaf was made of it, and last the body's very text: its hash
 * is over these bytes, so it is neither parsed nor written again.
 */
function writeEntry(sheet: ByteSheet, row: PageRow, decoded: Entry): void {
  const salt = row.salt === null ? "null" : `"${Buffer.from(row.salt).toString("hex")}"`;
  const leaf = Buffer.from(row.leaf).toString("hex");
  sheet.text(`{"entry":${canonicalEntry(decoded)},"leaf":"${leaf}","salt":${salt},"body":`);
  if (row.bytes === null) sheet.text("null");
  else sheet.bytes(row.bytes);
  sheet.text("}\n");
}

function textOf({ buffer, byteOffset, length }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, length).toString("utf8");
}

interface ReadRow {
  readonly entry: Entry;
  readonly text: string;
  readonly latest: boolean;
}

function addRecord(sql: SqlReader, part: OpenPart, { entry, text, latest }: ReadRow): void {
  const body = decodeBody({ entry, text, leaf: "" }, upcasters);
  const findings = [...findingsOf(entry, body), ...suspicionsOf(sql, entry, body)];
  const [serialNumber, ...others] = findings.length === 0 ? [] : serialsOf(sql, entry, body);
  const { seq, type, id } = entry;
  const name = compact({
    seq,
    type,
    id,
    serialNumber: others.length > 0 ? undefined : serialNumber,
  });
  for (const finding of findings) part.exceptions.push({ ...name, ...finding });
  for (const hash of filesOf(entry, body)) part.attachments.add(hash);
  if (!latest) return;
  if (entry.type === "run") {
    const { outcome = "running" } = body as Partial<RunRecord>;
    part.outcomes[outcome] = (part.outcomes[outcome] ?? 0) + 1;
  }
  for (const [file, added] of recordLines(entry, body)) {
    const sheet = part.records.get(file) ?? new ByteSheet();
    sheet.text(added);
    part.records.set(file, sheet);
  }
}

/** Traces and raw bytes of runs, certificates, files of documents and attachments. */
function filesOf({ type }: Entry, body: unknown): readonly string[] {
  if (type === "run") {
    const { traceHash, wireHashes = {} } = body as RunHeader & Partial<RunRecord>;
    return [...(traceHash === undefined ? [] : [traceHash]), ...Object.values(wireHashes)];
  }
  const { certificateHash, fileHash, sha256 } = body as Readonly<Record<string, unknown>>;
  return [certificateHash, fileHash, sha256].filter((hash) => typeof hash === "string");
}
