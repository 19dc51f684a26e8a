/** Tokens of programs and stations: shown once, then only their hash is kept. */
import type { SqlReader } from "../../ledger/contract.ts";
import type { Connection } from "../../ledger/store/connection.ts";
import type { Scope, TokenBody } from "../../records/person/record.ts";
import { hashOpaque } from "./opaque.ts";

/** A token as it is stored, with the title that people know it by. */
export interface StoredToken extends Omit<TokenBody, "state"> {
  readonly title: string;
  readonly isRevoked: boolean;
}

/** Keeps a token's hash and what is known of it. */
export function insertToken(
  db: Connection,
  secret: string,
  token: Omit<StoredToken, "isRevoked">,
): void {
  const { id, kind, title, personId, station, scopes, expiresAt } = token;
  db.run(
    "INSERT INTO token VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)",
    ...[id, hashOpaque(secret), kind, title, personId, station ?? null],
    ...[JSON.stringify(scopes), expiresAt],
  );
}

/** The token of this secret; undefined where it is unknown, has ended or was revoked. */
export function findToken(sql: SqlReader, secret: string, now: number): StoredToken | undefined {
  const row = sql.get<Row>("SELECT * FROM token WHERE hash = ?", hashOpaque(secret));
  if (row === undefined || row.revoked === 1 || now >= row.expires_at) return undefined;
  return tokenOf(row);
}

/** Every token there ever was, the latest first. */
export function listTokens(sql: SqlReader): StoredToken[] {
  return sql.all<Row>("SELECT * FROM token ORDER BY id DESC").map(tokenOf);
}

/** Its secret is worth nothing from now on. */
export function endToken(db: Connection, id: string): void {
  db.run("UPDATE token SET revoked = 1 WHERE id = ?", id);
}

/** Ends every token that a person answers for. */
export function endTokensOf(db: Connection, personId: string): void {
  db.run("UPDATE token SET revoked = 1 WHERE person_id = ?", personId);
}

interface Row {
  readonly id: string;
  readonly kind: StoredToken["kind"];
  readonly title: string;
  readonly person_id: string;
  readonly station: string | null;
  readonly scopes: string;
  readonly expires_at: number;
  readonly revoked: number;
}

function tokenOf(row: Row): StoredToken {
  const { id, kind, title } = row;
  return {
    ...{ id, kind, title, personId: row.person_id },
    ...{ scopes: JSON.parse(row.scopes) as Scope[], expiresAt: row.expires_at },
    ...{ isRevoked: row.revoked === 1, ...(row.station === null ? {} : { station: row.station }) },
  };
}
