/** A page of a package: entries as they were hashed, their proofs, and the records they make. */
import type { Entry } from "../../domain/entry.ts";
import type { RunHeader, RunRecord } from "../../domain/run.ts";
import { canonicalJson } from "../../ledger/canonical-json.ts";
import type { Query, SqlReader } from "../../ledger/contract.ts";
import type { CheckedRow } from "../../ledger/log/check-entry.ts";
import { decodeBody, decodeEntry } from "../../ledger/store/entries.ts";
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

export interface EvidencePart {
  /** Lines of `audit/entries.jsonl`. */
  readonly entries: string;
  /** Lines of `proofs/inclusion.jsonl`. */
  readonly proofs: string;
  /** By path below `records/`. */
  readonly records: Readonly<Record<string, string>>;
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
  const part = openPart();
  for (const row of readPage(sql, seqs, lastSeq)) {
    const entry = decodeEntry(row);
    part.entries.push(entryLine(row, entry));
    const proof = proofOf(row.seq);
    if (proof === undefined) part.unsigned += 1;
    else part.proofs.push(proof);
    const { text, latest } = row;
    if (text === null) part.purged += 1;
    else addRecord(sql, part, { entry, text, latest: latest === 1 });
  }
  return joinPart(part);
};

interface PageRow extends CheckedRow {
  /** 1 for the newest version in the package: the ledger goes on while it is written. */
  readonly latest: 0 | 1;
}

/** All of them in one statement: each of its own cost more than what it read. */
function readPage(sql: SqlReader, seqs: readonly number[], lastSeq: number): readonly PageRow[] {
  const rows = sql.all<PageRow>(
    `SELECT entry.*, body.text, body.salt, NOT EXISTS (
       SELECT 1 FROM entry AS later WHERE later.type = entry.type AND later.id = entry.id
         AND later.version > entry.version AND later.seq <= ?2) AS latest
     FROM json_each(?1) AS wanted CROSS JOIN entry ON entry.seq = wanted.value
     LEFT JOIN body ON body.seq = entry.seq`,
    ...[JSON.stringify(seqs), lastSeq],
  );
  const found = new Map(rows.map((row) => [row.seq, row]));
  return seqs.map((seq) => {
    const row = found.get(seq);
    if (row === undefined) throw new Error(`the ledger has no entry ${seq}`);
    return row;
  });
}

interface OpenPart {
  readonly entries: string[];
  readonly proofs: string[];
  readonly records: Map<string, string[]>;
  readonly exceptions: EvidenceException[];
  readonly attachments: Set<string>;
  readonly outcomes: Record<string, number>;
  unsigned: number;
  purged: number;
}

function openPart(): OpenPart {
  const texts = { entries: [], proofs: [], exceptions: [], outcomes: {} };
  return { ...texts, records: new Map(), attachments: new Set(), unsigned: 0, purged: 0 };
}

function joinPart(part: OpenPart): EvidencePart {
  const records = [...part.records].map(([file, lines]) => [file, lines.join("")] as const);
  return {
    ...part,
    entries: part.entries.join(""),
    proofs: part.proofs.join(""),
    records: Object.fromEntries(records),
    attachments: [...part.attachments],
  };
}

/**
 * The entry in canonical JSON, as its leaf was made of it, and last the body's very text: its hash
 * is over these bytes, so it is neither parsed nor written again.
 */
function entryLine(row: CheckedRow, decoded: Entry): string {
  const salt = row.salt === null ? "null" : `"${Buffer.from(row.salt).toString("hex")}"`;
  const leaf = Buffer.from(row.leaf).toString("hex");
  const entry = canonicalJson(decoded);
  return `{"entry":${entry},"leaf":"${leaf}","salt":${salt},"body":${row.text ?? "null"}}\n`;
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
    const lines = part.records.get(file) ?? [];
    lines.push(added);
    part.records.set(file, lines);
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
