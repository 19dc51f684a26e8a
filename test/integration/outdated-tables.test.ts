/** A start on a data directory whose tables an older program built. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import type { RunSummary } from "../../gateway/api/contract.ts";
import { FILES } from "../../gateway/ledger/directory.ts";
import { openLedger } from "../../gateway/ledger/open-ledger.ts";
import { openConnection } from "../../gateway/ledger/store/connection.ts";
import { fixtureContext as context } from "../../gateway/ledger/testing/open-fixture.ts";
import { recordsFile } from "../../gateway/records/import-file.ts";
import type { GatewayQueries } from "../../gateway/records/queries.ts";
import type { GatewayRules } from "../../gateway/records/rules.ts";
import { silentLog, testClock } from "../support/append-ledger/open.ts";
import { runOf } from "../support/evidence-line.ts";
import { freePort } from "../support/free-port.ts";
import { startGateway } from "../support/gateway.ts";
import { until } from "../support/until.ts";

const SAMPLE = new URL("../../fixtures/sample-line/products.yaml", import.meta.url);
const RUNS = 1_500;
let directory: string;
/** What was listed before the tables were outdated. */
let before: readonly RunSummary[];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "rigline-test-outdated-"));
  before = await fill();
  outdate();
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** The records of the sample line, and runs from outside with their units. */
async function fill(): Promise<readonly RunSummary[]> {
  await using ledger = await openLedger<GatewayRules, GatewayQueries>({
    ...{ directory, demo: true, clock: testClock, log: silentLog },
    writerUrl: new URL("../../gateway/writer.ts", import.meta.url),
    readerUrl: new URL("../../gateway/reader.ts", import.meta.url),
  });
  const file = recordsFile.parse(parse(await readFile(SAMPLE, "utf8")));
  for (const product of file.products) await ledger.execute("product.import", product, context);
  for (const each of file.procedures) await ledger.execute("procedure.import", each, context);
  for (const order of file.orders) await ledger.execute("order.import", order, context);
  const runs = Array.from({ length: RUNS }, (_, index) => runOf(index + 1, { station: "OLD-1" }));
  await Promise.all(
    runs.map((run) => ledger.execute("run.import", { run, gatewayVersion: "0.1.0" }, context)),
  );
  return (await ledger.ask("runs.list", { station: "OLD-1", limit: 200 })).items;
}

/** As an older program leaves it: every table at its version before, and one that is gone since. */
function outdate(): void {
  using sql = openConnection(join(directory, FILES.ledger), "write");
  sql.run("UPDATE projection SET version = version - 1");
  sql.exec("CREATE TABLE left_over (one INTEGER) STRICT");
  sql.run("INSERT INTO projection VALUES ('left-over', 1, '[\"left_over\"]')");
  sql.run("DELETE FROM run");
}

/** The answer, or undefined while nobody listens there. */
async function ask(url: string): Promise<{ status: number; body: Record<string, unknown> } | null> {
  const response = await fetch(url).catch((error: unknown) => {
    if (error instanceof TypeError) return null;
    throw error;
  });
  if (response === null) return null;
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

test("tables of an older program are built anew: 503 with how far it is, then everything as before", async () => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const starting = startGateway({ dataDirectory: directory, port });
  const [refused, ready] = await until(
    async () => {
      const both = await Promise.all([ask(`${url}/api/v1/runs`), ask(`${url}/readyz`)]);
      return both[0] !== null && both[1] !== null && ([both[0], both[1]] as const);
    },
    { deadlineMs: 60_000, everyMs: 5, what: "the API listens" },
  );
  await using gateway = await starting;
  expect(refused).toMatchObject({ status: 503, body: { code: "projection.rebuilding" } });
  const [, done, total] = /(\d+) of (\d+) entries/.exec(String(refused.body.detail)) ?? [];
  expect(Number(total)).toBeGreaterThanOrEqual(2 * RUNS);
  expect(Number(done)).toBeLessThan(Number(total));
  expect(ready).toMatchObject({ status: 503, body: { code: "gateway.not-ready" } });

  const listed = await until(
    async () => {
      const answer = await ask(`${url}/api/v1/runs?station=OLD-1&limit=200`);
      return answer?.status === 200 && answer;
    },
    { deadlineMs: 60_000, what: "the tables are ready" },
  );
  expect(listed.body.items).toEqual(before);
  const newest = await until(
    async () => {
      const answer = await ask(`${url}/api/v1/runs?limit=1`);
      const [run] = (answer?.body.items ?? []) as RunSummary[];
      return run !== undefined && run.station !== "OLD-1" && run;
    },
    { deadlineMs: 60_000, everyMs: 100, what: "the line goes on" },
  );
  expect(newest.simulated).toBe(true);
  expect(await gateway.end()).toBe(0);
  using sql = openConnection(join(directory, FILES.ledger), "read");
  expect(sql.all("SELECT name FROM sqlite_schema WHERE name = 'left_over'")).toEqual([]);
});
