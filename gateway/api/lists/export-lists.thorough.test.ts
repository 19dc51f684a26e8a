import { afterAll, beforeAll, expect, test } from "vitest";
import { createApi } from "../app.ts";
import { dependenciesForTest } from "../testing/dependencies.ts";
import { openSampleLedger, sampleRun, testContext } from "../testing/sample-ledger.ts";

const RUNS = 230;
let sample: Awaited<ReturnType<typeof openSampleLedger>>;
let app: ReturnType<typeof createApi>["app"];
let pagesRead = 0;

beforeAll(async () => {
  sample = await openSampleLedger();
  const { ledger } = sample;
  const store = Array.from({ length: RUNS }, (_, index) =>
    ledger.execute(
      "run.import",
      { run: sampleRun(index + 1), gatewayVersion: "0.1.0" },
      testContext,
    ),
  );
  await Promise.all(store);
  const counted: typeof ledger.ask = (name, input) => {
    if (name === "runs.list") pagesRead += 1;
    return ledger.ask(name, input);
  };
  const execute = ledger.execute.bind(ledger);
  app = createApi(dependenciesForTest({ ledger: { ask: counted, execute } }).dependencies).app;
});
afterAll(() => sample[Symbol.asyncDispose]());

const get = async (path: string, accept: string) =>
  await app.request(`/api/v1${path}`, { headers: { accept } });

async function lines(path: string, accept: string): Promise<string[]> {
  const text = await (await get(path, accept)).text();
  return text.split(/\r?\n/).slice(0, -1);
}

test("as JSON lines a list is whole, over all its pages, each item as in a page", async () => {
  const all = (await lines("/runs", "application/jsonl")).map((line) => JSON.parse(line));
  expect(all).toHaveLength(RUNS);
  const page = await (await get("/runs?limit=200", "application/json")).json();
  expect(all.slice(0, 200)).toEqual(page.items);
  expect(new Set(all.map(({ id }) => id)).size).toBe(RUNS);
});

test("as CSV it has a line of names, then as many lines; filters mean what they mean for a page", async () => {
  const response = await get("/runs", "text/csv");
  expect(response.headers.get("content-type")).toBe("text/csv; charset=utf-8; header=present");
  expect(response.headers.get("content-disposition")).toBe('attachment; filename="runs.csv"');
  expect((await response.text()).split("\r\n")).toHaveLength(RUNS + 2);
  const [names, one, ...more] = await lines("/runs?serialNumber=PSU24-000007", "text/csv");
  expect(names).toMatch(/^id,seq,rig,station,operation,slot,serialNumber,partNumber,/);
  expect(one).toContain(",PSU24-000007,PSU-24,");
  expect(more).toEqual([]);
  expect(await lines("/runs?serialNumber=none", "text/csv")).toEqual([names]);
});

test("`limit` bounds the lines, also beyond one page", async () => {
  for (const limit of [1, 200, 201, 10_000]) {
    const expected = Math.min(limit, RUNS);
    expect(await lines(`/runs?limit=${limit}`, "application/x-ndjson")).toHaveLength(expected);
  }
});

test("a page is read when the one before was taken, so a slow client costs one page", async () => {
  pagesRead = 0;
  const response = await get("/runs", "application/jsonl");
  const reader = response.body?.getReader();
  await reader?.read();
  expect(pagesRead).toBe(1);
  await reader?.cancel();
  expect(pagesRead).toBe(1);
});

test("a list without pages is a table, too, and what is no list stays JSON", async () => {
  const [names, rig] = await lines("/rigs", "text/csv");
  expect(names).toMatch(/^name,title,station,/);
  expect(rig).toMatch(/^fct-1,Functional tester,FCT-1,/);
  const one = await get(`/runs/${sampleRun(1).id}`, "text/csv");
  expect(one.headers.get("content-type")).toMatch(/^application\/json/);
  const preferred = await get("/runs?limit=1", "application/json, text/csv");
  expect(preferred.headers.get("content-type")).toMatch(/^application\/json/);
});

test("a fault is a problem, not a file", async () => {
  for (const path of ["/runs?limit=0", "/runs?cursor=x", "/runs?colour=red", "/units"]) {
    const refused = await get(path, "text/csv");
    expect(refused.status, path).toBe(400);
    expect(refused.headers.get("content-type")).toBe("application/problem+json");
  }
});
