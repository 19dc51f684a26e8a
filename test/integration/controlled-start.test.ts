import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type DrivenStation, startDrivenStation } from "../support/driven-station.ts";
import { until } from "../support/until.ts";

let station: DrivenStation;

beforeAll(async () => {
  station = await startDrivenStation({ interlocks: { strength: "controlled" } });
}, 120_000);
afterAll(() => station[Symbol.asyncDispose]());
beforeEach(() => {
  station.faults.clear("no-serial");
});

const SHOWN = { deadlineMs: 60_000, what: "the rig can be started" };
const idle = () => until(async () => (await station.program()).state === "idle", SHOWN);
const api = (path: string) => `${station.gateway.url}/api/v1${path}`;

test("a controlled rig begins nothing for a unit that nobody knows: told why, nothing stored, nothing switched", async () => {
  await until(async () => (await station.rig()).link === "connected", SHOWN);
  station.faults.set("no-serial");
  await until(() => station.board.tables.holding[0] === 0, SHOWN);
  await idle();
  const refused = await station.post("/start", {});
  expect([refused.status, refused.body.code]).toEqual([409, "interlock.refused"]);
  expect(refused.body.errors).toContainEqual(expect.objectContaining({ path: "order" }));
  expect(await station.latest()).toBeUndefined();
  expect(station.isOn("mains")).toBe(false);
  await idle();
});

test("what is in order is begun, and a station tells for whom it is armed until that run", async () => {
  const id = await station.start();
  const { serialNumber } = await station.finished(id);
  await idle();
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ scan: serialNumber, expectedVersion: 0 });
  const armed = await fetch(api("/stations/EOL-1/arm"), { method: "POST", headers, body });
  expect(armed.status).toBe(200);
  expect(await armed.json()).toMatchObject({ rig: "eol-1", state: "armed", serialNumber });
  const second = await fetch(api("/stations/EOL-1/arm"), { method: "POST", headers, body });
  expect(second.status).toBe(412);
  const next = await station.finished(await station.start());
  expect(next.invitation).toEqual({ arming: 1 });
  const { rigs } = (await (await fetch(api("/stations/EOL-1"))).json()) as {
    rigs: { slots: { arming: { state: string; runId: string } }[] }[];
  };
  expect(rigs[0]?.slots[0]?.arming).toMatchObject({ state: "used", runId: next.id });
});
