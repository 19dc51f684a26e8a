import type { Projection, SqlReader } from "../../ledger/contract.ts";
import { Refusal } from "../../ledger/contract.ts";
import type { Latest } from "../import-rule.ts";
import type { CorrectiveActionBody } from "./record.ts";

/** Table `corrective_action`: the latest version of each. */
export const correctiveActionProjection: Projection = {
  name: "corrective-action",
  version: 1,
  types: ["corrective-action"],
  tables: ["corrective_action"],
  ddl: [
    `CREATE TABLE corrective_action (
      seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, state TEXT NOT NULL, body TEXT NOT NULL,
      opened_at INTEGER NOT NULL, opened_by TEXT NOT NULL, version INTEGER NOT NULL
    ) STRICT`,
    "CREATE INDEX corrective_action_state ON corrective_action (state, seq)",
  ],
  apply(sql, entry, raw) {
    const body = raw as CorrectiveActionBody;
    sql.run(
      `INSERT INTO corrective_action VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET state = excluded.state, body = excluded.body,
         version = excluded.version`,
      ...[entry.seq, body.id, body.state, JSON.stringify(body)],
      ...[entry.occurredAt, entry.actor, entry.version],
    );
  },
};

/** The latest version. Throws Refusal `corrective-action.not-found`. */
export function getCorrectiveAction(sql: SqlReader, id: string): Latest<CorrectiveActionBody> {
  const row = sql.get<{ version: number; body: string }>(
    "SELECT version, body FROM corrective_action WHERE id = ?",
    id,
  );
  if (row === undefined) {
    throw new Refusal("corrective-action.not-found", `no corrective action ${id}`, { id });
  }
  return { version: row.version, body: JSON.parse(row.body) as CorrectiveActionBody };
}
