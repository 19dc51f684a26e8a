import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { anyCharacter } from "../../test/support/any-character.ts";
import { problemDocument } from "../platform/problems.ts";
import { pageOf } from "../records/routes.ts";
import * as views from "../records/views.ts";
import { type Api, createApi } from "./app.ts";
import { dependenciesForTest } from "./testing/dependencies.ts";
import { openSampleLedger, sampleRun, testContext } from "./testing/sample-ledger.ts";

let sample: Awaited<ReturnType<typeof openSampleLedger>>;
let api: Api;
let lines: ReturnType<typeof dependenciesForTest>["lines"];
let unitId: string;

beforeAll(async () => {
  sample = await openSampleLedger();
  const made = dependenciesForTest({ ledger: sample.ledger });
  lines = made.lines;
  api = createApi(made.dependencies);
  for (let index = 1; index <= 3; index += 1) {
    const command = { run: sampleRun(index, 58 + index), gatewayVersion: "0.1.0" };
    await sample.ledger.execute("run.import", command, testContext);
  }
  const alarm = {
    id: ALARM_ID,
    rig: "fct-1",
    kind: "silence",
    what: "nothing was heard for 30 s",
  } as const;
  await sample.ledger.execute("alarm.raise", { ...alarm, flapping: false }, testContext);
  const [unit] = (await sample.ledger.ask("units.list", { serialNumber: "PSU24-000001" })).items;
  unitId = unit?.id ?? "";
  await sample.ledger.checkpoint();
});
afterAll(() => sample[Symbol.asyncDispose]());

/** Strict all the way down: an answer may hold nothing that is not documented. */
function strictly(schema: z.ZodType): z.ZodType {
  return z.fromJSONSchema(z.toJSONSchema(schema) as z.core.JSONSchema.JSONSchema);
}

const ALARM_ID = "01a20714-d164-7761-8cac-0000000000a1";
const RUN_ID = sampleRun(1).id;
const ANSWERS: Readonly<Record<string, { ask: () => string; schema: z.ZodType }>> = {
  "/runs": { ask: () => "/runs?limit=2", schema: pageOf(views.runSummary) },
  "/runs/{id}": { ask: () => `/runs/${RUN_ID}`, schema: views.runDetail },
  "/runs/{id}/telemetry": {
    ask: () => `/runs/${RUN_ID}/telemetry`,
    schema: z.array(views.telemetrySeries),
  },
  "/units": {
    ask: () => "/units?serialNumber=PSU24-000001",
    schema: z.object({ items: z.array(views.unitSummary).min(1) }),
  },
  "/units/{id}": { ask: () => `/units/${unitId}`, schema: views.unitDetail },
  "/products": {
    ask: () => "/products",
    schema: z.object({ items: z.array(views.productView).min(1) }),
  },
  "/checkpoint": { ask: () => "/checkpoint", schema: views.checkpointView },
  "/checkpoint/consistency": {
    ask: () => "/checkpoint/consistency?from=2",
    schema: views.consistencyProof,
  },
  "/entries/{seq}/proof": { ask: () => "/entries/2/proof", schema: views.inclusionProof },
  "/orders": { ask: () => "/orders?state=open", schema: pageOf(views.orderView) },
  "/alarms": { ask: () => "/alarms?state=raised", schema: pageOf(views.alarmView) },
  "/alarms/{id}": { ask: () => `/alarms/${ALARM_ID}`, schema: views.alarmView },
  "/rigs": { ask: () => "/rigs", schema: z.object({ items: z.array(views.rigView).min(1) }) },
  "/health": { ask: () => "/health", schema: views.healthView },
  "/log": { ask: () => "/log", schema: z.object({ lines: z.array(z.string()).min(1) }) },
  "/clock": {
    ask: () => "/clock",
    schema: z.object({
      events: z.array(views.clockEventView),
      corrections: z.array(views.clockCorrectionView),
    }),
  },
};

