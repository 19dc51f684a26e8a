import type { Rule } from "../../ledger/contract.ts";
import { type ImportResult, isSameContent, unchanged } from "../import-rule.ts";
import type { ReceivedFile } from "./record.ts";

/**
 * Records a file that was taken in. Sent again with nothing new in it appends nothing; a file whose
 * runs come to something else now is a new version.
 */
export const receiveFile: Rule<ReceivedFile, ImportResult> = (sql, file) => {
  const before = sql.get<{ version: number; body: string }>(
    "SELECT version, body FROM received_file WHERE hash = ?",
    file.hash,
  );
  const isNothingNew = file.report.stored === 0;
  if (before !== undefined && isNothingNew) return unchanged();
  if (before !== undefined && isSameContent(JSON.parse(before.body), file)) return unchanged();
  const entry = { type: "received-file", id: file.hash, schema: "received-file/1", body: file };
  const version = (before?.version ?? 0) + 1;
  return { entries: [{ ...entry, version, action: "received" }], result: "imported" };
};
