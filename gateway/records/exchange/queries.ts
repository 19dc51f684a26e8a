import { isoTime } from "../../domain/iso-time.ts";
import type { Query } from "../../ledger/contract.ts";
import { readNewestFirst } from "../lists/newest-first.ts";
import type { ReceivedFile, ReceivedFileView } from "./record.ts";

interface Row {
  readonly seq: number;
  readonly receivedAt: number;
  readonly actor: string;
  readonly body: string;
}

export interface ReceivedPage {
  readonly items: ReceivedFileView[];
  readonly nextCursor?: string;
}

/** Files that were taken in, the newest first. Throws Refusal `cursor.invalid`. */
export const listReceived: Query<
  { readonly limit: number; readonly cursor?: string },
  ReceivedPage
> = ({ sql }, asked) =>
  readNewestFirst(
    sql,
    { ...asked, select: "SELECT seq, received_at AS receivedAt, actor, body FROM received_file" },
    ({ body, receivedAt, ...row }: Row) => ({
      ...row,
      ...(JSON.parse(body) as ReceivedFile),
      receivedAt: isoTime(receivedAt),
    }),
  );
