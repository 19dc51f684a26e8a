import { afterAll, beforeAll, expect, test } from "vitest";
import type { ConfirmedSigner } from "../domain/access/signature.ts";
import { createApi } from "./app.ts";
import { dependenciesForTest } from "./testing/dependencies.ts";
import { openSampleLedger } from "./testing/sample-ledger.ts";

let sample: Awaited<ReturnType<typeof openSampleLedger>>;
let app: ReturnType<typeof createApi>["app"];

/** The secret names the person: each has that one role. */
const signerCheck = {
  confirm: async (_: unknown, secret: string): Promise<ConfirmedSigner> => ({
    ...{ personId: secret, printedName: secret, method: "secret" },
    roles: [secret.startsWith("qa") ? "qa" : "compliance"],
  }),
};

beforeAll(async () => {
  sample = await openSampleLedger();
  const { dependencies } = dependenciesForTest({ ledger: sample.ledger, signerCheck });
  app = createApi(dependencies).app;
});
afterAll(() => sample[Symbol.asyncDispose]());

interface Answer {
  readonly id: string;
  readonly status: string;
  readonly code?: string;
  readonly remedy?: string;
  readonly errors?: readonly { readonly path: string }[];
  readonly items: readonly Answer[];
  readonly counts: Record<string, number>;
  readonly held: number;
  readonly next: readonly { readonly to: string }[];
}

async function post(path: string, body: unknown) {
  const headers = { "content-type": "application/json" };
  const response = await app.request(`/api/v1${path}`, {
    ...{ method: "POST", headers, body: JSON.stringify(body) },
  });
  return { status: response.status, body: (await response.json()) as Answer };
}
async function get(path: string) {
  const response = await app.request(`/api/v1${path}`);
  return { status: response.status, body: (await response.json()) as Answer };
}
const sign = (meaning: string, secret = "qa-1") => ({ signature: { meaning, secret } });

test("CR-25: a unit on hold, and one without its passes, is refused with each missing guard", async () => {
  const asked = { serialNumber: "PSU24-000200", partNumber: "PSU-24" };
  const { body: unit } = await post("/units", asked);
  expect(unit.status).toBe("created");
  expect((await post("/units", asked)).body.code).toBe("unit.exists");
  const held = await post(`/units/${unit.id}/holds`, { reason: "scratched" });
  expect(held.status).toBe(200);
  const refused = await post(`/units/${unit.id}/release`, sign("released"));
  expect([refused.status, refused.body.code]).toEqual([409, "unit.not-releasable"]);
  expect(refused.body.errors?.map(({ path }) => path)).toEqual(["pass", "pass", "hold"]);
  expect(refused.body.remedy).toEqual(expect.any(String));
  const shipped = await post("/shipments", { reference: "DN-1", unitIds: [unit.id] });
  expect([shipped.status, shipped.body.code]).toEqual([409, "shipment.refused"]);
  const [hold] = (await get(`/holds?unitId=${unit.id}`)).body.items;
  const unsigned = await post(`/holds/${hold?.id}/lift`, { reason: "polished" });
  expect([unsigned.status, unsigned.body.code]).toEqual([403, "signature.missing"]);
  const lift = { reason: "polished", ...sign("released") };
  expect((await post(`/holds/${hold?.id}/lift`, lift)).status).toBe(200);
});

test("CR-70: a nonconformance goes its whole way by the API, and not past a pending line", async () => {
  const serialNumber = "PSU24-000201";
  const { body: unit } = await post("/units", { serialNumber, partNumber: "PSU-24" });
  const facts = { title: "Ripple", description: "Lot W40", severity: "major" };
  const { body: opened } = await post("/nonconformances", facts);
  const at = `/nonconformances/${opened.id}`;
  const query = { serialNumbers: [serialNumber] };
  expect((await post("/containment-queries", { query })).body.items).toHaveLength(1);
  expect((await post(`${at}/containments`, { query })).body.held).toBe(1);
  const early = await post(`${at}/transitions`, { to: "closed" });
  expect([early.status, early.body.errors?.[0]?.path]).toEqual([409, "state"]);
  for (const to of ["contained", "investigating"]) await post(`${at}/transitions`, { to });
  const cause = { to: "dispositioned", cause: "wrong capacitor" };
  const pending = await post(`${at}/transitions`, cause);
  expect(pending.body.errors).toMatchObject([{ path: "pending-line" }]);
  const decision = { kind: "scrap", unitIds: [unit.id], reason: "no value", ...sign("approved") };
  expect((await post(`${at}/dispositions`, decision)).status).toBe(200);
  await post(`${at}/transitions`, cause);
  await post(`${at}/transitions`, { to: "verified", verification: "scrapped in the press" });
  const closed = await post(`${at}/transitions`, { to: "closed", ...sign("approved", "co-1") });
  expect(closed.body).toMatchObject({ state: "closed", next: [{ to: "reopened" }] });
  expect((await get(`${at}/history`)).body.items).toHaveLength(6);
  expect((await get(`/units/${unit.id}`)).body.status).toBe("scrap");
});

