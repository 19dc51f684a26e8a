import { netDemand, type OrderSupply } from "../../domain/demand/netting.ts";
import { parseIsoTime } from "../../domain/iso-time.ts";
import type { Query, SqlReader } from "../../ledger/contract.ts";
import type { OrderBody } from "../import-file.ts";
import type { DemandBody, DemandView } from "./record.ts";

/** Demand by date, withdrawn lines left out, each with the orders that cover it. */
export const listDemand: Query<{ readonly partNumber?: string }, DemandView[]> = (
  { sql },
  { partNumber },
) => {
  const rows = sql
    .all<{ body: string; version: number; dueAt: number }>(
      `SELECT body, version, due_at AS dueAt FROM demand
       WHERE ?1 IS NULL OR part_number = ?1 ORDER BY due_at, external_key`,
      partNumber ?? null,
    )
    .map(({ body, version, dueAt }) => ({
      ...(JSON.parse(body) as DemandBody),
      version,
      at: dueAt,
    }))
    .filter(({ quantity }) => quantity > 0);
  const lines = rows.map(({ externalKey: id, partNumber: part, quantity, kind, at }) => {
    return { id, partNumber: part, quantity, kind, dueAt: at };
  });
  const netted = netDemand(lines, readSupply(sql));
  return rows.map(({ at: _, ...body }, index) => {
    const { covered = 0, short = body.quantity, allocations = [] } = netted[index] ?? {};
    return { ...body, covered, short, allocations: [...allocations] };
  });
};

/** Orders that will yield something: all but those cancelled, less what is scrap. */
function readSupply(sql: SqlReader): readonly OrderSupply[] {
  return sql
    .all<{ body: string; scrap: number }>(
      `SELECT body, (SELECT count(*) FROM unit
         WHERE order_id = production_order.id AND place = 'scrap') AS scrap
       FROM production_order WHERE status <> 'cancelled' ORDER BY id`,
    )
    .map(({ body, scrap }) => {
      const { id, partNumber, quantity, dueAt } = JSON.parse(body) as OrderBody;
      const due = dueAt === undefined ? undefined : parseIsoTime(dueAt);
      return { id, partNumber, quantity: quantity - scrap, ...(due ? { dueAt: due } : {}) };
    });
}
