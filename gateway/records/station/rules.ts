import type { Rule } from "../../ledger/contract.ts";
import { type ImportResult, isSameContent, unchanged } from "../import-rule.ts";

/** A work place as the configuration declares it: the body of its entry. */
export interface StationBody {
  readonly id: string;
  readonly title: string;
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
