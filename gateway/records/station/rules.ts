import type { CardReasons } from "../../domain/scan/card.ts";
import type { Rule, SqlReader } from "../../ledger/contract.ts";
import { type ImportResult, isSameContent, unchanged } from "../import-rule.ts";

/** A work place as the configuration declares it: the body of its entry. */
export interface StationBody {
  readonly id: string;
  readonly title: string;
  /** Nothing but reference units is tested there while anything is due that holds units back. */
  readonly lockedUntilChecked?: true;
  /** Of a station that is locked so: its rigs, as the configuration has them. */
  readonly rigs?: readonly string[];
  /** In place of the usual ones. */
  readonly reasons?: Partial<CardReasons>;
}

/** Records what a station is; appends only when it changed. */
export const declareStation: Rule<StationBody, ImportResult> = (sql, input) => {
  const before = sql.get<{ version: number; body: string }>(
    "SELECT version, body FROM station WHERE id = ?",
    input.id,
  );
  if (before !== undefined && isSameContent(JSON.parse(before.body), input)) return unchanged();
  const version = (before?.version ?? 0) + 1;
  const entry = { type: "station", id: input.id, version, schema: "station/1", action: "declared" };
  return { entries: [{ ...entry, body: input }], result: "imported" };
};

/** A station as it was last declared; undefined for one that never was. */
export function findStation(sql: SqlReader, id: string): StationBody | undefined {
  const row = sql.get<{ body: string }>("SELECT body FROM station WHERE id = ?", id);
  return row && (JSON.parse(row.body) as StationBody);
}
