/** Sessions in cookies: opaque to the browser, and only a hash of them is kept. */
import type { SqlReader } from "../../ledger/contract.ts";
import type { Connection } from "../../ledger/store/connection.ts";
import { hashOpaque, newOpaque } from "./opaque.ts";

/** How somebody signed in; a badge or a PIN identifies and never signs. */
export type SignInMethod = "password" | "badge";

/** A session as it is stored; times are microseconds since the epoch. */
export interface Session {
  readonly hash: string;
  readonly personId: string;
  readonly method: SignInMethod;
  /** Where it was begun; empty where that is no known station. */
  readonly station: string;
  /** When somebody last did something. */
  readonly seenAt: number;
  readonly endsAt: number;
  /** Where something was signed in it last; absent before the first signature. */
  readonly signedStation?: string;
}

const HOUR_US = 3_600 * 1_000_000;

/** How long nothing may be done, and how long it lasts at all. */
export const SESSION_LIMITS = {
  password: { idleUs: HOUR_US / 2, wholeUs: 12 * HOUR_US },
  badge: { idleUs: HOUR_US, wholeUs: 12 * HOUR_US },
} as const satisfies Readonly<Record<SignInMethod, { idleUs: number; wholeUs: number }>>;

/** Begins a session; answers the cookie's value, which is not kept. */
export function beginSession(
  db: Connection,
  begun: Pick<Session, "personId" | "method" | "station"> & { readonly now: number },
): string {
  const { personId, method, station, now } = begun;
  const secret = newOpaque();
  const endsAt = now + SESSION_LIMITS[method].wholeUs;
  db.run("DELETE FROM session WHERE ends_at <= ?", now);
  db.run(
    "INSERT INTO session VALUES (?, ?, ?, ?, ?, ?, NULL)",
    ...[hashOpaque(secret), personId, method, station, now, endsAt],
  );
  return secret;
}

/** The session of a cookie, while it lives. */
export function findSession(sql: SqlReader, secret: string, now: number): Session | undefined {
  const row = sql.get<Row>("SELECT * FROM session WHERE hash = ?", hashOpaque(secret));
  if (row === undefined) return undefined;
  const { idleUs } = SESSION_LIMITS[row.method];
  if (now >= row.ends_at || now >= row.seen_at + idleUs) return undefined;
  const session = {
    ...{ hash: row.hash, personId: row.person_id, method: row.method, station: row.station },
    ...{ seenAt: row.seen_at, endsAt: row.ends_at },
  };
  return row.signed_station === null ? session : { ...session, signedStation: row.signed_station };
}

/** Somebody did something in it. */
export function touchSession(db: Connection, hash: string, now: number): void {
  db.run("UPDATE session SET seen_at = ? WHERE hash = ?", now, hash);
}

/** Something was signed in it, at that station. */
export function noteSigned(db: Connection, hash: string, station: string): void {
  db.run("UPDATE session SET signed_station = ? WHERE hash = ?", station, hash);
}

/** Ends one session: its cookie is worth nothing from now on. */
export function endSession(db: Connection, hash: string): void {
  db.run("DELETE FROM session WHERE hash = ?", hash);
}

/** Ends every session of a person. */
export function endSessionsOf(db: Connection, personId: string): void {
  db.run("DELETE FROM session WHERE person_id = ?", personId);
}

interface Row {
  readonly hash: string;
  readonly person_id: string;
  readonly method: SignInMethod;
  readonly station: string;
  readonly seen_at: number;
  readonly ends_at: number;
  readonly signed_station: string | null;
}
