/** Tests that live in registers: begun by us, followed by flags, acknowledged. */
import { expect, test } from "vitest";
import type { RigEvent } from "../../drivers/contract.ts";
import { openSlaveRig, type SlaveRig } from "../support/modbus-slave-rig.ts";
import { until } from "../support/until.ts";

const SERIAL = 100;
const VERDICT = 120;
const START = 0;
const DONE = 1;
const ACKNOWLEDGE = 130;

const RUN = {
  start: { table: "coil", address: START },
  done: { table: "discrete", address: DONE },
  serialNumber: { table: "holding", address: SERIAL, length: 4, writable: true },
  verdict: { table: "holding", address: VERDICT, values: { 1: "pass", 2: "fail" } },
  acknowledge: { table: "holding", address: ACKNOWLEDGE, value: 0xa5 },
  slot: "B",
  everyMs: 10,
};
const CHANNELS = [
  { name: "volts", table: "input", address: 10, scale: 0.1, unit: "V", measurement: {} },
];

function blank({ tables }: SlaveRig["slave"]): void {
  tables.coils.fill(0);
  tables.discrete.fill(0);
  tables.holding.fill(0);
}

function told(rig: SlaveRig): unknown[] {
  return rig.events.map((event: RigEvent) => {
    if (event.kind === "run-started") return `start ${event.serialNumber} ${event.slot}`;
    if (event.kind === "run-finished") return `finish ${event.reported} ${event.slot}`;
    return event.kind === "reading" ? `${event.step} ${event.value} ${event.slot}` : event.kind;
  });
}

test("we write the serial number and the start flag, and hear the whole run", async () => {
  await using rig = await openSlaveRig({ channels: CHANNELS, run: RUN }, blank);
  const { tables } = rig.slave;
  await rig.write("run.serialNumber", "SN-00042");
  expect([...tables.holding.slice(SERIAL, SERIAL + 4)]).toEqual([0x534e, 0x2d30, 0x3030, 0x3432]);
  await rig.write("run.start", true);
  expect(tables.coils[START]).toBe(1);
  await until(() => told(rig).includes("start SN-00042 B"));
  tables.input[10] = 241;
  tables.holding[VERDICT] = 1;
  tables.discrete[DONE] = 1;
  await until(() => rig.events.some(({ kind }) => kind === "run-finished"));
  expect(told(rig)).toEqual(["start SN-00042 B", "volts 24.1 B", "finish pass B"]);
  // Only when the run's end was taken is it acknowledged, and the start flag taken back.
  await until(() => tables.coils[START] === 0);
  expect(tables.holding[ACKNOWLEDGE]).toBe(0xa5);
});

test("a done flag that stays set does not begin or end another run", async () => {
  await using rig = await openSlaveRig({ channels: CHANNELS, run: RUN }, blank);
  const { tables } = rig.slave;
  tables.holding[VERDICT] = 2;
  tables.coils[START] = 1;
  await until(() => told(rig).length === 1);
  tables.discrete[DONE] = 1;
  await until(() => tables.coils[START] === 0);
  const looks = rig.slave.requests();
  await until(() => rig.slave.requests() > looks + 5);
  tables.coils[START] = 1;
  await until(() => rig.slave.requests() > looks + 12);
  expect(told(rig).filter((event) => String(event).startsWith("start"))).toHaveLength(1);
  tables.discrete[DONE] = 0;
  await until(() => told(rig).filter((event) => String(event).startsWith("start")).length === 2);
});

test("a test that ends without its done flag is an error, whatever the verdict register holds", async () => {
  await using rig = await openSlaveRig({ channels: CHANNELS, run: RUN }, blank);
  const { tables } = rig.slave;
  tables.holding[VERDICT] = 1;
  tables.coils[START] = 1;
  await until(() => told(rig).length === 1);
  tables.coils[START] = 0;
  await until(() => rig.events.some(({ kind }) => kind === "run-finished"));
  expect(told(rig).at(-1)).toBe("finish error B");
});

test("flags are also bits of a status register", async () => {
  const run = {
    ...RUN,
    start: undefined,
    acknowledge: undefined,
    active: { address: "400201", bit: 3 },
    done: { address: "400201", bit: 7 },
  };
  await using rig = await openSlaveRig({ channels: CHANNELS, run }, blank);
  const { tables } = rig.slave;
  tables.holding[200] = 0b0000_1000;
  await until(() => told(rig).length === 1);
  tables.holding[VERDICT] = 2;
  tables.holding[200] = 0b1000_1000;
  await until(() => rig.events.some(({ kind }) => kind === "run-finished"));
  expect(told(rig).at(-1)).toBe("finish fail B");
});
