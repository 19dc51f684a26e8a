import { afterAll, beforeAll, expect, test } from "vitest";
import type { z } from "zod";
import { createApi } from "../../api/app.ts";
import { dependenciesForTest } from "../../api/testing/dependencies.ts";
import { openSampleLedger, sampleRun, testContext } from "../../api/testing/sample-ledger.ts";
import type { Stream } from "../../ledger/contract.ts";
import { pageOf } from "../routes.ts";
import { heldDetail, heldView } from "./record.ts";

let sample: Awaited<ReturnType<typeof openSampleLedger>>;
let app: ReturnType<typeof createApi>["app"];
let runSeq: number;
const REASON = "influxdb.refused: 400 bad float";

beforeAll(async () => {
  sample = await openSampleLedger();
  const { ledger } = sample;
  app = createApi(dependenciesForTest({ ledger }).dependencies).app;
  await ledger.declareSinks([
    {
      name: "influxdb",
      settledBy: "receipt",
      streams: ["ledger", "telemetry"],
      startsAt: "beginning",
    },
    { name: "mqtt", settledBy: "puback", streams: ["ledger"], startsAt: "beginning" },
  ]);
  const run = { run: sampleRun(1), gatewayVersion: "0.1.0" };
  const stored = await ledger.execute("run.import", run, testContext);
  runSeq = stored.entries.at(-1)?.entry.seq ?? 0;
  const reading = { rig: "fct-1", channel: "vcc", unit: "V", quality: "good" } as const;
  await ledger.appendReadings(
    [1, Number.NaN, 2n ** 60n, 4, 5].map((value) => ({ ...reading, value, takenAt: 1e15 })),
  );
  await hold("influxdb", "telemetry", [1, 6]);
  await hold("influxdb", "ledger", [runSeq, runSeq + 1]);
  await hold("mqtt", "ledger", [runSeq, runSeq + 1]);
});
afterAll(() => sample[Symbol.asyncDispose]());

async function hold(sink: string, stream: Stream, [from, to]: [number, number]): Promise<void> {
  const held = { as: "quarantined", reason: REASON, attempts: 1 } as const;
  await sample.ledger.settle({ sink, stream, ranges: [{ from, to }], ...held });
}

async function get(path: string) {
  const response = await app.request(`/api/v1${path}`);
  return { status: response.status, body: await response.json() };
}

async function post(path: string, body: unknown) {
  const response = await app.request(`/api/v1${path}`, {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "content-type": "application/json" },
  });
  return { status: response.status, body: await response.json() };
}

async function account(sink: string, stream: Stream) {
  const all = await sample.ledger.accounts();
  return all.find((one) => one.sink === sink && one.stream === stream);
}

async function lastEntry() {
  const { ledger } = sample;
  const [stored] = await ledger.entries(ledger.info.head, 1);
  return { ...stored?.entry, body: stored?.body };
}

test("what is held is listed page by page, each once, with what it is", async () => {
  const seen: z.infer<typeof heldView>[] = [];
  let cursor = "";
  do {
    const { body } = await get(`/quarantine?limit=2${cursor && `&cursor=${cursor}`}`);
    const page = pageOf(heldView.strict()).parse(body);
    seen.push(...page.items);
    cursor = page.nextCursor ?? "";
  } while (cursor !== "");
  expect(seen.map(({ sink, stream, position }) => [sink, stream, position])).toEqual([
    ["influxdb", "ledger", runSeq],
    ...[1, 2, 3, 4, 5].map((ordinal) => ["influxdb", "telemetry", ordinal]),
    ["mqtt", "ledger", runSeq],
  ]);
  expect(seen[0]).toMatchObject({ what: "run", rig: "fct-1", serialNumber: "PSU24-000001" });
  expect(seen[2]).toMatchObject({ what: "reading", channel: "vcc", value: "NaN", reason: REASON });
  const { body } = await get("/quarantine?sink=mqtt&stream=ledger");
  expect(body.items).toHaveLength(1);
});

test("one held position tells its record, what would be sent and the receiver's words", async () => {
  const { body } = await get("/quarantine/influxdb/telemetry/3");
  const detail = heldDetail.strict().parse(body);
  expect(detail).toMatchObject({
    record: { channel: "vcc", value: String(2n ** 60n) },
    wouldSend: { format: "line-protocol", lines: ["reading value=1 1"] },
    reason: REASON,
    attempts: 1,
  });
  const run = await get(`/quarantine/influxdb/ledger/${runSeq}`);
  expect(run.body.record).toMatchObject({ serialNumber: "PSU24-000001" });
  expect((await get("/quarantine/influxdb/telemetry/99")).body.code).toBe("quarantine.not-held");
});

