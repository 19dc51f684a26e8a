/** The questions of operations: an order of two thousand units among half a million runs. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TelemetryReader } from "../../gateway/ledger/contract.ts";
import { type Connection, openConnection } from "../../gateway/ledger/store/connection.ts";
import { operationsQueries } from "../../gateway/operations/queries.ts";
import { listDemand } from "../../gateway/records/demand/queries.ts";
import { listOrders } from "../../gateway/records/order/queries.ts";
import { readGate } from "../../gateway/records/shipment/gate-queries.ts";
import { listUnits } from "../../gateway/records/unit/queries.ts";
import { writeOrders } from "./operations/orders-of-a-year.ts";
import { writeYear, YEAR_END_US } from "./quality/year-of-runs.ts";
import type { BenchResult } from "./result.ts";

const REPEATS = 7;

/** Milliseconds of a processor for each question: machines are shared. */
export async function benchOperations(runs = 500_000): Promise<BenchResult> {
  const directory = await mkdtemp(join(tmpdir(), "rigline-bench-operations-"));
  try {
    const path = join(directory, "ledger.db");
    {
      using db = openConnection(path, "write");
      writeYear(db, runs);
      writeOrders(db, YEAR_END_US);
    }
    using db = openConnection(path, "read");
    return { name: `operations: ${runs} runs`, ...measure(db) };
  } finally {
    await rm(directory, { recursive: true });
  }
}

function measure(db: Connection): Required<Omit<BenchResult, "name">> {
  const context = { sql: db, telemetry: {} as TelemetryReader };
  const ask = operationsQueries;
  const id = "WO-0";
  const now = YEAR_END_US;
  const questions = {
    matrixOf2000Ms: () => ask["operations.matrix"](context, { id, limit: 2_000 }),
    matrixFailedMs: () => ask["operations.matrix"](context, { id, place: "failed", limit: 2_000 }),
    outlookMs: () => ask["operations.outlook"](context, { id, now }),
    boardMs: () => ask["operations.board"](context, { now }),
    ordersMs: () => listOrders(context, {}),
    demandMs: () => listDemand(context, {}),
    unitsOfOrderMs: () => listUnits(context, { orderId: id, place: "good" }),
    gateOf500Ms: () => readGate(context, { orderId: id, limit: 500 }),
  };
  const figures = Object.fromEntries(
    Object.entries(questions).map(([name, question]) => [name, medianMs(question)]),
  );
  const goals = Object.fromEntries(
    Object.keys(questions).map((name) => [name, { atMost: name === "boardMs" ? 500 : 200 }]),
  );
  return { figures, goals };
}

/** The first is thrown away: the files come into the cache with it. */
function medianMs(question: () => unknown): number {
  const times = Array.from({ length: REPEATS + 1 }, () => {
    const start = process.threadCpuUsage();
    question();
    const { user, system } = process.threadCpuUsage(start);
    return (user + system) / 1000;
  });
  return times.slice(1).toSorted((a, b) => a - b)[Math.floor(REPEATS / 2)] ?? 0;
}
