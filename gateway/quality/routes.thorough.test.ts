import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { createApi } from "../api/app.ts";
import { AT_US, dependenciesForTest } from "../api/testing/dependencies.ts";
import { openSampleLedger, sampleRun, testContext } from "../api/testing/sample-ledger.ts";
import { problemDocument } from "../platform/problems.ts";
import { changeAnswer } from "./changes/view.ts";
import { falseFailAnswer } from "./false-fails/view.ts";
import { distributionAnswer, measurementList } from "./measurement/view.ts";
import { paretoAnswer } from "./pareto/view.ts";
import { yieldAnswer } from "./yield/view.ts";

const RUNS = 30;
const MIDDLE = new Date(AT_US / 1000 + (RUNS / 2) * 60_000).toISOString();
const RIPPLE = "operation=FCT&partNumber=PSU-24&measurement=ripple";

let sample: Awaited<ReturnType<typeof openSampleLedger>>;
let app: ReturnType<typeof createApi>["app"];

beforeAll(async () => {
  sample = await openSampleLedger();
  app = createApi(dependenciesForTest({ ledger: sample.ledger }).dependencies).app;
  for (let index = 1; index <= RUNS; index += 1) {
    const sent = sampleRun(index, index % 5 === 0 ? 61.8 : 40 + index / 10);
    // What never varies is no cause: every third run is at another station.
    const run = index % 3 === 0 ? { ...sent, rig: undefined, station: "FCT-9" } : sent;
    await sample.ledger.execute("run.import", { run, gatewayVersion: "0.1.0" }, testContext);
  }
});
afterAll(() => sample[Symbol.asyncDispose]());

/** Strict all the way down: an answer may hold nothing that is not documented. */
function strictly(schema: z.ZodType): z.ZodType {
  return z.fromJSONSchema(z.toJSONSchema(schema) as z.core.JSONSchema.JSONSchema);
}

const ANSWERS: readonly (readonly [string, z.ZodType])[] = [
  ["/quality/yield?by=station", yieldAnswer],
  ["/quality/yield?by=day&policy=run-level", yieldAnswer],
  ["/quality/pareto", paretoAnswer],
  ["/quality/false-fails", falseFailAnswer],
  [`/quality/changes?from=${MIDDLE}`, changeAnswer],
  ["/quality/measurements", measurementList],
  [`/quality/distribution?${RIPPLE}`, distributionAnswer],
];

test.each(ANSWERS)("GET %s answers what is documented, no field more", async (path, schema) => {
  const response = await app.request(`/api/v1${path}`);
  expect(response.status).toBe(200);
  const answer: unknown = await response.json();
  expect(strictly(schema).safeParse(answer).error).toBeUndefined();
});

test.each(ANSWERS)("every address of rows in %s lists as many as its number says", async (path) => {
  const answer = await (await app.request(`/api/v1${path}`)).text();
  const addresses = [...answer.matchAll(/"(\/api\/v1\/quality\/runs[^"]*)"/g)].map(([, at]) => at);
  for (const address of new Set(addresses)) {
    const response = await app.request(`${address}&limit=200`);
    const page = (await response.json()) as { count: number; items: object[] };
    expect(response.status, address).toBe(200);
    expect(page.items, address).toHaveLength(page.count);
  }
});

test("the default policy stands first among those that are defined", async () => {
  const response = await app.request("/api/v1/quality/policies");
  const { items } = (await response.json()) as { items: { name: string }[] };
  expect(items[0]?.name).toBe("first-pass");
  expect(items).toHaveLength(7);
});

const TABLES = [
  ...["/quality/yield", "/quality/pareto", "/quality/false-fails"],
  `/quality/changes?from=${MIDDLE}`,
];

test.each(TABLES)("%s is a table for a spreadsheet, too", async (path) => {
  const joined = `/api/v1${path}${path.includes("?") ? "&" : "?"}format=csv`;
  const response = await app.request(joined);
  expect(response.headers.get("content-type")).toBe("text/csv; charset=utf-8");
  const lines = (await response.text()).split("\r\n");
  expect(lines.length).toBeGreaterThan(2);
  const columns = lines[0]?.split(",").length;
  for (const line of lines.slice(0, -1)) expect(line.split(",")).toHaveLength(columns ?? 0);
});

test.each([
  "/quality/yield?colour=red",
  "/quality/yield?policy=best",
  "/quality/yield?from=2026-11-24T00:00:00Z&to=2026-11-23T00:00:00Z",
  "/quality/runs?counts=everything",
  "/quality/changes",
  `/quality/changes?from=${MIDDLE}&baseTo=2027-01-01T00:00:00Z`,
  "/quality/distribution?operation=FCT",
])("400: %s is refused by its field", async (path) => {
  const response = await app.request(`/api/v1${path}`);
  expect(response.status).toBe(400);
  expect(problemDocument.parse(await response.json()).code).toBe("request.invalid");
});

test("a filter that matches nothing answers nothing counted, and no yield of nothing", async () => {
  const response = await app.request("/api/v1/quality/yield?operation=NONE&by=day");
  const { total, items } = yieldAnswer.parse(await response.json());
  expect([total.n, total.yield, items]).toEqual([0, undefined, []]);
});
