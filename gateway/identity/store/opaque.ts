/** Secrets that we make ourselves: 256 random bits, of which only a hash is kept. */
import { createHash, createHmac, randomBytes } from "node:crypto";
import type { Connection } from "../../ledger/store/connection.ts";
import { readMeta, writeMeta } from "./identity-db.ts";

/** A new one, for cookies, links and tokens. */
export function newOpaque(): string {
  return randomBytes(32).toString("base64url");
}

/** What is kept of it. Without salt: nothing can be guessed of 256 random bits. */
export function hashOpaque(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

/**
 * Hash of what has few bits but must be found by itself (a badge, a name that was given): keyed,
 * so that who reads the column alone can not try all of them.
 */
export function hashKeyed(db: Connection, kind: "badge" | "name", text: string): string {
  let key = readMeta(db, "hash-key");
  if (key === undefined) {
    key = newOpaque();
    writeMeta(db, "hash-key", key);
  }
  return createHmac("sha256", key).update(`${kind}\0${text}`).digest("hex");
}
