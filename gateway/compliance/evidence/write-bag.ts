/** Step two of a package: everything in scope, written into a bag. Constant memory. */
import { createHash } from "node:crypto";
import type { EvidencePart } from "../../records/evidence/page-query.ts";
import type { EvidenceBody, EvidenceContents } from "../../records/evidence/record.ts";
import { TABLE_HEADS } from "../../records/evidence/record-lines.ts";
import type { RouteLedger } from "../../records/routes.ts";
import type { BagWriter, OpenBagFile } from "../bag/bag-writer.ts";
import { ExceptionTally } from "./exception-tally.ts";
import { addLogProofs, type StatedEntry } from "./log-files.ts";
import type { ReportFacts } from "./report-facts.ts";
import { describeCrate } from "./ro-crate.ts";
import { SCHEMAS } from "./schemas.ts";
import type { OnProgress } from "./survey.ts";
import { verifyText } from "./verify-text.ts";

/** What writing a bag needs of the gateway. */
export interface BagParts {
  readonly ask: RouteLedger["ask"];
  /** The bytes of a blob; undefined where it is lost or damaged. */
  readonly readBlob: (hash: string) => Promise<Uint8Array | undefined>;
  /** The report as PDF. */
  readonly makeReport: (facts: ReportFacts) => Promise<Uint8Array>;
  readonly gatewayVersion: string;
  /** Microseconds since the epoch. */
  readonly nowUs: number;
}

/** A package whose contents the ledger has stated. */
export interface StatedPackage {
  readonly body: EvidenceBody & { readonly contents: EvidenceContents };
  readonly seqs: readonly number[];
  /** The package's own entries, which state what is in scope. */
  readonly statement: readonly StatedEntry[];
}

/** Two tiles of the log: the proofs of one are made at once. */
const PAGE_ENTRIES = 512;

/** Writes the payload. Throws what ledger and disk say. */
export async function writePayload(
  bag: BagWriter,
  pack: StatedPackage,
  { parts, onProgress }: { readonly parts: BagParts; readonly onProgress: OnProgress },
): Promise<ReportFacts> {
  const written = await writeEntries(bag, pack.seqs, { ask: parts.ask, onProgress });
  const lost = await writeAttachments(bag, written.attachments, { parts, onProgress });
  const logs = await addLogProofs(bag, parts.ask, pack.statement);
  const facts: ReportFacts = {
    ...{ body: pack.body, nowUs: parts.nowUs, gatewayVersion: parts.gatewayVersion },
    ...{ exceptions: written.tally.named, exceptionCounts: written.tally.counts },
    outcomes: written.outcomes,
    gaps: [...pack.body.contents.gaps, ...written.gaps(), ...lost],
    logs,
    attachments: written.attachments.size - lost.length,
  };
  await bag.add("report.pdf", await parts.makeReport(facts));
  for (const [name, schema] of Object.entries(SCHEMAS)) {
    await bag.add(`schema/${name}.json`, `${JSON.stringify(schema, null, 2)}\n`);
  }
  await bag.add("VERIFY.md", verifyText(facts));
  await bag.add("ro-crate-metadata.json", describeCrate(facts, [...written.files]));
  return facts;
}

class Written {
  readonly attachments = new Set<string>();
  readonly files = new Set<string>();
  readonly tally = new ExceptionTally();
  readonly outcomes: Record<string, number> = {};
  #unsigned = 0;
  #purged = 0;

  take(part: EvidencePart): void {
    for (const hash of part.attachments) this.attachments.add(hash);
    this.tally.take(part.exceptions);
    for (const [outcome, count] of Object.entries(part.outcomes)) {
      this.outcomes[outcome] = (this.outcomes[outcome] ?? 0) + count;
    }
    this.#unsigned += part.unsigned;
    this.#purged += part.purged;
  }

  gaps(): string[] {
    const unsigned = `${this.#unsigned} entries are covered by no signed checkpoint.`;
    const purged = `${this.#purged} bodies were purged; their entries and proofs are here.`;
    return [...(this.#unsigned > 0 ? [unsigned] : []), ...(this.#purged > 0 ? [purged] : [])];
  }
}

async function writeEntries(
  bag: BagWriter,
  seqs: readonly number[],
  { ask, onProgress }: { readonly ask: BagParts["ask"]; readonly onProgress: OnProgress },
): Promise<Written> {
  const written = new Written();
  const open = new Map<string, OpenBagFile>();
  const append = async (path: string, text: string | Uint8Array) => {
    if (text.length === 0 && open.has(path)) return;
    const file = open.get(path) ?? (await bag.file(path));
    if (!open.has(path)) await file.write(TABLE_HEADS[path.replace("records/", "")] ?? "");
    open.set(path, file);
    await file.write(text);
  };
  await append("audit/entries.jsonl", "");
  await append("proofs/inclusion.jsonl", "");
  await append("exceptions.jsonl", "");
  const askFrom = (from: number) => {
    const page = seqs.slice(from, from + PAGE_ENTRIES);
    const part = ask("evidence.part", { seqs: page, lastSeq: seqs.at(-1) ?? 0 });
    // Awaited at its turn; a disk that is full before must not end the process.
    part.catch(() => undefined);
    return part;
  };
  let next = askFrom(0);
  for (let from = 0; from < seqs.length; from += PAGE_ENTRIES) {
    const part = await next;
    // Read by the ledger's thread while this one is packed and written.
    if (from + PAGE_ENTRIES < seqs.length) next = askFrom(from + PAGE_ENTRIES);
    written.take(part);
    await append("audit/entries.jsonl", part.entries);
    await append("proofs/inclusion.jsonl", part.proofs);
    const told = part.exceptions.map((exception) => `${JSON.stringify(exception)}\n`);
    await append("exceptions.jsonl", told.join(""));
    for (const [file, text] of Object.entries(part.records)) await append(`records/${file}`, text);
    onProgress("records", Math.min(from + PAGE_ENTRIES, seqs.length), seqs.length);
  }
  for (const [path, file] of open) {
    await file.end();
    written.files.add(path);
  }
  return written;
}

/** Returns what is lost, in words: a package is not kept from anybody for it. */
async function writeAttachments(
  bag: BagWriter,
  hashes: ReadonlySet<string>,
  { parts, onProgress }: { readonly parts: BagParts; readonly onProgress: OnProgress },
): Promise<string[]> {
  const lost: string[] = [];
  let done = 0;
  for (const hash of [...hashes].sort()) {
    const bytes = await parts.readBlob(hash);
    done += 1;
    onProgress("attachments", done, hashes.size);
    const isWhole = bytes !== undefined && sha256(bytes) === hash;
    if (isWhole) await bag.add(`attachments/${hash}`, bytes);
    else lost.push(`The attachment ${hash} can not be read on the gateway.`);
  }
  return lost;
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
