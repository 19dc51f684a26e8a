import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { createApi } from "../../api/app.ts";
import { dependenciesForTest } from "../../api/testing/dependencies.ts";
import { openSampleLedger } from "../../api/testing/sample-ledger.ts";
import { equipmentDetail, equipmentView } from "./record.ts";

let sample: Awaited<ReturnType<typeof openSampleLedger>>;
let app: ReturnType<typeof createApi>["app"];

beforeAll(async () => {
  sample = await openSampleLedger();
  app = createApi(dependenciesForTest({ ledger: sample.ledger }).dependencies).app;
});
afterAll(() => sample[Symbol.asyncDispose]());

interface Answer {
  readonly status?: string;
  readonly code?: string;
  readonly remedy?: string;
}

async function send(method: "PUT" | "POST", path: string, body: unknown) {
  const headers = { "content-type": "application/json" };
  const address = `/api/v1/equipment${path}`;
  const response = await app.request(address, { method, headers, body: JSON.stringify(body) });
  return { status: response.status, body: (await response.json()) as Answer };
}

async function get(path: string) {
  const response = await app.request(`/api/v1/equipment${path}`);
  return { status: response.status, body: (await response.json()) as Answer };
}

const METER = { title: "Multimeter", intervalDays: 365, policy: "block" };
const POINT = { function: "voltage-dc", unit: "V", nominal: 5, tolerance: 0.01, asFound: 4.98 };
const CALIBRATION = {
  id: "0199d0a4-3c2e-4b51-8f4a-5d2c9e6b7a10",
  performedAt: "2020-09-01T08:00:00Z",
  provider: "Calibration laboratory",
  points: [POINT],
};

test("equipment is registered, calibrated and read as documented, with its status derived", async () => {
  const registered = await send("PUT", "/DMM-07", METER);
  expect([registered.status, registered.body.status]).toEqual([200, "never_calibrated"]);
  const calibrated = await send("POST", "/DMM-07/calibrations", CALIBRATION);
  expect(equipmentDetail.strict().parse(calibrated.body)).toMatchObject({
    ...{ status: "out_of_tolerance", dueOn: "2021-09-01", version: 1 },
    calibrations: [{ id: CALIBRATION.id, foundGood: false, leftGood: false, points: [POINT] }],
  });
  expect((await get("/DMM-07")).body).toEqual(calibrated.body);
  const list = z.strictObject({ items: z.array(equipmentView.strict()) });
  expect(list.parse((await get("")).body).items).toMatchObject([{ id: "DMM-07" }]);
  const impact = await get("/DMM-07/impact");
  expect(impact.body).toMatchObject({ counts: { runs: 0, flips: 0 }, items: [] });
});

test.each<[string, "PUT" | "POST", string, unknown, number, string]>([
  [
    "a change without reason",
    "PUT",
    "/DMM-07",
    { ...METER, title: "x" },
    422,
    "record.reason-missing",
  ],
  ["an id that is no label", "PUT", "/DMM%2007", METER, 400, "request.invalid"],
  [
    "a calibration without points",
    "POST",
    "/DMM-07/calibrations",
    { ...CALIBRATION, points: [] },
    400,
    "request.invalid",
  ],
  [
    "a calibration of nothing known",
    "POST",
    "/DMM-99/calibrations",
    CALIBRATION,
    404,
    "equipment.not-found",
  ],
])("%s is refused with what to do", async (_, method, path, body, status, code) => {
  const answer = await send(method, path, body);
  expect([answer.status, answer.body.code]).toEqual([status, code]);
  expect(answer.body.remedy).toEqual(expect.any(String));
});

test("unknown equipment, and an impact that there is none of, are answered with code and remedy", async () => {
  expect((await get("/DMM-99")).body.code).toBe("equipment.not-found");
  await send("PUT", "/DMM-08", METER);
  expect((await get("/DMM-08/impact")).body.code).toBe("calibration.in-tolerance");
});
