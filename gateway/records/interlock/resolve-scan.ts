/** Which unit a scan means, seen by which units, reference units and orders there are. */
import type { ReferenceUnit } from "../../domain/reference/reference-unit.ts";
import { readScan, type ScannedUnit } from "../../domain/scan/scan.ts";
import { Refusal, type SqlReader } from "../../ledger/contract.ts";
import { findOrderForSerial } from "../order/lookup.ts";
import { findReferenceBySerial } from "../reference-unit/lookup.ts";

/** What was scanned, as far as it is known here. */
export interface ResolvedScan {
  readonly serialNumber: string;
  /** Absent where neither scan nor ledger know it. */
  readonly partNumber?: string;
  /** The unit, where there is one. */
  readonly unitId?: string;
  readonly orderId?: string;
  readonly referenceUnit?: ReferenceUnit;
}

/**
 * The one unit a scan means: one that exists before one that an open order would begin, before what
 * is not known. Throws Refusal `scan.unreadable`, and `scan.ambiguous` where it means several.
 */
export function resolveScan(sql: SqlReader, text: string): ResolvedScan {
  const scan = readScan(text);
  if (scan.kind === "unreadable") {
    throw new Refusal("scan.unreadable", `The scan is not readable: ${scan.why}.`);
  }
  const known = scan.units.flatMap((unit) => findKnown(sql, unit));
  if (known.length > 0) return only(text, known);
  const ordered = scan.units.flatMap((unit) => findOrdered(sql, unit));
  if (ordered.length > 0) return only(text, ordered);
  const [{ serialNumber, partNumber } = { serialNumber: text }] = scan.units;
  return { serialNumber, ...(partNumber === undefined ? {} : { partNumber }) };
}

function only(text: string, found: readonly ResolvedScan[]): ResolvedScan {
  const [first] = found;
  if (first !== undefined && found.length === 1) return first;
  const items = found.map(({ serialNumber, partNumber }) => ({ serialNumber, partNumber }));
  const names = items.map((item) => `${item.partNumber} ${item.serialNumber}`).join(", ");
  throw new Refusal("scan.ambiguous", `"${text}" can mean ${names}.`, { items });
}

function findKnown(sql: SqlReader, { serialNumber, partNumber }: ScannedUnit): ResolvedScan[] {
  const reference = findReferenceBySerial(sql, serialNumber, partNumber);
  if (reference !== undefined) {
    const { partNumber: own } = reference;
    return [{ serialNumber, partNumber: own, referenceUnit: reference }];
  }
  return sql.all<{ serialNumber: string; partNumber: string; unitId: string; orderId: string }>(
    `SELECT serial_number AS serialNumber, part_number AS partNumber, id AS unitId,
       order_id AS orderId
     FROM unit WHERE serial_number = ?1 AND (?2 IS NULL OR part_number = ?2) LIMIT 3`,
    ...[serialNumber, partNumber ?? null],
  );
}

function findOrdered(sql: SqlReader, { serialNumber, partNumber }: ScannedUnit): ResolvedScan[] {
  const parts = sql.all<{ partNumber: string }>(
    `SELECT DISTINCT part_number AS partNumber FROM production_order
     WHERE ?1 IS NULL OR part_number = ?1`,
    partNumber ?? null,
  );
  return parts.flatMap(({ partNumber: part }) => {
    const order = findOrderForSerial(sql, part, serialNumber);
    return order === undefined ? [] : [{ serialNumber, partNumber: part, orderId: order.id }];
  });
}