for (const [path, { ask, schema }] of Object.entries(ANSWERS)) {
  test(`GET ${path} answers what is documented, no field more or less`, async () => {
    const response = await api.app.request(`/api/v1${ask()}`);
    expect(response.status).toBe(200);
    expect(response.headers.get("cache-control")).toBe("no-store");
    const answer = await response.json();
    expect(schema.parse(answer)).toEqual(answer);
    expect(strictly(schema).safeParse(answer).error).toBeUndefined();
  });
}

test("every operation is described, and every one that takes a body refuses what is no JSON", async () => {
  for (const [path, item] of Object.entries(api.document.paths ?? {})) {
    for (const [method, operation] of Object.entries(item)) {
      expect(operation.summary, path).toMatch(/^[A-Z]/);
      expect(operation.description, path).toMatch(/\.$/);
      expect(operation.tags, path).toHaveLength(1);
      const types = Object.keys(operation.requestBody?.content ?? {});
      if (types.join() !== "application/json") continue;
      const response = await api.app.request(path, { method: method.toUpperCase(), body: "x=1" });
      expect(response.status, path).toBe(415);
    }
  }
});

test("the document is published as it is, version 3.1, with every reference resolved", async () => {
  const text = await (await api.app.request("/api/v1/openapi.json")).text();
  expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(api.document)));
  expect(api.document.openapi).toBe("3.1.0");
  const names = Object.keys(api.document.components?.schemas ?? {});
  for (const [, name = ""] of text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
    expect(names).toContain(name);
  }
  const paths = JSON.stringify(api.document.paths);
  for (const name of ["RunSummary", "RunDetail", "UnitDetail", "Health", "LiveEvent", "Problem"]) {
    expect(paths).toContain(`"#/components/schemas/${name}"`);
  }
});

const WORDS = fc.oneof(
  fc.string({ unit: anyCharacter, maxLength: 300 }),
  fc.constantFrom(
    "",
    "0",
    "-1",
    "1e999",
    "null",
    "[object Object]",
    "__proto__",
    "%",
    "' OR 1=1 --",
  ),
);
const NAMES = fc.constantFrom(
  ...["limit", "cursor", "from", "to", "rig", "outcome", "serialNumber", "partNumber", "pointsMax"],
  ...["__proto__", "constructor", "x"],
);

test("garbage in address and parameters is answered 2xx or a 4xx problem, never 500", async () => {
  const paths = Object.keys(ANSWERS);
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...paths),
      WORDS,
      fc.array(fc.tuple(NAMES, WORDS), { maxLength: 4 }),
      async (path, id, pairs) => {
        const query = new URLSearchParams(pairs);
        const address = path.replace("{id}", encodeURIComponent(id.toWellFormed()));
        await expectNoFault(await api.app.request(`/api/v1${address}?${query}`));
      },
    ),
    { numRuns: 300 },
  );
});

test("garbage in a body is answered 2xx or a 4xx problem, never 500", async () => {
  const run = sampleRun(7);
  const value = fc.oneof(fc.jsonValue(), WORDS, fc.double(), fc.constant(undefined));
  const changed = fc
    .tuple(fc.constantFrom(...Object.keys(run), "x", "__proto__"), value)
    .map(([key, replaced]) => JSON.stringify({ ...run, [key]: replaced }));
  const body = fc.oneof(changed, fc.json(), fc.uint8Array({ maxLength: 200 }));
  await fc.assert(
    fc.asyncProperty(body, async (sent) => {
      const headers = { "content-type": "application/json" };
      const init = { method: "POST", headers, body: sent as BodyInit };
      await expectNoFault(await api.app.request("/api/v1/runs", init));
    }),
    { numRuns: 300 },
  );
});

async function expectNoFault(response: Response): Promise<void> {
  const text = await response.text();
  expect(response.status, text + JSON.stringify(lines)).toBeLessThan(500);
  if (response.status >= 400) problemDocument.parse(JSON.parse(text));
}
