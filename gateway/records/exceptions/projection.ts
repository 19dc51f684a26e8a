import type { Entry } from "../../domain/entry.ts";
import type { Calibration } from "../../domain/equipment/equipment.ts";
import type { UsedEquipment } from "../../domain/equipment/used.ts";
import type { Projection, SqlWriter } from "../../ledger/contract.ts";
import { EXCEPTION_TYPES, type Finding, findingsOf } from "./classify.ts";
import { serialsOf } from "./serials.ts";
import { type BadFindings, findBad, suspicionOf, suspicionsOf } from "./suspects.ts";

/**
 * Tables `exception`, every entry that did not go by the book, once for each reason, and
 * `exception_unit`, the units it is about. It reads units, runs and equipment: they come before.
 */
export const exceptionProjection: Projection = {
  name: "exception",
  version: 4,
  types: EXCEPTION_TYPES,
  tables: ["exception_unit", "exception"],
  ddl: [
    `CREATE TABLE exception (
      seq INTEGER NOT NULL, kind TEXT NOT NULL, type TEXT NOT NULL, id TEXT NOT NULL,
      serial_number TEXT, occurred_at INTEGER NOT NULL, actor TEXT NOT NULL, text TEXT NOT NULL,
      PRIMARY KEY (seq, kind)
    ) STRICT, WITHOUT ROWID`,
    "CREATE INDEX exception_kind ON exception (kind, seq)",
    `CREATE TABLE exception_unit (
      serial_number TEXT NOT NULL, seq INTEGER NOT NULL, kind TEXT NOT NULL,
      PRIMARY KEY (serial_number, seq, kind)
    ) STRICT, WITHOUT ROWID`,
  ],
  apply(sql, entry, body) {
    const findings = [...findingsOf(entry, body), ...suspicionsOf(sql, entry, body)];
    const serials = findings.length === 0 ? [] : serialsOf(sql, entry, body);
    for (const finding of findings) insert(sql, entry, { finding, serials });
    if (entry.type === "calibration") judgeUsesAgain(sql, entry, body as Calibration);
  },
};

type Named = Pick<Entry, "seq" | "type" | "id" | "occurredAt" | "actor">;

interface Judged {
  readonly finding: Finding;
  readonly serials: readonly string[];
}

function insert(sql: SqlWriter, entry: Named, { finding, serials }: Judged): void {
  const { seq, type, id, occurredAt, actor } = entry;
  const { kind, text } = finding;
  const only = serials.length === 1 ? (serials[0] ?? null) : null;
  sql.run(
    "INSERT OR REPLACE INTO exception VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    ...[seq, kind, type, id, only, occurredAt, actor, text],
  );
  for (const serial of serials) {
    sql.run("INSERT OR IGNORE INTO exception_unit VALUES (?, ?, ?)", serial, seq, kind);
  }
}

interface UseRow extends Named {
  readonly startedAt: number;
  readonly serial: string | null;
  readonly equipment: string;
}

/**
 * A calibration says something of the runs before it, and a correction or one that is told late
 * takes back what another one said: each run in question is judged anew.
 */
function judgeUsesAgain(sql: SqlWriter, entry: Entry, calibration: Calibration): void {
  const { equipmentId, performedAt } = calibration;
  const known: BadFindings = new Map();
  const bad = findBad(sql, equipmentId, known);
  const own = bad.find(({ found }) => found.id === calibration.id);
  const isLast = entry.version === 1 && bad.every(({ found }) => found.performedAt <= performedAt);
  if (isLast && own === undefined) return;
  const fromUs = isLast ? (own?.window.fromUs ?? 0) : 0;
  for (const { startedAt, serial, equipment, ...run } of usesSince(sql, equipmentId, fromUs)) {
    const used = JSON.parse(equipment) as readonly UsedEquipment[];
    if (used.some(({ status }) => status === "out_of_tolerance")) continue;
    const finding = suspicionOf(sql, { startedAt, equipment: used }, known);
    sql.run("DELETE FROM exception WHERE seq = ? AND kind = 'out-of-tolerance'", run.seq);
    if (finding !== undefined) {
      insert(sql, run, { finding, serials: serial === null ? [] : [serial] });
    }
  }
}

/** Finished ones, by the entry that finished them: a link is an entry of its own. */
function usesSince(sql: SqlWriter, equipmentId: string, fromUs: number): UseRow[] {
  return sql.all<UseRow>(
    `SELECT entry.seq, entry.type, entry.id, entry.occurred_at AS occurredAt, entry.actor,
       run.started_at AS startedAt, run.serial_number AS serial, run.equipment
     FROM run_equipment AS used JOIN run ON run.id = used.run_id
     JOIN entry ON entry.type = 'run' AND entry.id = run.id
     WHERE used.equipment_id = ? AND used.started_at >= ? AND run.completion <> 'running'
       AND entry.seq = (SELECT max(seq) FROM entry WHERE type = 'run' AND id = run.id)`,
    ...[equipmentId, fromUs],
  );
}
