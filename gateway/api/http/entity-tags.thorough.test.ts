import { afterAll, beforeAll, expect, test } from "vitest";
import type { ProblemDocument } from "../../platform/problems.ts";
import { createApi } from "../app.ts";
import { dependenciesForTest } from "../testing/dependencies.ts";
import { openSampleLedger } from "../testing/sample-ledger.ts";

const METER = { title: "Multimeter", intervalDays: 365, policy: "block" };
let sample: Awaited<ReturnType<typeof openSampleLedger>>;
let app: ReturnType<typeof createApi>["app"];

beforeAll(async () => {
  sample = await openSampleLedger();
  app = createApi(dependenciesForTest({ ledger: sample.ledger }).dependencies).app;
});
afterAll(() => sample[Symbol.asyncDispose]());

const get = async (id: string, headers: Record<string, string> = {}) =>
  await app.request(`/api/v1/equipment/${id}`, { headers });

async function put(id: string, body: object, headers: Record<string, string> = {}) {
  const all = { "content-type": "application/json", ...headers };
  const init = { method: "PUT", headers: all, body: JSON.stringify(body) };
  return await app.request(`/api/v1/equipment/${id}`, init);
}

const tagOf = (response: Response) => response.headers.get("etag") ?? "";

test("of two people who edit what they both read, the second is told who changed what since", async () => {
  expect((await put("DMM-1", METER)).status).toBe(200);
  const seen = tagOf(await get("DMM-1"));
  expect(seen).toMatch(/^"1-[0-9a-f]{16}"$/);
  const first = { ...METER, title: "Bench meter", reason: "renamed" };
  expect((await put("DMM-1", first, { "if-match": seen })).status).toBe(200);
  const second = { ...METER, intervalDays: 180, reason: "drifts" };
  const refused = await put("DMM-1", second, { "if-match": seen });
  expect(refused.status).toBe(412);
  const problem = (await refused.json()) as ProblemDocument;
  expect(problem).toMatchObject({
    code: "record.version-conflict",
    errors: [{ path: "version 2", message: expect.stringMatching(/^changed by api:local at 20/) }],
  });
  expect(problem.errors?.[0]?.message).toContain("title (renamed)");
  const now = await get("DMM-1");
  expect(await now.json()).toMatchObject({ title: "Bench meter", intervalDays: 365, version: 2 });
  expect((await put("DMM-1", second, { "if-match": tagOf(now) })).status).toBe(200);
});

test("If-None-Match: * makes only what is not there yet", async () => {
  const once = { "if-none-match": "*" };
  expect((await put("DMM-2", METER, once)).status).toBe(200);
  const other = { ...METER, title: "Another", reason: "other" };
  expect((await put("DMM-2", other, once)).status).toBe(412);
});

test("a condition that can not be kept is refused, never ignored", async () => {
  const wrong = ["*", 'W/"1-0123456789abcdef"', '"1"', '"0123456789abcdef"', '"1-aa", "2-bb"', "1"];
  for (const match of wrong) {
    const refused = await put("DMM-3", METER, { "if-match": match });
    expect(refused.status, match).toBe(400);
    expect(await refused.json()).toMatchObject({ code: "precondition.not-understood" });
  }
  expect((await put("DMM-3", METER, { "if-none-match": '"1-aa"' })).status).toBe(400);
  expect((await get("DMM-3")).status).toBe(404);
});

test("what has not changed is answered 304 with its tag and no body; what has, whole", async () => {
  await put("DMM-4", METER);
  const tag = tagOf(await get("DMM-4"));
  for (const known of [tag, `W/${tag}`, `"other", ${tag}`]) {
    const same = await get("DMM-4", { "if-none-match": known });
    expect(same.status).toBe(304);
    expect(tagOf(same)).toBe(tag);
    expect(await same.text()).toBe("");
  }
  await put("DMM-4", { ...METER, title: "Other", reason: "renamed" });
  expect((await get("DMM-4", { "if-none-match": tag })).status).toBe(200);
});

test("a list and a fault have no tag: it would be one of a moment", async () => {
  for (const path of ["/api/v1/equipment", "/api/v1/equipment/none", "/api/v1/rigs"]) {
    expect(tagOf(await app.request(path)), path).toBe("");
  }
});
