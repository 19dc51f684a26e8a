import { afterAll, beforeAll, expect, test } from "vitest";
import type { ConfirmedSigner } from "../domain/access/signature.ts";
import type { CorrectiveActionView } from "../records/corrective-action/record.ts";
import { createApi } from "./app.ts";
import { dependenciesForTest } from "./testing/dependencies.ts";
import { openSampleLedger, sampleRun, testContext } from "./testing/sample-ledger.ts";

let sample: Awaited<ReturnType<typeof openSampleLedger>>;
let app: ReturnType<typeof createApi>["app"];
const MINUTE_US = 60_000_000;
let nowUs = 0;

/** The secret names the person: each may close. */
const signerCheck = {
  confirm: async (_: unknown, secret: string): Promise<ConfirmedSigner> => ({
    ...{ personId: secret, printedName: secret, method: "secret", roles: ["qa"] },
  }),
};
const clock = { now: () => ({ utcUs: nowUs, monoNs: 0n }), state: () => "synced" as const };

beforeAll(async () => {
  sample = await openSampleLedger();
  nowUs = Date.parse(sampleRun(0).startedAt) * 1000;
  app = createApi(
    dependenciesForTest({ ledger: sample.ledger, signerCheck, clock }).dependencies,
  ).app;
});
afterAll(() => sample[Symbol.asyncDispose]());

type Answer = CorrectiveActionView & {
  readonly code?: string;
  readonly errors?: readonly { readonly path: string }[];
};

async function post(path: string, body: unknown) {
  const headers = { "content-type": "application/json" };
  const response = await app.request(`/api/v1${path}`, {
    ...{ method: "POST", headers, body: JSON.stringify(body) },
  });
  return { status: response.status, body: (await response.json()) as Answer };
}
async function performRun(index: number, ripple: number) {
  const command = { run: sampleRun(index, ripple), gatewayVersion: "0.1.0" };
  await sample.ledger.execute("run.import", command, testContext);
}
async function open(): Promise<string> {
  const facts = { title: "Ripple of lot W40", description: "Every unit is near the limit" };
  const { body } = await post("/corrective-actions", facts);
  return `/corrective-actions/${body.id}`;
}
const PLAN = {
  to: "planned",
  ...{ cause: "lot W40", causeMethod: "5 why", similar: "none", actions: ["another lot"] },
  ...{ owner: "qa-1", dueOn: "2026-12-01" },
};
const YIELD = { kind: "yield", atLeast: 0.75, unitsMin: 4, filter: { operation: "FCT" } };
const SIGNED = { signature: { meaning: "approved", secret: "qa-2" } };

test("CR-71: what was tested since is counted here, and only enough of it closes the action", async () => {
  const at = await open();
  for (const index of [1, 2, 3]) await performRun(index, 99);
  await post(`${at}/transitions`, { ...PLAN, criterion: YIELD });
  nowUs += 10.5 * MINUTE_US;
  await post(`${at}/transitions`, { to: "implemented", implementation: "another lot" });
  for (const index of [11, 12, 13]) await performRun(index, 40);
  nowUs += 60 * MINUTE_US;
  const early = await post(`${at}/transitions`, { to: "evaluated" });
  expect([early.status, early.body.code]).toEqual([409, "corrective-action.not-allowed"]);
  expect(early.body.errors?.map(({ path }) => path)).toEqual(["data"]);
  await performRun(14, 99);
  const { body } = await post(`${at}/transitions`, { to: "evaluated", note: "as hoped" });
  expect(body.evaluation).toMatchObject({ effective: true, counted: 4, passed: 3 });
  expect((await post(`${at}/transitions`, { to: "closed" })).body.code).toBe("signature.missing");
  const closed = await post(`${at}/transitions`, { to: "closed", ...SIGNED });
  expect(closed.body).toMatchObject({ state: "closed", next: [{ to: "reopened" }] });
  const rows = await app.request(body.evaluation?.rows ?? "");
  expect(((await rows.json()) as { items: unknown[] }).items).toHaveLength(4);
});

test("CR-71: what counts as success is not changed once it was carried out", async () => {
  const at = await open();
  const criterion = { kind: "stated", text: "No complaint in 30 days" };
  await post(`${at}/transitions`, { ...PLAN, criterion });
  const implemented = { to: "implemented", implementation: "another lot" };
  const late = await post(`${at}/transitions`, { ...implemented, criterion: YIELD });
  expect([late.status, late.body.errors?.[0]?.path]).toEqual([422, "criterion"]);
  await post(`${at}/transitions`, implemented);
  const silent = await post(`${at}/transitions`, { ...PLAN, criterion });
  expect(silent.body.code).toBe("record.reason-missing");
  const { body } = await post(`${at}/transitions`, { ...PLAN, criterion, reason: "too weak" });
  expect([body.state, body.implementation, body.implementedAt]).toEqual([
    ...["planned", undefined, undefined],
  ]);
});

test("CR-71: one that did not work is planned anew, not closed", async () => {
  const at = await open();
  await post(`${at}/transitions`, { ...PLAN, criterion: { kind: "stated", text: "No complaint" } });
  await post(`${at}/transitions`, { to: "implemented", implementation: "another lot" });
  const unsaid = await post(`${at}/transitions`, { to: "evaluated", effective: true });
  expect(unsaid.body.errors?.map(({ path }) => path)).toEqual(["evaluation"]);
  await post(`${at}/transitions`, { to: "evaluated", effective: false, note: "two complaints" });
  const refused = await post(`${at}/transitions`, { to: "closed", ...SIGNED });
  expect(refused.body.errors?.map(({ path }) => path)).toEqual(["effectiveness"]);
  const unknown = { title: "x", description: "of nothing", nonconformanceIds: ["nobody"] };
  expect((await post("/corrective-actions", unknown)).body.code).toBe("nonconformance.not-found");
});
