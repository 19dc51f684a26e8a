import type { Rule } from "../../ledger/contract.ts";
import { type ImportResult, isSameContent, unchanged } from "../import-rule.ts";

/** What the configuration says a rig is: the body of its entry. */
export interface RigBody {
  readonly name: string;
  readonly title: string;
  readonly station: string;
  readonly operation: string;
  readonly driver: string;
  readonly port: string;
  readonly simulated: boolean;
}

/** Records what a rig is, so that old runs keep their meaning; appends only when it changed. */
export const declareRig: Rule<RigBody, ImportResult> = (sql, input) => {
  const before = sql.get<{ version: number; body: string }>(
    "SELECT version, body FROM rig WHERE name = ?",
    input.name,
  );
  if (before !== undefined && isSameContent(JSON.parse(before.body), input)) return unchanged();
  const version = (before?.version ?? 0) + 1;
  const entry = { type: "rig", id: input.name, version, schema: "rig/1", action: "declared" };
  return { entries: [{ ...entry, body: input }], result: "imported" };
};
