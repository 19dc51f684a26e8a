/** A real gateway drives a SCPI meter and a Modbus relay board through whole runs. */
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { PromptView } from "../../gateway/api/contract.ts";
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

const ids = (measurements: readonly { id: string }[]) => measurements.map(({ id }) => id);
const isSafe = () => !station.isOn("mains") && !station.isOn("load");

test("a lid that closes begins a run: serial number read, all measured, relays off", async () => {
  station.faults.clear("no-operator");
  const seen = await until(() => station.latest(), { deadlineMs: 20_000, what: "a run began" });
  station.faults.set("no-operator");
  const run = await station.finished(seen.id);
  expect(run).toMatchObject({ outcome: "pass", serialNumber: "PSU48-000001", orderId: "WO-2001" });
  expect(run.mismatch).toBe(false);
  expect(ids(run.measurements)).toEqual([
    ...["label", "no-load-voltage", "full-load-voltage", "full-load-current", "input-power"],
  ]);
  expect(isSafe()).toBe(true);
  const lines = await station.trace(run);
  const written = lines
    .map(({ command }) => command as { kind?: string; channel?: string; value?: boolean })
    .filter((command) => command?.kind === "write")
    .map(({ channel, value }) => `${channel} ${value}`);
  expect(written.at(0)).toBe("mains true");
  expect(written.slice(-2)).toEqual(["load false", "mains false"]);
  expect(lines.at(-1)).toMatchObject({ kind: "ended", how: "completed", teardownFaults: [] });
});

test("a value out of limits is measured again, and every attempt is kept", async () => {
  station.faults.set("voltage-once", 30);
  const run = await station.finished(await station.start());
  expect(run.outcome).toBe("pass");
  const tries = run.measurements.filter(({ id }) => id === "full-load-voltage");
  expect(tries.map(({ attempt, computed }) => [attempt, computed])).toEqual([
    [1, "fail"],
    [2, "pass"],
  ]);
});

test("a fail ends the steps, the rest is not reached, and the relays are off", async () => {
  station.faults.set("voltage", 30);
  const run = await station.finished(await station.start());
  expect(run).toMatchObject({ outcome: "fail", failing: ["Output voltage, no load"] });
  expect(run.notReached).toEqual(["full-load-voltage", "full-load-current", "input-power"]);
  expect(run.measurements.filter(({ id }) => id === "no-load-voltage")).toHaveLength(2);
  expect(isSafe()).toBe(true);
});

test("what the meter says in place of a value is no value, and no unit passes by it", async () => {
  station.faults.set("meter", "overload");
  const run = await station.finished(await station.start());
  // Whether the output is dead can not be told.
  expect(run).toMatchObject({ outcome: "error", cause: "program.step-failed" });
  expect(run.measurements).toEqual([]);
  expect(isSafe()).toBe(true);
});

test("an abort by the operator makes the rig safe, then ends the run as aborted", async () => {
  const id = await station.start();
  await until(() => station.isOn("mains"));
  const { status } = await station.post("/abort", { by: "4711" });
  expect(status).toBe(202);
  const run = await station.finished(id);
  expect(run).toMatchObject({ outcome: "aborted", cause: "operator.aborted" });
  expect(isSafe()).toBe(true);
  expect(await station.trace(run)).toContainEqual(
    expect.objectContaining({ kind: "aborted", by: "4711" }),
  );
  expect((await station.post("/abort", { by: "4711" })).body.code).toBe("run.none-open");
});

test("the operator's answer is measured, and kept with who gave it", async () => {
  station.faults.set("no-label");
  const id = await station.start();
  const prompt = await until(async () => (await station.program()).prompt);
  const asked = await fetch(`${station.gateway.url}/api/v1/rigs/eol-1/prompt`);
  expect((await asked.json()) as PromptView).toEqual(prompt);
  const answer = { prompt: prompt.id, by: "4711" };
  const wrong = await station.post("/answers", { ...answer, value: "perhaps" });
  expect([wrong.status, wrong.body.code]).toEqual([422, "answer.invalid"]);
  const other = await station.post("/answers", { ...answer, prompt: "another", value: true });
  expect([other.status, other.body.code]).toEqual([404, "prompt.not-open"]);
  expect((await station.post("/answers", { ...answer, value: true })).status).toBe(200);
  const run = await station.finished(id);
  expect(run.outcome).toBe("pass");
  expect(run.measurements[0]).toMatchObject({ id: "label", value: true });
  expect(await station.trace(run)).toContainEqual(
    expect.objectContaining({ kind: "answer", as: "label", value: true, by: "4711" }),
  );
});

test("a question nobody answers in time ends the run as a timeout, with the rig safe", async () => {
  station.faults.set("no-label");
  const run = await station.finished(await station.start());
  expect(run).toMatchObject({ outcome: "timeout", cause: "prompt.unanswered" });
  expect(isSafe()).toBe(true);
});

test("no second run, no other unit than the one in the fixture", async () => {
  const id = await station.start();
  const second = await station.post("/start", {});
  expect([second.status, second.body.code]).toEqual([409, "rig.busy"]);
  await station.finished(id);
  await until(async () => (await station.program()).state === "idle");
  const other = await station.post("/start", { serialNumber: "PSU48-000099" });
  expect([other.status, other.body.code]).toEqual([409, "unit.mismatch"]);
  expect(String(other.body.detail)).toContain("PSU48-00000");
});

test("a unit that does not tell its serial number is stored as it is, and nothing is done to it", async () => {
  station.faults.set("no-serial");
  const run = await station.finished(await station.start());
  expect(run).toMatchObject({ outcome: "error", cause: "unit.unknown" });
  expect(run.measurements).toEqual([]);
});
