import type { VersionStatus } from "../../domain/controlled/version-moves.ts";
import type { Entry } from "../../domain/entry.ts";
import { parseIsoTime } from "../../domain/iso-time.ts";
import type { Projection, SqlWriter } from "../../ledger/contract.ts";
import { personOf } from "./require-move.ts";

/** What the body of every version of controlled data has in common. */
export interface VersionBody {
  readonly id: string;
  readonly version: number;
  readonly status: VersionStatus;
  /** ISO 8601; in force from then on, at once where absent. */
  readonly effectiveFrom?: string;
  readonly partNumber?: string;
  readonly operation?: string;
  readonly hash: string;
}

/** Entries whose versions go through review and approval. */
const CONTROLLED_TYPES = ["procedure", "limit-set", "document"] as const;
export type ControlledType = (typeof CONTROLLED_TYPES)[number];

/**
 * Table `controlled_version`: each version of a procedure, limit set or document as it is now, with
 * the people who wrote it. `managed` is 1 once it was changed here, so that the file it was
 * imported from does not lead any more.
 */
export const controlledProjection: Projection = {
  name: "controlled",
  version: 1,
  types: CONTROLLED_TYPES,
  tables: ["controlled_version"],
  ddl: [
    `CREATE TABLE controlled_version (
      type TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL,
      entry_version INTEGER NOT NULL, seq INTEGER NOT NULL, status TEXT NOT NULL,
      effective_from INTEGER NOT NULL, hash TEXT NOT NULL, part_number TEXT, operation TEXT,
      authors TEXT NOT NULL, managed INTEGER NOT NULL, changed_at INTEGER NOT NULL,
      body TEXT NOT NULL,
      PRIMARY KEY (type, id, version)
    ) STRICT, WITHOUT ROWID`,
    "CREATE INDEX controlled_place ON controlled_version (type, part_number, operation, status)",
    "CREATE INDEX controlled_hash ON controlled_version (type, hash)",
  ],
  apply(sql, entry, raw) {
    const body = raw as VersionBody;
    const { authors, managed } = standing(sql, entry, body);
    sql.run(
      "INSERT OR REPLACE INTO controlled_version VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      ...[entry.type, body.id, body.version, entry.version, entry.seq, body.status],
      ...[effectiveFromUs(body), body.hash, body.partNumber ?? null, body.operation ?? null],
      ...[JSON.stringify(authors), Number(managed), entry.occurredAt, JSON.stringify(body)],
    );
  },
};

/** Microseconds since the epoch from which it is in force; 0 for at once. */
function effectiveFromUs({ effectiveFrom }: VersionBody): number {
  return effectiveFrom === undefined ? 0 : (parseIsoTime(effectiveFrom) ?? 0);
}

/** Whoever wrote a draft is an author; whoever moves it on is not. */
const WRITING: ReadonlySet<string> = new Set(["drafted", "edited", "imported"]);

function standing(sql: SqlWriter, entry: Entry, { id, version }: VersionBody) {
  const before = sql.get<{ authors: string; managed: number }>(
    "SELECT authors, managed FROM controlled_version WHERE type = ? AND id = ? AND version = ?",
    ...[entry.type, id, version],
  );
  const authors = new Set(before === undefined ? [] : (JSON.parse(before.authors) as string[]));
  const person = WRITING.has(entry.action) ? personOf(entry.actor) : undefined;
  if (person !== undefined) authors.add(person);
  const managed = before?.managed === 1 || entry.action !== "imported";
  return { authors: [...authors], managed };
}