test("a discard needs a reason, is an entry of the ledger, and counts as discarded for good", async () => {
  const one = { sink: "influxdb", stream: "telemetry", from: 2, to: 3, by: "4711" };
  expect((await post("/quarantine/discard", one)).status).toBe(400);
  const done = await post("/quarantine/discard", { ...one, why: "no sensor" });
  expect(done.body).toEqual({ positions: 1, remaining: 0 });
  expect(await account("influxdb", "telemetry")).toMatchObject({
    discarded: 1,
    quarantined: 4,
    balanced: true,
  });
  expect(await lastEntry()).toMatchObject({
    type: "quarantine",
    action: "discarded",
    reason: "no sensor",
    body: { by: "4711", sink: "influxdb", ranges: [{ from: 2, to: 3 }] },
  });
  expect((await post("/quarantine/discard", { ...one, why: "again" })).status).toBe(404);
  expect(await sample.ledger.fates("telemetry", 2)).toEqual([
    { sink: "influxdb", state: "discarded" },
  ]);
});

test("a retry owes the positions again, and the tries add up when they are refused again", async () => {
  const some = { sink: "influxdb", stream: "telemetry", from: 3, to: 5, by: "4711" };
  expect((await post("/quarantine/retry", some)).body).toEqual({ positions: 2, remaining: 0 });
  expect(await account("influxdb", "telemetry")).toMatchObject({ pending: 2, balanced: true });
  await hold("influxdb", "telemetry", [3, 4]);
  const again = await get("/quarantine/influxdb/telemetry/3");
  expect(again.body.attempts).toBe(2);
});

test("a mend is kept beside the record and sent by the next try; bad lines are refused", async () => {
  const path = "/quarantine/influxdb/telemetry/1/mend";
  const lines = ["reading,channel=vcc value=7 1"];
  expect((await post(path, { lines: ["bad"], by: "4711" })).body.code).toBe("request.invalid");
  expect((await post(path, { lines, by: "4711", retry: false })).status).toBe(200);
  const mended = await get("/quarantine/influxdb/telemetry/1");
  expect(mended.body).toMatchObject({ mended: true, mendedLines: lines, record: { value: 1 } });
  expect((await post(path, { lines, by: "4711", why: "typo" })).status).toBe(200);
  const debts = await sample.ledger.debt("influxdb");
  const debt = debts.find(({ stream }) => stream === "telemetry");
  expect(debt?.mended).toEqual([{ position: 1, lines }]);
  expect(await lastEntry()).toMatchObject({ action: "mended", reason: "typo", body: { lines } });
});

test("what third parties get is the record itself: it can not be mended, and no broker is rebuilt", async () => {
  const lines = ["x"];
  const mend = await post(`/quarantine/mqtt/ledger/${runSeq}/mend`, { lines, by: "4711" });
  expect(mend.body.code).toBe("quarantine.not-mendable");
  const rebuild = await post("/sinks/mqtt/rebuild", { by: "4711", why: "x" });
  expect(rebuild.body.code).toBe("sink.not-rebuildable");
  const unknown = await post("/sinks/nothing/rebuild", { by: "4711", why: "x" });
  expect(unknown.body.code).toBe("sink.not-found");
});

test("a rebuild owes all but what was discarded, and keeps the old account in the ledger", async () => {
  const before = await account("influxdb", "telemetry");
  const done = await post("/sinks/influxdb/rebuild", { by: "4711", why: "disk replaced" });
  expect(done.body).toEqual({ ledger: 1, telemetry: 1 });
  expect(await account("influxdb", "telemetry")).toMatchObject({
    appended: 5,
    pending: 4,
    discarded: 1,
    quarantined: 0,
    balanced: true,
  });
  const ledger = await account("influxdb", "ledger");
  expect(ledger?.balanced).toBe(true);
  expect(ledger?.classes?.every(({ balanced }) => balanced)).toBe(true);
  expect(await lastEntry()).toMatchObject({
    ...{ type: "sink", id: "influxdb", version: 1, action: "rebuilt", reason: "disk replaced" },
    body: {
      before: expect.arrayContaining([
        expect.objectContaining({ quarantined: before?.quarantined }),
      ]),
    },
  });
});
