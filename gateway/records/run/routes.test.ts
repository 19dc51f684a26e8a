import { afterAll, beforeAll, expect, test } from "vitest";
import { createApi } from "../../api/app.ts";
import { dependenciesForTest } from "../../api/testing/dependencies.ts";
import { openSampleLedger, sampleRun } from "../../api/testing/sample-ledger.ts";
import { problemDocument } from "../../platform/problems.ts";
import { type RunDetail, type RunSummary, runDetail, runSummary } from "../views.ts";
import { exampleRunImport } from "./import/import-example.ts";
import { runImport } from "./import/import-schema.ts";

let sample: Awaited<ReturnType<typeof openSampleLedger>>;
let app: ReturnType<typeof createApi>["app"];

beforeAll(async () => {
  sample = await openSampleLedger();
  app = createApi(dependenciesForTest({ ledger: sample.ledger }).dependencies).app;
  for (let index = 1; index <= 25; index += 1) {
    const response = await post(sampleRun(index, index % 5 === 0 ? 61.8 : 40));
    expect(response.status).toBe(201);
  }
});
afterAll(() => sample[Symbol.asyncDispose]());

async function post(body: unknown): Promise<Response> {
  return app.request("/api/v1/runs", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}

async function list(query: string): Promise<{ items: RunSummary[]; nextCursor?: string }> {
  const response = await app.request(`/api/v1/runs${query}`);
  expect(response.status, query).toBe(200);
  return (await response.json()) as { items: RunSummary[]; nextCursor?: string };
}

test("201: a run from outside is stored whole and judged here", async () => {
  const response = await post(sampleRun(100, 61.8));
  expect(response.status).toBe(201);
  const run = runDetail.parse(await response.json()) as RunDetail;
  expect(response.headers.get("location")).toBe(`/api/v1/runs/${run.id}`);
  expect(run).toMatchObject({
    ...{ outcome: "fail", computed: "fail", reported: "pass", mismatch: true, source: "api" },
    ...{ serialNumber: "PSU24-000100", orderId: "WO-1042", failing: ["Ripple"] },
    delivery: [{ sink: "mqtt", state: "delivered" }],
  });
  expect(run.measurements.map(({ value, computed }) => [value, computed])).toEqual([
    [24.01, "pass"],
    [61.8, "fail"],
  ]);
  expect(run.entries).toHaveLength(1);
});

test("200: the same run sent again is known, whatever the order of its fields", async () => {
  const run = sampleRun(101);
  const first = await post(run);
  const turned = Object.fromEntries(Object.entries(run).reverse());
  const head = sample.ledger.info.head;
  const second = await post(turned);
  expect([first.status, second.status]).toEqual([201, 200]);
  expect(await second.json()).toEqual(await first.json());
  expect(sample.ledger.info.head).toBe(head);
});

test("one of many equal runs sent at once is stored, all are answered", async () => {
  const run = sampleRun(102);
  const statuses = await Promise.all(
    Array.from({ length: 8 }, async () => (await post(run)).status),
  );
  expect(statuses.toSorted()).toEqual([200, 200, 200, 200, 200, 200, 200, 201]);
});

test("409: other content under a known id is refused and changes nothing", async () => {
  await post(sampleRun(103, 40));
  const response = await post(sampleRun(103, 41));
  expect(response.status).toBe(409);
  expect(problemDocument.parse(await response.json()).code).toBe("run.different-content");
  const stored = await app.request(`/api/v1/runs/${sampleRun(103).id}`);
  const { measurements } = (await stored.json()) as RunDetail;
  expect(measurements.map(({ value }) => value)).toEqual([24.01, 40]);
});

test("422: a run that ends before it begins is refused with the field", async () => {
  const response = await post({ ...sampleRun(104), finishedAt: "2020-01-01T00:00:00Z" });
  expect(response.status).toBe(422);
  const problem = problemDocument.parse(await response.json());
  expect(problem.errors?.map(({ path }) => path)).toEqual(["finishedAt"]);
});

for (const [fault, change, path, words] of [
  ["an unknown field", { operatr: "Ann" }, "operatr", /not a field/],
  [
    "an unknown field within",
    { measurements: [{ valu: 1 }] },
    "measurements.0.valu",
    /not a field/,
  ],
  ["a wrong type", { serialNumber: 7 }, "serialNumber", /must be a text/],
  ["a missing value", { operation: undefined }, "operation", /^is missing$/],
  ["an id that is no UUID", { id: "run-1" }, "id", /must be a UUID/],
  [
    "a time without zone",
    { startedAt: "2026-11-23T06:30:00" },
    "startedAt",
    /a time with its zone/,
  ],
  [
    "a value that is none",
    { measurements: [{ value: null }] },
    "measurements.0.value",
    /a number or/,
  ],
  ["a control character", { serialNumber: "PSU\u0000" }, "serialNumber", /no control characters/],
  [
    "neither rig nor station",
    { rig: undefined, station: undefined },
    "rig",
    /or `station` must be named/,
  ],
] as const) {
  test(`400: ${fault} is refused by its name, ${path}`, async () => {
    const response = await post({ ...sampleRun(105), ...change });
    expect(response.status).toBe(400);
    const problem = problemDocument.parse(await response.json());
    expect(problem.code).toBe("request.invalid");
    expect(problem.errors?.find((error) => error.path === path)?.message).toMatch(words);
  });
}

test("400: a number that JSON would change in silence is refused, as text it is kept", async () => {
  const text = JSON.stringify(sampleRun(106)).replace("24.01", "9007199254740993");
  const refused = await post(text);
  expect(refused.status).toBe(400);
  const { errors } = problemDocument.parse(await refused.json());
  expect(errors?.map(({ path }) => path)).toEqual(["measurements.0.value"]);
  const kept = await post(text.replace("9007199254740993", '"9007199254740993"'));
  const { measurements } = (await kept.json()) as RunDetail;
  expect(measurements[0]?.value).toBe("9007199254740993");
});

test("400: a body that is not JSON is said to be so", async () => {
  for (const body of ["{", "", "{'id':1}", "[1,]", "\u0000", "[".repeat(200_000)]) {
    const response = await post(body);
    expect(response.status, body.slice(0, 9)).toBe(400);
    expect(problemDocument.parse(await response.json()).code).toBe("request.malformed-json");
  }
});

test("the example of the documentation is a valid run", () => {
  expect(runImport.safeParse(exampleRunImport).error).toBeUndefined();
});

test("pages of a filtered list meet without gap or overlap, newest first", async () => {
  const ids: string[] = [];
  let cursor = "";
  do {
    const page = await list(`?to=2026-11-23T07:00:00Z&limit=7${cursor && `&cursor=${cursor}`}`);
    ids.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor ?? "";
  } while (cursor !== "");
  const expected = Array.from({ length: 25 }, (_, index) => sampleRun(25 - index).id);
  expect(ids).toEqual(expected);
});

for (const [query, count] of [
  ["?serialNumber=PSU24-000007", 1],
  ["?serialNumber=PSU24-00000", 0],
  ["?outcome=fail&to=2026-11-23T07:00:00Z", 5],
  ["?rig=fct-1&from=2026-11-23T06:41:00Z&to=2026-11-23T06:43:00Z", 2],
  ["?rig=fct-1&from=2026-11-23T07:41:00%2B01:00&to=2026-11-23T06:43:00Z", 2],
  ["?rig=hipot-1", 0],
  ["?orderId=WO-1042&to=2026-11-23T07:00:00Z", 25],
  ["?orderId=WO-1043", 0],
  ["?station=FCT-1&operation=FCT&partNumber=PSU-24&to=2026-11-23T06:32:00Z", 1],
] as const) {
  test(`runs ${query} are found: ${count}`, async () => {
    const { items } = await list(query);
    expect(items).toHaveLength(count);
    for (const item of items) runSummary.parse(item);
  });
}

for (const [query, code, path] of [
  ["?serial=1", "request.invalid", "serial"],
  ["?limit=0", "request.invalid", "limit"],
  ["?limit=201", "request.invalid", "limit"],
  ["?limit=ten", "request.invalid", "limit"],
  ["?outcome=good", "request.invalid", "outcome"],
  ["?from=yesterday", "request.invalid", "from"],
  ["?rig=a&rig=b", "request.invalid", "rig"],
  ["?from=2026-11-24T00:00:00Z&to=2026-11-23T00:00:00Z", "request.invalid", "from"],
  ["?cursor=abc", "cursor.invalid", undefined],
  ["?cursor=", "cursor.invalid", undefined],
] as const) {
  test(`400: runs ${query} is refused`, async () => {
    const response = await app.request(`/api/v1/runs${query}`);
    expect(response.status).toBe(400);
    const problem = problemDocument.parse(await response.json());
    expect(problem.code).toBe(code);
    expect(problem.errors?.[0]?.path).toBe(path);
  });
}

for (const path of ["/api/v1/runs/nobody", "/api/v1/runs/nobody/telemetry"]) {
  test(`404: ${path} is no run`, async () => {
    const response = await app.request(path);
    expect(response.status).toBe(404);
    expect(problemDocument.parse(await response.json()).code).toBe("run.not-found");
  });
}
