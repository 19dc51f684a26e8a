/** Which units an entry is about, by their serial numbers. */
import type { Entry } from "../../domain/entry.ts";
import type { SqlReader } from "../../ledger/contract.ts";

interface AboutUnits {
  readonly serialNumber?: unknown;
  readonly unitId?: unknown;
  readonly unitIds?: unknown;
  readonly scope?: unknown;
}

/** Each once; none for what is about no unit in particular. */
export function serialsOf(
  sql: SqlReader,
  { type }: Pick<Entry, "type">,
  body: unknown,
): readonly string[] {
  const { serialNumber, unitId, unitIds, scope } = body as AboutUnits;
  if (typeof serialNumber === "string") return [serialNumber];
  if (type === "override") {
    const { serialNumber: serial } = scope as { readonly serialNumber?: string };
    return serial === undefined ? [] : [serial];
  }
  const ids = Array.isArray(unitIds) ? unitIds : [unitId];
  const serials = ids.flatMap((id) => {
    if (typeof id !== "string") return [];
    const unit = sql.get<{ serial: string }>(
      "SELECT serial_number AS serial FROM unit WHERE id = ?",
      id,
    );
    return unit === undefined ? [] : [unit.serial];
  });
  return [...new Set(serials)];
}
