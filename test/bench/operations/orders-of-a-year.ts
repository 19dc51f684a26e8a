/**
 * Orders and units to a year of runs. The year's runs name 125,000 units of which nothing else is
 * known; here they get their rows, as the projection of units would have left them, two thousand to
 * an order.
 */
import type { Connection } from "../../../gateway/ledger/store/connection.ts";

const ROUTE = ["ICT", "FCT", "HIPOT", "EOL"] as const;
const UNITS_OF_ORDER = 2_000;

/** Writes products, units, what decides of them, orders and demand; `nowUs` is the year's end. */
export function writeOrders(db: Connection, nowUs: number): void {
  db.exec("CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL); BEGIN");
  db.run(
    `INSERT INTO revision (part_number, revision, route, status, fixed_seq, position)
     VALUES ('PSU-24', 'C', ?, 'released', 1, 0)`,
    JSON.stringify(ROUTE),
  );
  db.exec(
    `UPDATE run SET order_id = 'WO-' || (CAST(substr(unit_id, 6) AS INTEGER) / ${UNITS_OF_ORDER})`,
  );
  db.exec(`INSERT INTO deciding_run
    SELECT unit_id, operation, id, outcome, 0, 0, 0, 0 FROM run WHERE true
    ON CONFLICT DO NOTHING`);
  db.exec(`INSERT INTO unit
    SELECT unit_id, serial_number, part_number, revision, order_id, min(started_at),
      iif(sum(outcome = 'fail') > 0, 'failed', 'passed_all'), count(*), 1, min(started_seq),
      'in_process', 'build', 0, iif(sum(outcome = 'fail') > 0, 'failed', 'good'),
      min(iif(outcome = 'fail', operation, NULL)), NULL, 0,
      iif(sum(outcome = 'fail') > 0, NULL, max(finished_at))
    FROM run GROUP BY unit_id`);
  const orders = db.all<{ id: string }>("SELECT DISTINCT order_id AS id FROM unit");
  const dueAt = new Date(nowUs / 1000 + 86_400_000).toISOString();
  for (const { id } of orders) {
    const body = {
      ...{ id, partNumber: "PSU-24", revision: "C", quantity: UNITS_OF_ORDER + 200 },
      ...{ status: "in_progress", dueAt, serialPattern: "SN-*" },
    };
    db.run(
      "INSERT INTO production_order VALUES (?, 'PSU-24', 'in_progress', ?, 1, 1)",
      ...[id, JSON.stringify(body)],
    );
    const line = { externalKey: id, partNumber: "PSU-24", quantity: 1_500, kind: "firm", dueAt };
    db.run(
      "INSERT INTO demand VALUES (?, 'PSU-24', ?, ?, 1)",
      ...[id, nowUs, JSON.stringify(line)],
    );
  }
  db.exec("COMMIT; ANALYZE");
}
