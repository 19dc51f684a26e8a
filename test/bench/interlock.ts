/**
 * Scan to interlock answer in a ledger of many runs. `node test/bench/interlock.ts [runs]`.
 *
 * The runs are put into their tables by SQL, in bulk: through the rules 500,000 of them would take
 * hours, and the answer reads tables alone. Their measurements are left out, as no check reads one.
 */
import { serial } from "../../gateway/records/testing/line.ts";
import {
  type MemoryLedger,
  openMemoryLedger,
} from "../../gateway/records/testing/memory-ledger.ts";
import { begin, NOW, openStations } from "../../gateway/records/testing/station.ts";
import { percentile } from "./ledger/percentile.ts";

const RUNS_EACH = 4;
const ASKED = 1_000;

/** So many more units, each with four passed runs at FCT: copies of one that the rules made. */
function fill(ledger: MemoryLedger, units: number): void {
  const run = begin(ledger, { index: 1, serialNumber: serial(1) }).header;
  const copy = (table: string, changes: Readonly<Record<string, string>>, from: string) => {
    const columns = ledger.sql
      .all<{ name: string }>(`SELECT name FROM pragma_table_info('${table}')`)
      .map(({ name }) => name);
    const values = columns.map((name) => changes[name] ?? `${table}.${name}`);
    ledger.sql.run(
      `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${from})
       INSERT INTO ${table} (${columns.join(", ")})
       SELECT ${values.join(", ")} FROM n, ${table}
       WHERE ${table}.id = '${table === "run" ? run.id : run.unitId}'`,
    );
  };
  copy("unit", { id: "'u' || i", serial_number: "'X' || i", seq: "seq + i" }, String(units));
  copy(
    "run",
    {
      ...{ id: "'r' || i", started_seq: "run.started_seq + i", seq: "run.seq + i" },
      ...{ unit_id: `'u' || (1 + i % ${units})`, serial_number: `'X' || (1 + i % ${units})` },
      ...{ started_at: "run.started_at + i", outcome: "'pass'", completion: "'completed'" },
    },
    String(units * RUNS_EACH),
  );
}

const runs = Number(process.argv[2] ?? 500_000);
const units = Math.floor(runs / RUNS_EACH);
const ledger = openMemoryLedger();
openStations(ledger, "advisory");
fill(ledger, units);
const waits = Array.from({ length: ASKED }, (_, index) => {
  const scan = `X${1 + ((index * 7_919) % units)}`;
  const from = performance.now();
  const asked = { station: "HIPOT-1", rigs: ["fct-1", "hipot-1"], scan, now: NOW };
  const { checks } = ledger.ask("interlocks.next", asked);
  if (checks.length !== 12) throw new Error(`${checks.length} checks`);
  return performance.now() - from;
});
const counted = ledger.sql.get<{ runs: number }>("SELECT count(*) AS runs FROM run")?.runs;
console.log(
  JSON.stringify({
    ...{ runs: counted, asked: ASKED },
    p50Ms: percentile(waits, 0.5),
    p95Ms: percentile(waits, 0.95),
    p99Ms: percentile(waits, 0.99),
  }),
);
