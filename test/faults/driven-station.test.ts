/** A driven station whose parts fail in the middle of a run: the rig is made safe, always. */
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type DrivenStation, startDrivenStation } from "../support/driven-station.ts";
import { until } from "../support/until.ts";

let station: DrivenStation;

beforeAll(async () => {
  station = await startDrivenStation();
});
afterEach(() => {
  station.faults.clear();
  station.faults.set("no-operator");
});
afterAll(() => station[Symbol.asyncDispose]());

const isSafe = () => !station.isOn("mains") && !station.isOn("load");
const underLoad = () => until(() => station.isOn("load"), { what: "the load is on" });

test("an emergency stop switches everything off within half a second and aborts the run", async () => {
  const id = await station.start();
  await underLoad();
  station.faults.set("e-stop");
  const startedMs = performance.now();
  await until(isSafe);
  expect(performance.now() - startedMs).toBeLessThan(500);
  const run = await station.finished(id);
  expect(run).toMatchObject({ outcome: "aborted", cause: "abort.condition" });
  await until(async () => (await station.program()).message?.startsWith("Emergency stop"));
});

test("while the emergency stop is pressed, no step of a run is performed", async () => {
  station.faults.set("e-stop");
  await until(() => station.board.tables.discrete[1] === 0);
  const run = await station.finished(await station.start());
  expect(run).toMatchObject({ outcome: "aborted", cause: "abort.condition" });
  const lines = await station.trace(run);
  expect(lines.filter(({ kind }) => kind === "step")).toEqual([]);
  expect(lines.filter(({ kind }) => kind === "teardown")).toHaveLength(3);
});

test("an instrument that is gone in mid-run: the rest is made safe, the run is an error", async () => {
  const id = await station.start();
  await underLoad();
  station.faults.set("meter-dead");
  const run = await station.finished(id);
  expect(run).toMatchObject({ outcome: "error", cause: "link.lost" });
  expect(isSafe()).toBe(true);
  await until(async () => (await station.rig()).link !== "connected");
  const refused = await station.post("/start", {});
  expect([refused.status, refused.body.code]).toEqual([409, "rig.not-connected"]);
  station.faults.clear("meter-dead");
  expect((await station.finished(await station.start())).outcome).toBe("pass");
});

test("an instrument that falls silent ends the run as an error, within its time", async () => {
  const id = await station.start();
  await underLoad();
  station.faults.set("meter", "silent");
  const run = await station.finished(id);
  expect(run.outcome).toBe("error");
  expect(isSafe()).toBe(true);
});

test("a relay that does not obey: told, and no run before the rig is known to be safe", async () => {
  const id = await station.start();
  await underLoad();
  station.faults.set("relays", "write-ignored");
  const run = await station.finished(id);
  const last = (await station.trace(run)).at(-1);
  expect(last?.teardownFaults).toHaveLength(2);
  const fault = await until(async () => (await station.rig()).fault, { deadlineMs: 10_000 });
  expect(fault.code).toBe("command.not-confirmed");
  expect(station.isOn("mains")).toBe(true);
  const refused = await station.post("/start", {});
  expect([refused.status, refused.body.code]).toEqual([409, "rig.not-connected"]);
  station.faults.clear("relays");
  await until(isSafe, { deadlineMs: 25_000, what: "the safe state is written" });
  expect((await station.finished(await station.start())).outcome).toBe("pass");
});

test("a gateway that is stopped in mid-run makes the rig safe before it ends", async () => {
  const id = await station.start();
  await underLoad();
  expect(await station.gateway.end()).toBe(0);
  expect(isSafe()).toBe(true);
  await station.restart();
  const run = await station.finished(id);
  expect(run).toMatchObject({ outcome: "error", cause: "gateway.stopped" });
});

test("after a gateway was killed in mid-run, the next start makes the rig safe first", async () => {
  const id = await station.start();
  await underLoad();
  await station.gateway.end("SIGKILL");
  expect(station.isOn("mains")).toBe(true);
  await station.restart();
  await until(isSafe, { deadlineMs: 15_000, what: "the safe state is written" });
  const run = await station.finished(id);
  expect(run).toMatchObject({ outcome: "error", cause: "gateway.restart" });
  expect((await station.finished(await station.start())).outcome).toBe("pass");
});
