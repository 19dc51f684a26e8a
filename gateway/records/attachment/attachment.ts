/** Files that belong to a record: photos, reports, raw logs. They are added, never changed. */
import { z } from "zod";
import { isoTime } from "../../domain/iso-time.ts";
import {
  type Projection,
  type Query,
  Refusal,
  type Rule,
  type SqlReader,
} from "../../ledger/contract.ts";
import { fileView, sha256, storedName } from "../file/record.ts";
import { latestVersion } from "../signature/queries.ts";
import { time } from "../view-scalars.ts";

/** A record by its type and id, as entries name it. */
export const recordName = z.strictObject({
  recordType: z.string().regex(/^[a-z][a-z-]{0,39}$/, "must be small letters and '-'"),
  recordId: z.string().min(1).max(200),
});

/** What is attached to which record; the file is stored by `POST /files` before. */
export const attachmentInput = recordName.extend({
  name: storedName,
  sha256,
  note: z.string().max(1_000).optional(),
});

/** An attachment as it is shown. */
export const attachmentView = attachmentInput.extend({
  id: z.string(),
  bytes: fileView.shape.bytes,
  mediaType: fileView.shape.mediaType,
  addedAt: time,
});

export type AttachmentView = z.infer<typeof attachmentView>;

/** The body of its entry. */
export type AttachmentBody = Omit<AttachmentView, "addedAt">;

/** Adds an attachment. Throws Refusal `record.not-found` where there is no such record. */
export const addAttachment: Rule<AttachmentBody, { id: string }> = (sql, body) => {
  const { id, recordType, recordId } = body;
  if (latestVersion(sql, body) === 0) {
    throw new Refusal("record.not-found", `there is no ${recordType} ${recordId}`);
  }
  const entry = { type: "attachment", id, version: 1, schema: "attachment/1", action: "added" };
  return { entries: [{ ...entry, body }], result: { id } };
};

/** Table `attachment`: every attachment by the record it belongs to. */
export const attachmentProjection: Projection = {
  name: "attachment",
  version: 1,
  types: ["attachment"],
  tables: ["attachment"],
  ddl: [
    `CREATE TABLE attachment (
      seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, record_type TEXT NOT NULL,
      record_id TEXT NOT NULL, sha256 TEXT NOT NULL, added_at INTEGER NOT NULL, body TEXT NOT NULL
    ) STRICT`,
    "CREATE INDEX attachment_record ON attachment (record_type, record_id, seq)",
  ],
  apply(sql, entry, raw) {
    const body = raw as AttachmentBody;
    sql.run(
      "INSERT INTO attachment VALUES (?, ?, ?, ?, ?, ?, ?)",
      ...[entry.seq, body.id, body.recordType, body.recordId, body.sha256],
      ...[entry.occurredAt, JSON.stringify(body)],
    );
  },
};

/** The attachments of a record, the oldest first. */
export const listAttachments: Query<z.infer<typeof recordName>, AttachmentView[]> = (
  { sql },
  { recordType, recordId },
) => select(sql, "record_type = ? AND record_id = ?", recordType, recordId);

/** One attachment. Throws Refusal `record.not-found`. */
export const getAttachment: Query<{ readonly id: string }, AttachmentView> = ({ sql }, { id }) => {
  const [found] = select(sql, "id = ?", id);
  if (found !== undefined) return found;
  throw new Refusal("record.not-found", `there is no attachment ${id}`, { id });
};

function select(sql: SqlReader, where: string, ...values: string[]): AttachmentView[] {
  return sql
    .all<{ body: string; addedAt: number }>(
      `SELECT body, added_at AS addedAt FROM attachment WHERE ${where} ORDER BY seq`,
      ...values,
    )
    .map(({ body, addedAt }) => ({
      ...(JSON.parse(body) as AttachmentBody),
      addedAt: isoTime(addedAt),
    }));
}
