import { Refusal, type Stream } from "../../ledger/contract.ts";

interface Key {
  readonly sink: string;
  readonly stream: Stream;
  readonly position: number;
}

/** The opaque cursor of the page after this held position. */
export function encodeHeldCursor({ sink, stream, position }: Key): string {
  return Buffer.from(JSON.stringify(["held", sink, stream, position])).toString("base64url");
}

/** The position in a cursor. Throws Refusal `cursor.invalid` for anything we did not make. */
export function decodeHeldCursor(cursor: string): Key {
  const text = Buffer.from(cursor, "base64url").toString("utf8");
  const match = /^\["held","([\w.-]{1,64})","(ledger|telemetry)",([1-9]\d{0,14})\]$/.exec(text);
  const [, sink = "", stream = "ledger", position] = match ?? [];
  const key = { sink, stream: stream as Stream, position: Number(position) };
  if (match !== null && encodeHeldCursor(key) === cursor) return key;
  throw new Refusal("cursor.invalid", "the cursor is not one of ours", { cursor });
}
