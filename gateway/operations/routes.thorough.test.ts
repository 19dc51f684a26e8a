import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { createApi } from "../api/app.ts";
import { dependenciesForTest } from "../api/testing/dependencies.ts";
import { openSampleLedger, sampleRun, testContext } from "../api/testing/sample-ledger.ts";
import { boardAnswer } from "./board/view.ts";
import { matrixAnswer } from "./matrix/view.ts";
import { outlookAnswer } from "./outlook/view.ts";

const ORDER = "WO-1042";
const RUNS = 12;

let sample: Awaited<ReturnType<typeof openSampleLedger>>;
let app: ReturnType<typeof createApi>["app"];

beforeAll(async () => {
  sample = await openSampleLedger();
  app = createApi(dependenciesForTest({ ledger: sample.ledger }).dependencies).app;
  for (let index = 1; index <= RUNS; index += 1) {
    const run = sampleRun(index, index % 5 === 0 ? 61.8 : 40);
    await sample.ledger.execute("run.import", { run, gatewayVersion: "0.1.0" }, testContext);
  }
});
afterAll(() => sample[Symbol.asyncDispose]());

async function get(path: string): Promise<{ status: number; body: unknown }> {
  const response = await app.request(`/api/v1${path}`);
  return { status: response.status, body: await response.json() };
}

const post = (path: string, body: object) =>
  app.request(`/api/v1${path}`, {
    ...{ method: "POST", headers: { "content-type": "application/json" } },
    body: JSON.stringify(body),
  });

/** Strict all the way down: an answer may hold nothing that is not documented. */
function strictly(schema: z.ZodType): z.ZodType {
  return z.fromJSONSchema(z.toJSONSchema(schema) as z.core.JSONSchema.JSONSchema);
}

test.each<[string, z.ZodType]>([
  ["/operations", boardAnswer],
  [`/orders/${ORDER}/outlook`, outlookAnswer],
  [`/orders/${ORDER}/matrix?limit=5`, matrixAnswer],
])("GET %s answers what is documented, no field more", async (path, schema) => {
  const { status, body } = await get(path);
  expect(status).toBe(200);
  expect(strictly(schema).safeParse(body).error).toBeUndefined();
});

test("every bar of an order opens as many rows of its matrix, and every day as many units", async () => {
  const outlook = outlookAnswer.parse((await get(`/orders/${ORDER}/outlook`)).body);
  expect(outlook.waterfall.length).toBeGreaterThan(1);
  for (const { part, atOperation, units } of outlook.waterfall) {
    const at = atOperation === undefined ? "" : `&atOperation=${atOperation}`;
    const { body } = await get(`/orders/${ORDER}/matrix?limit=2000&place=${part}${at}`);
    expect(matrixAnswer.parse(body).items, part).toHaveLength(units);
  }
  for (const { from, to, made } of outlook.burnUp.made) {
    const { body } = await get(`/units?orderId=${ORDER}&place=good&doneFrom=${from}&doneTo=${to}`);
    expect((body as { items: object[] }).items).toHaveLength(made);
  }
});

test("little data is told as such, with what there is; no date is made up", async () => {
  const { finish } = outlookAnswer.parse((await get(`/orders/${ORDER}/outlook`)).body);
  expect(finish).toMatchObject({ state: "not_enough_data", inputs: { passagesMin: 20 } });
  expect([finish.p50, finish.onTime]).toEqual([undefined, undefined]);
  expect(finish.inputs.passages).toBeLessThan(20);
});

test("an order past its date is the first of the board, and its date can be moved with a reason", async () => {
  const moved = (body: object) => post(`/orders/${ORDER}/due-date`, body);
  const past = { dueAt: "2026-11-01T12:00:00Z", reason: "agreed with the customer" };
  expect((await moved({ dueAt: past.dueAt })).status).toBe(400);
  const response = await moved(past);
  expect([response.status, await response.json()]).toMatchObject([200, { dueAt: past.dueAt }]);
  const board = boardAnswer.parse((await get("/operations")).body);
  expect(board.items[0]).toMatchObject({ id: ORDER, isLate: true });
  expect(board.today.late).toBe(1);
  const { body } = await get(`/orders/${ORDER}/history`);
  const { items } = body as { items: { action: string; reason?: string }[] };
  expect(items.at(-1)).toMatchObject({ action: "rescheduled", reason: past.reason });
  const wrong = await post("/orders/NONE/due-date", past);
  expect([wrong.status, await wrong.json()]).toMatchObject([404, { code: "order.not-found" }]);
});
