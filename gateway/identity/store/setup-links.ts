/** Links by which somebody sets their own secrets, once: nobody else ever knows them. */
import type { Connection } from "../../ledger/store/connection.ts";
import { hashOpaque, newOpaque } from "./opaque.ts";

const HOUR_US = 3_600 * 1_000_000;

/** How long a link is good for: the first one an hour after each start, a person's three days. */
export const LINK_LIMITS_US = { first: HOUR_US, person: 72 * HOUR_US } as const;

/** For whom a link is; without a person it makes the first administrator. */
export interface SetupLink {
  readonly personId?: string;
}

/** Makes a link and ends those that were made for the same before; answers its secret. */
export function makeLink(db: Connection, { personId }: SetupLink, now: number): string {
  const secret = newOpaque();
  const [whose, values] =
    personId === undefined ? ["person_id IS NULL", []] : ["person_id = ?", [personId]];
  db.run(`DELETE FROM setup_link WHERE ${whose}`, ...values);
  const expiresAt = now + LINK_LIMITS_US[personId === undefined ? "first" : "person"];
  db.run(
    "INSERT INTO setup_link VALUES (?, ?, ?)",
    hashOpaque(secret),
    personId ?? null,
    expiresAt,
  );
  return secret;
}

/** Whose link it is, while it is good; undefined otherwise. */
export function findLink(db: Connection, secret: string, now: number): SetupLink | undefined {
  const row = db.get<{ person_id: string | null; expires_at: number }>(
    "SELECT person_id, expires_at FROM setup_link WHERE hash = ?",
    hashOpaque(secret),
  );
  if (row === undefined || now >= row.expires_at) return undefined;
  return row.person_id === null ? {} : { personId: row.person_id };
}

/** Uses it up; false where another request was faster. */
export function consumeLink(db: Connection, secret: string): boolean {
  const hash = hashOpaque(secret);
  const there = db.get("SELECT 1 AS one FROM setup_link WHERE hash = ?", hash) !== undefined;
  db.run("DELETE FROM setup_link WHERE hash = ?", hash);
  return there;
}

/** Ends every link of a person. */
export function endLinksOf(db: Connection, personId: string): void {
  db.run("DELETE FROM setup_link WHERE person_id = ?", personId);
}
