import { afterAll, beforeAll, expect, test } from "vitest";
import { until } from "../../../test/support/until.ts";
import { createApi } from "../../api/app.ts";
import { dependenciesForTest } from "../../api/testing/dependencies.ts";
import { openSampleLedger } from "../../api/testing/sample-ledger.ts";
import { limitReplayProgress, limitReplayView } from "./record.ts";
import type { SliceResult } from "./replay-query.ts";

let sample: Awaited<ReturnType<typeof openSampleLedger>>;
let app: ReturnType<typeof createApi>["app"];

beforeAll(async () => {
  sample = await openSampleLedger();
  app = createApi(dependenciesForTest({ ledger: sample.ledger }).dependencies).app;
});
afterAll(() => sample[Symbol.asyncDispose]());

const ASKED = {
  ...{ partNumber: "PSU-24", operation: "FCT", measurement: "ripple" },
  limits: { comparator: "LE", unit: "mV", specification: { high: 55 } },
  ...{ from: "2020-01-01T00:00:00Z", to: "2030-01-01T00:00:00Z" },
};

function ask(body: unknown, accept = "application/json") {
  const headers = { "content-type": "application/json", accept };
  const init = { method: "POST", headers, body: JSON.stringify(body) };
  return app.request("/api/v1/limit-replays", init);
}

test("CR-81: a trial of limits on past runs is kept, and found again in its history", async () => {
  const response = await ask(ASKED);
  expect(response.status).toBe(200);
  const view = limitReplayView.strict().parse(await response.json());
  const history = await app.request(`/api/v1/limit-replays/${view.id}/history`);
  const { items } = (await history.json()) as { items: { body: unknown; actor: string }[] };
  expect(items).toMatchObject([{ action: "tried", body: { measurement: "ripple" } }]);
});

test("a trial told line by line ends with the same answer; what is refused is refused at once", async () => {
  const response = await ask(ASKED, "application/jsonl");
  expect(response.headers.get("content-type")).toContain("application/jsonl");
  const last = (await response.text()).trimEnd().split("\n").at(-1) ?? "";
  expect(limitReplayView.strict().parse(JSON.parse(last)).measured).toBeGreaterThanOrEqual(0);
  const limits = { comparator: "LE", unit: "Volt", specification: { high: 1 } };
  const refused = await ask({ ...ASKED, limits }, "application/jsonl");
  expect(refused.status).toBe(422);
});

test("a trial whose reader goes away ends there, and nothing of it is kept", async () => {
  const { ledger } = sample;
  const called: string[] = [];
  const slices = Promise.withResolvers<void>();
  const slow = {
    ...ledger,
    async ask(name: "limits.replaySlice", input: Parameters<typeof ledger.ask>[1]) {
      called.push(name);
      // The first asks only whether it is refused; the second is told as a line.
      if (called.length > 2) await slices.promise;
      const { view } = (await ledger.ask(name, input as never)) as SliceResult;
      return { view, next: { startedAt: Date.parse(ASKED.from) * 1_000, runId: "" } };
    },
    async execute(name: string) {
      called.push(name);
    },
  } as unknown as typeof ledger;
  const { app: patient } = createApi(dependenciesForTest({ ledger: slow }).dependencies);
  const headers = { "content-type": "application/json", accept: "application/jsonl" };
  const init = { method: "POST", headers, body: JSON.stringify(ASKED) };
  const response = await patient.request("/api/v1/limit-replays", init);
  const reader = response.body?.getReader();
  const { value } = (await reader?.read()) ?? {};
  expect(
    limitReplayProgress.strict().parse(JSON.parse(Buffer.from(value ?? []).toString())),
  ).toBeDefined();
  await reader?.cancel();
  slices.resolve();
  await until(() => called.length >= 3);
  for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate);
  expect(called).toEqual(Array.from({ length: 3 }, () => "limits.replaySlice"));
});
