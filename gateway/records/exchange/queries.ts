import { isoTime } from "../../domain/iso-time.ts";
import type { Query, SqlValue } from "../../ledger/contract.ts";
import { decodeCursor, encodeCursor } from "../cursor.ts";
import type { ReceivedFile, ReceivedFileView } from "./record.ts";

export interface ReceivedPage {
  readonly items: ReceivedFileView[];
  readonly nextCursor?: string;
}

/** Files that were taken in, the newest first. Throws Refusal `cursor.invalid`. */
export const listReceived: Query<
  { readonly limit: number; readonly cursor?: string },
  ReceivedPage
> = ({ sql }, { limit, cursor }) => {
  const before: SqlValue[] = cursor === undefined ? [] : [decodeCursor(cursor)];
  const rows = sql.all<{ seq: number; receivedAt: number; actor: string; body: string }>(
    `SELECT seq, received_at AS receivedAt, actor, body FROM received_file
     ${before.length > 0 ? "WHERE seq < ?" : ""} ORDER BY seq DESC LIMIT ?`,
    ...[...before, limit + 1],
  );
  const items = rows.slice(0, limit).map(({ body, receivedAt, ...row }) => ({
    ...row,
    ...(JSON.parse(body) as ReceivedFile),
    receivedAt: isoTime(receivedAt),
  }));
  const last = rows[limit - 1];
  if (rows.length <= limit || last === undefined) return { items };
  return { items, nextCursor: encodeCursor(last.seq) };
};