test("orders are stated and moved by the API, and demand is imported once", async () => {
  const order = { id: "WO-9", partNumber: "PSU-24", revision: "C", quantity: 5, status: "planned" };
  const stated = await post("/orders", { ...order, serialPattern: "X-###" });
  expect(stated.body).toMatchObject({ status: "planned", next: ["released", "cancelled"] });
  const refused = await post("/orders/WO-9/transitions", { to: "completed" });
  expect([refused.status, refused.body.code]).toEqual([409, "order.not-allowed"]);
  await post("/orders/WO-9/transitions", { to: "released" });
  await post("/units", { serialNumber: "X-001", partNumber: "PSU-24" });
  const { counts, status } = (await get("/orders/WO-9")).body;
  expect([status, counts.notStarted, counts.good]).toEqual(["in_progress", 5, 0]);
  const csv =
    "externalKey,partNumber,quantity,kind,dueAt\nSO-1,PSU-24,9,firm,2026-12-04T00:00:00Z\n";
  expect((await post("/demand/imports", { csv })).body).toMatchObject({ created: 1 });
  expect((await post("/demand/imports", { csv })).body).toMatchObject({ unchanged: 1 });
  expect((await get("/demand")).body.items).toMatchObject([{ externalKey: "SO-1", short: 0 }]);
  const bad = await post("/demand/imports", { csv: csv.replace(",9,", ",nine,") });
  expect([bad.status, bad.body.code]).toEqual([422, "record.invalid"]);
});

test("of a file of demand nothing is taken where a line is wrong, and each wrong line is told", async () => {
  const head = "externalKey,partNumber,quantity,kind,dueAt,customer\n";
  const good = "SO-7,PSU-24,9,firm,2026-12-04T00:00:00Z,";
  const csv = `${head}${good}\nSO-8,PSU-24,1,firm,4.12.2026,\nSO-9\n`;
  const refused = await post("/demand/imports", { csv });
  expect([refused.status, refused.body.code]).toEqual([422, "record.invalid"]);
  expect(refused.body.errors?.map(({ path }) => path)).toEqual(["line 3, dueAt", "line 4"]);
  const unknown = `${head}"SO\n7",NONE,9,firm,2026-12-04T00:00:00Z,\n${good}\n${good}\n`;
  const named = (await post("/demand/imports", { csv: unknown })).body.errors;
  expect(named?.map(({ path }) => path)).toEqual(["line 2, partNumber", "line 5, externalKey"]);
  const tried = await post("/demand/imports", { csv: `${head}${good}\n`, isTrial: true });
  expect([tried.status, tried.body]).toMatchObject([200, { created: 1 }]);
  const { items } = (await get("/demand")).body as unknown as { items: { externalKey: string }[] };
  expect(items.map(({ externalKey }) => externalKey)).not.toContain("SO-7");
});

test("CR-60: a lot is traced to the units it is in", async () => {
  const asked = { serialNumber: "PSU24-000202", partNumber: "PSU-24" };
  const { body: unit } = await post("/units", asked);
  const part = { partNumber: "C12", lot: "W41" };
  await post(`/units/${unit.id}/components`, { position: "C12", part });
  const trace = (await get("/components/trace?lot=W41")).body as unknown as {
    usedIn: { parent: { serialNumber: string } }[];
  };
  expect(trace.usedIn.map(({ parent }) => parent.serialNumber)).toEqual([asked.serialNumber]);
  expect((await get("/components/trace?serialNumber=S")).body.code).toBe("request.invalid");
  expect((await get(`/units/${unit.id}/trace`)).body).toMatchObject({ contains: [part] });
});
