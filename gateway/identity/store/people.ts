/** The accounts: who somebody is, and the hashes that prove it. */
import type { Role } from "../../domain/access/principal.ts";
import type { SqlReader } from "../../ledger/contract.ts";
import type { Connection } from "../../ledger/store/connection.ts";
import { hashKeyed } from "./opaque.ts";

/** An account as it is stored; times are microseconds since the epoch. */
export interface Account {
  readonly id: string;
  readonly login: string;
  readonly printedName: string;
  /** As the ledger has it, which decides. */
  readonly state: "active" | "revoked";
  readonly roles: readonly Role[];
  readonly passwordHash?: string;
  readonly signingHash?: string;
  readonly pinHash?: string;
  readonly badgeHash?: string;
  readonly failures: number;
  readonly lockedUntil?: number;
}

/** Sign-in names differ in more than capitals. */
export function normalLogin(login: string): string {
  return login.normalize("NFKC").trim().toLowerCase();
}

/** Every account, by id. */
export function listAccounts(sql: SqlReader): Account[] {
  return sql.all<Row>("SELECT * FROM person ORDER BY id").map(accountOf);
}

/** By id; undefined for an unknown or erased person. */
export function findAccount(sql: SqlReader, id: string): Account | undefined {
  return found(sql.get<Row>("SELECT * FROM person WHERE id = ?", id));
}

/** By sign-in name. */
export function findLogin(sql: SqlReader, login: string): Account | undefined {
  return found(sql.get<Row>("SELECT * FROM person WHERE login = ?", normalLogin(login)));
}

/** By the code of a badge. */
export function findBadge(db: Connection, code: string): Account | undefined {
  const hash = hashKeyed(db, "badge", code);
  return found(db.get<Row>("SELECT * FROM person WHERE badge_hash = ?", hash));
}

/** True where id or sign-in name was given to anybody before, be it erased since (CR-23). */
export function isNameUsed(db: Connection, name: string): boolean {
  const hash = hashKeyed(db, "name", normalLogin(name));
  return db.get("SELECT 1 AS one FROM used_name WHERE hash = ?", hash) !== undefined;
}

/** Adds an account without any secret. */
export function insertAccount(
  db: Connection,
  { id, login, printedName, roles }: Pick<Account, "id" | "login" | "printedName" | "roles">,
): void {
  const name = normalLogin(login);
  db.run(
    `INSERT INTO person (id, login, printed_name, state, roles) VALUES (?, ?, ?, 'active', ?)`,
    ...[id, name, printedName, JSON.stringify(roles)],
  );
  db.run("INSERT OR IGNORE INTO used_name VALUES (?)", hashKeyed(db, "name", name));
}

/** What of an account may be changed; `null` takes it away. */
export interface AccountChange {
  readonly state?: Account["state"];
  readonly roles?: readonly Role[];
  readonly passwordHash?: string | null;
  readonly signingHash?: string | null;
  readonly pinHash?: string | null;
  readonly badgeHash?: string | null;
  readonly failures?: number;
  readonly lockedUntil?: number | null;
}

const COLUMNS = {
  state: "state",
  roles: "roles",
  passwordHash: "password_hash",
  signingHash: "signing_hash",
  pinHash: "pin_hash",
  badgeHash: "badge_hash",
  failures: "failures",
  lockedUntil: "locked_until",
} as const satisfies Readonly<Record<keyof AccountChange, string>>;

/** Changes what is named of an account. */
export function updateAccount(db: Connection, id: string, change: AccountChange): void {
  const named = (Object.keys(COLUMNS) as (keyof AccountChange)[]).filter(
    (key) => change[key] !== undefined,
  );
  const values = named.map((key) => {
    const value = change[key];
    return key === "roles" ? JSON.stringify(value) : (value as string | number | null);
  });
  const columns = named.map((key) => `${COLUMNS[key]} = ?`).join(", ");
  db.run(`UPDATE person SET ${columns} WHERE id = ?`, ...values, id);
}

/** Forgets who it was; that the name was given stays. */
export function deleteAccount(db: Connection, id: string): void {
  db.run("DELETE FROM person WHERE id = ?", id);
}

interface Row {
  readonly id: string;
  readonly login: string;
  readonly printed_name: string;
  readonly state: Account["state"];
  readonly roles: string;
  readonly password_hash: string | null;
  readonly signing_hash: string | null;
  readonly pin_hash: string | null;
  readonly badge_hash: string | null;
  readonly failures: number;
  readonly locked_until: number | null;
}

function found(row: Row | undefined): Account | undefined {
  return row && accountOf(row);
}

function accountOf(row: Row): Account {
  const { id, login, state, failures } = row;
  return {
    ...{ id, login, state, failures, printedName: row.printed_name },
    roles: JSON.parse(row.roles) as Role[],
    ...(row.password_hash === null ? {} : { passwordHash: row.password_hash }),
    ...(row.signing_hash === null ? {} : { signingHash: row.signing_hash }),
    ...(row.pin_hash === null ? {} : { pinHash: row.pin_hash }),
    ...(row.badge_hash === null ? {} : { badgeHash: row.badge_hash }),
    ...(row.locked_until === null ? {} : { lockedUntil: row.locked_until }),
  };
}
