/** A revision as a record of its own: what it needs, and what it was released with. */
import { z } from "zod";
import { REVISION_STATUSES, type RevisionStatus } from "../../domain/controlled/revision-moves.ts";
import type { Projection, SqlReader } from "../../ledger/contract.ts";
import { personOf } from "../controlled/require-move.ts";
import { sha256 } from "../file/record.ts";
import { signatureView } from "../signature/record.ts";

const documentId = z.string().min(1).max(200);

/** What an author says of a revision. */
export const revisionInput = z.strictObject({
  firmwareDigest: sha256.optional().describe("Of the firmware its units run"),
  documents: z
    .array(documentId)
    .max(200)
    .default([])
    .describe("Ids of the documents that must be effective and fresh at its release"),
  notes: z.string().max(2_000).optional(),
});

/** What it was released with: the hashes say exactly which content. */
export const revisionPins = z.object({
  procedures: z.array(
    z.object({
      operation: z.string(),
      id: z.string(),
      version: z.number().int(),
      hash: z.string(),
      limitSetHash: z.string(),
    }),
  ),
  documents: z.array(z.object({ id: z.string(), version: z.number().int(), hash: z.string() })),
  firmwareDigest: z.string().optional(),
  replays: z.array(z.string()).describe("Trials on past runs of the limits that changed"),
});

/** One revision as it is shown. */
export const revisionView = revisionInput.extend({
  partNumber: z.string(),
  revision: z.string(),
  status: z.enum(REVISION_STATUSES),
  imported: z.boolean().describe("Its state came from a file, without signatures and pins"),
  recordVersion: z.number().int().describe("Send it as `expectedVersion` with a change"),
  next: z.array(z.enum(REVISION_STATUSES)).describe("What it can become now"),
  missing: z.array(z.string()).describe("What its release waits for, each in words"),
  route: z.array(z.string()),
  authors: z.array(z.string()).describe("Ids of the people who wrote it: they can not release it"),
  pins: revisionPins.optional(),
  signatures: z.array(signatureView),
});

export type RevisionPins = z.infer<typeof revisionPins>;
export type RevisionView = z.infer<typeof revisionView>;

/** The body of its entries. */
export interface RevisionBody {
  readonly partNumber: string;
  readonly revision: string;
  readonly status: RevisionStatus;
  readonly firmwareDigest?: string;
  readonly documents: readonly string[];
  readonly notes?: string;
  /** From its release on. */
  readonly pins?: RevisionPins;
}

/** A revision with the version of its record and the people who wrote it. */
export interface StoredRevision {
  readonly version: number;
  readonly authors: readonly string[];
  readonly body: RevisionBody;
}

/** The id of its record, as entries and signatures name it. */
export const revisionId = (partNumber: string, revision: string) => `${partNumber}/${revision}`;

/** Table `revision_record`: each revision that was written or moved here, as it is now. */
export const revisionProjection: Projection = {
  name: "revision_record",
  version: 1,
  types: ["revision"],
  tables: ["revision_record"],
  ddl: [
    `CREATE TABLE revision_record (
      id TEXT PRIMARY KEY, version INTEGER NOT NULL, status TEXT NOT NULL, authors TEXT NOT NULL,
      body TEXT NOT NULL
    ) STRICT, WITHOUT ROWID`,
  ],
  apply(sql, entry, raw) {
    const authors = new Set(findRevision(sql, entry.id)?.authors ?? []);
    const person = entry.action === "written" ? personOf(entry.actor) : undefined;
    if (person !== undefined) authors.add(person);
    sql.run(
      "INSERT OR REPLACE INTO revision_record VALUES (?, ?, ?, ?, ?)",
      ...[entry.id, entry.version, (raw as RevisionBody).status],
      ...[JSON.stringify([...authors]), JSON.stringify(raw)],
    );
  },
};

/** The revision's record; undefined for one that came from a file and was never changed here. */
export function findRevision(sql: SqlReader, id: string): StoredRevision | undefined {
  const row = sql.get<{ version: number; authors: string; body: string }>(
    "SELECT version, authors, body FROM revision_record WHERE id = ?",
    id,
  );
  if (row === undefined) return undefined;
  const { version, authors, body } = row;
  return {
    version,
    authors: JSON.parse(authors) as string[],
    body: JSON.parse(body) as RevisionBody,
  };
}
