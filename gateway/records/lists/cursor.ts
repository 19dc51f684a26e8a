import { Refusal } from "../../ledger/contract.ts";

/** The opaque cursor of the page that follows the position `seq`. */
export function encodeCursor(seq: number): string {
  return Buffer.from(JSON.stringify(["before", seq])).toString("base64url");
}

/** The position in a cursor. Throws Refusal `cursor.invalid` for anything we did not make. */
export function decodeCursor(cursor: string): number {
  const text = Buffer.from(cursor, "base64url").toString("utf8");
  const match = /^\["before",([1-9][0-9]{0,14})\]$/.exec(text);
  const seq = Number(match?.[1]);
  if (match !== null && encodeCursor(seq) === cursor) return seq;
  throw new Refusal("cursor.invalid", "the cursor is not one of ours", { cursor });
}
