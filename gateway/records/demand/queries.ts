import { netDemand, type OrderSupply } from "../../domain/demand/netting.ts";
import { parseIsoTime } from "../../domain/iso-time.ts";
import type { Query, SqlReader } from "../../ledger/contract.ts";
import type { OrderBody } from "../import-file.ts";
import {
  decodePlace,
  encodePlace,
  type PlaceAsked,
  type PlacePage,
} from "../lists/place-cursor.ts";
import type { DemandBody, DemandView } from "./record.ts";

export interface DemandAsked extends PlaceAsked {
  readonly partNumber?: string | undefined;
}

const LINES_LIMIT = 50;

/**
 * One page of demand by date, withdrawn lines left out, each with the orders that cover it: what
 * covers a line depends on all that are due before. Throws Refusal `cursor.invalid`.
 */
export const listDemand: Query<DemandAsked, PlacePage<DemandView>> = (
  { sql },
  { partNumber, limit = LINES_LIMIT, cursor },
) => {
  const { lines, dueAt } = netLines(sql, partNumber);
  const after = cursor === undefined ? undefined : decodePlace(cursor);
  const from =
    after === undefined
      ? 0
      : lines.findIndex(({ externalKey }, index) => {
          const rank = dueAt[index] ?? 0;
          return rank > after.rank || (rank === after.rank && isBehind(externalKey, after.key));
        });
  if (from < 0) return { items: [] };
  const items = lines.slice(from, from + limit);
  const last = items.at(-1);
  if (from + limit >= lines.length || last === undefined) return { items };
  return { items, nextCursor: encodePlace(dueAt[from + limit - 1] ?? 0, last.externalKey) };
};

/** As SQLite compares text: by its bytes. */
function isBehind(left: string, right: string): boolean {
  return Buffer.compare(Buffer.from(left), Buffer.from(right)) > 0;
}

/** All lines by date, of one product or all, with the due date of each in microseconds. */
export function netLines(
  sql: SqlReader,
  partNumber: string | undefined,
): { readonly lines: readonly DemandView[]; readonly dueAt: readonly number[] } {
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
  const wanted = rows.map(({ externalKey: id, partNumber: part, quantity, kind, at }) => {
    return { id, partNumber: part, quantity, kind, dueAt: at };
  });
  const netted = netDemand(wanted, readSupply(sql));
  const views = rows.map(({ at: _, ...body }, index) => {
    const { covered = 0, short = body.quantity, allocations = [] } = netted[index] ?? {};
    return { ...body, covered, short, allocations: [...allocations] };
  });
  return { lines: views, dueAt: rows.map(({ at }) => at) };
}

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
