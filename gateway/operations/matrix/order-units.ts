import type { UnitStatus } from "../../domain/unit/unit-life.ts";
import type { SqlReader, SqlValue } from "../../ledger/contract.ts";
import type { UnitPlace } from "../../records/unit/record.ts";
import type { MatrixQuestion } from "./query.ts";

/** A unit of an order, as its table has it. */
export interface OrderUnit {
  readonly id: string;
  readonly serialNumber: string;
  readonly partNumber: string;
  readonly revision: string;
  readonly place: UnitPlace;
  readonly status: UnitStatus;
  readonly atOperation: string | null;
}

/** One more than the page holds, by serial number, after the cursor. */
export function listUnits(sql: SqlReader, question: MatrixQuestion): readonly OrderUnit[] {
  const { id, place, atOperation, limit, cursor } = question;
  const where = ["order_id = ?"];
  const values: SqlValue[] = [id];
  const narrow = (condition: string, value: string | undefined) => {
    if (value === undefined) return;
    where.push(condition);
    values.push(value);
  };
  narrow("place = ?", place);
  narrow("at_operation = ?", atOperation);
  narrow("serial_number > ?", cursor);
  return sql.all<OrderUnit>(
    `SELECT id, serial_number AS serialNumber, part_number AS partNumber, revision, place, status,
       at_operation AS atOperation
     FROM unit WHERE ${where.join(" AND ")} ORDER BY serial_number LIMIT ?`,
    ...values,
    limit + 1,
  );
}
