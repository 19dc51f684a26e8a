/** An alarm on a real broker: each change as an event, and its state for whoever comes later. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { AlarmRecord } from "../../gateway/domain/alarm/alarm.ts";
import { openScratchLedger } from "../support/append-ledger/open.ts";
import { startDelivery } from "../support/delivery-parts.ts";
import { type Mosquitto, startMosquitto } from "../support/mosquitto.ts";
import { until } from "../support/until.ts";

let broker: Mosquitto;
beforeAll(async () => {
  broker = await startMosquitto();
});
afterAll(() => broker[Symbol.asyncDispose]());

const RAISED: AlarmRecord = {
  ...{ id: "a-1", rig: "oven", station: "fct-1", kind: "stuck-value", channel: "t/1" },
  ...{ what: "t/1 is 20.5 for 60 s", flapping: false, state: "raised", raisedAt: 1_000_000 },
};
const CLEARED: AlarmRecord = { ...RAISED, state: "cleared", clearedAt: 2_000_000 };
const CLOSED: AlarmRecord = {
  ...{ ...CLEARED, state: "closed", closedAt: 3_000_000, closedBy: "4711", cause: "loose plug" },
};

/** A durable session at the events: `-E` ends once the broker has it, later calls take from it. */
async function listen(...how: string[]): Promise<string[]> {
  const session = ["-c", "-i", "alarm-events", "-q", "1", "-t", PLACE, "-W", "20"];
  const where = ["-h", "127.0.0.1", "-p", `${broker.port}`];
  const { stdout } = await promisify(execFile)("mosquitto_sub", [...where, ...session, ...how]);
  return stdout.split("\n").filter(Boolean);
}

const PLACE = "acme/north/final/line-1/fct-1/alarm";
const STATE = `${PLACE}/oven/stuck-value/+`;

test("raised, cleared and closed arrive as events; who comes later is told how it stands", async () => {
  await using scratch = await openScratchLedger();
  await using _delivery = await startDelivery(scratch.ledger, broker.url);
  const context = { actor: "system:alarms", station: "fct-1", occurredAt: 1, clockState: "synced" };
  const append = async (body: AlarmRecord, version: number, action: string) => {
    const entry = { type: "alarm", id: body.id, version, schema: "alarm/1", action, body };
    await scratch.ledger.execute("append", [entry], context as never);
    await until(async () => (await scratch.account("mqtt", "ledger")).delivered === version, {
      ...{ deadlineMs: 20_000, what: `version ${version} is handed to the broker` },
    });
  };
  await listen("-E");
  await append(RAISED, 1, "raised");
  const standing = async () => JSON.parse((await broker.subscribe(STATE, 1))[0] ?? "");
  expect(await standing()).toMatchObject({
    ...{ schema: "rigline.alarm/1", seq: 1, version: 1, isActive: true, alarm: RAISED },
  });
  await append(CLEARED, 2, "cleared");
  expect(await standing()).toMatchObject({ version: 2, isActive: false, alarm: CLEARED });
  await append(CLOSED, 3, "closed");
  expect(await standing()).toMatchObject({ version: 3, isActive: false, alarm: CLOSED });
  const told = (await listen("-C", "3")).map((line) => JSON.parse(line));
  expect(told.map(({ seq, action }) => [seq, action])).toEqual([
    [1, "raised"],
    [2, "cleared"],
    [3, "closed"],
  ]);
  expect(await scratch.account("mqtt", "ledger")).toMatchObject({ pending: 0, balanced: true });
}, 60_000);
