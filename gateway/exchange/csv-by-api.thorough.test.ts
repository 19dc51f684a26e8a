import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createApi } from "../api/app.ts";
import { dependenciesForTest } from "../api/testing/dependencies.ts";
import { openSampleLedger } from "../api/testing/sample-ledger.ts";
import { problemDocument } from "../platform/problems.ts";
import type { ReceivedFile } from "../records/exchange/record.ts";

let sample: Awaited<ReturnType<typeof openSampleLedger>>;
let app: ReturnType<typeof createApi>["app"];

beforeAll(async () => {
  sample = await openSampleLedger();
  const { dependencies } = dependenciesForTest({ ledger: sample.ledger });
  const keepOriginal = async (bytes: Uint8Array) =>
    createHash("sha256").update(bytes).digest("hex");
  app = createApi({ ...dependencies, keepOriginal }).app;
});
afterAll(() => sample[Symbol.asyncDispose]());

const MAPPING = `
delimiter: ";"
decimal: ","
time: { pattern: "DD.MM.YYYY HH:mm:ss", offset: "+01:00" }
columns: { startedAt: Start, serialNumber: Serial, result: Result }
fixed: { operation: FCT, station: CSV-1, partNumber: PSU-24 }
measurements: [{ column: Ripple, step: ripple, unit: mV }]
`;
const TABLE = [
  "Serial;Start;Ripple;Result",
  "PSU24-000301;05.11.2026 08:00:00;41,5;PASS",
  "PSU24-000302;05.11.2026 08:01:00;61,8;PASS",
  "PSU24-000303;11/05/2026 08:02:00;41,5;PASS",
  "",
].join("\r\n");

const send = (body: string, mapping?: string) => {
  const query = new URLSearchParams({ name: "line-3.csv", ...(mapping && { mapping }) });
  const headers = { "content-type": "application/octet-stream" };
  return app.request(`/api/v1/exchange/csv?${query}`, { method: "POST", headers, body });
};

test("a CSV is taken in by the API with its mapping: what is wrong refuses its row alone", async () => {
  const response = await send(TABLE, MAPPING);
  expect(response.status).toBe(200);
  const { report } = (await response.json()) as ReceivedFile;
  expect(report).toMatchObject({ stored: 2, known: 0, refused: 1 });
  expect(report.refusals[0]?.place).toContain("4");
  const again = (await (await send(TABLE, MAPPING)).json()) as ReceivedFile;
  expect(again.report).toMatchObject({ stored: 0, known: 2, refused: 1 });
  const { items } = await sample.ledger.ask("runs.list", {
    serialNumber: "PSU24-000302",
    limit: 5,
  });
  expect(items).toMatchObject([{ computed: "fail", reported: "pass", mismatch: true }]);
});

test.each([
  ["without a mapping", TABLE, undefined],
  ["with a mapping that is no YAML", TABLE, "{ columns: ["],
  ["with a mapping of unknown words", TABLE, "colour: red"],
  ["in another encoding", Buffer.from([0x53, 0xff, 0xfe, 0x0a]).toString("latin1"), MAPPING],
  ["without its columns", "a;b\r\n1;2\r\n", MAPPING],
])("a CSV %s is refused as a whole, in words", async (_, body, mapping) => {
  const response = await send(body, mapping);
  expect(response.status).toBeGreaterThanOrEqual(400);
  expect(response.status).toBeLessThan(500);
  expect(problemDocument.parse(await response.json()).code).toBe("exchange.refused");
});
