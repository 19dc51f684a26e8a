import type { Projection } from "../../ledger/contract.ts";
import type { HoldBody } from "./record.ts";

/** Table `hold`: each hold as it is now. Applied before units, whose status reads it. */
export const holdProjection: Projection = {
  name: "hold",
  version: 2,
  types: ["hold"],
  tables: ["hold"],
  ddl: [
    `CREATE TABLE hold (
      seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, unit_id TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('placed', 'lifted')), reason TEXT NOT NULL,
      nonconformance_id TEXT, decision_id TEXT, placed_at INTEGER NOT NULL, placed_by TEXT NOT NULL,
      lifted_at INTEGER, lifted_by TEXT, lifted_because TEXT, version INTEGER NOT NULL
    ) STRICT`,
    "CREATE INDEX hold_unit ON hold (unit_id, state)",
    "CREATE INDEX hold_state ON hold (state, seq)",
    "CREATE INDEX hold_decision ON hold (decision_id) WHERE decision_id IS NOT NULL",
    "CREATE INDEX hold_nonconformance ON hold (nonconformance_id, unit_id)",
  ],
  apply(sql, entry, raw) {
    const { id, unitId, state, reason, nonconformanceId, decisionId, liftedBecause } =
      raw as HoldBody;
    if (state === "placed") {
      sql.run(
        "INSERT INTO hold VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL, NULL, ?)",
        ...[entry.seq, id, unitId, state, reason, nonconformanceId ?? null, decisionId ?? null],
        ...[entry.occurredAt, entry.actor, entry.version],
      );
      return;
    }
    sql.run(
      `UPDATE hold SET state = ?, lifted_at = ?, lifted_by = ?, lifted_because = ?, version = ?
       WHERE id = ?`,
      ...[state, entry.occurredAt, entry.actor, liftedBecause ?? null, entry.version, id],
    );
  },
};
