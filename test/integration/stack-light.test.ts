/** A stack light on real coils of a Modbus slave and on a topic of a real broker, at once. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { emptyTables } from "../../fixtures/simulators/modbus-rig.ts";
import { openSlave } from "../support/modbus.ts";
import { type Mosquitto, startMosquitto } from "../support/mosquitto.ts";
import { GOOD, RIPPLE, type ScanStation, startScanStation } from "../support/scan-station.ts";
import { until } from "../support/until.ts";

const WAIT = { deadlineMs: 30_000 };
const TOPIC = "plant/fct-1/light";
const LAMPS = ["green", "amber", "red"];

let slave: Awaited<ReturnType<typeof openSlave>>;
let broker: Mosquitto;
let station: ScanStation;
beforeAll(async () => {
  slave = await openSlave("tcp", emptyTables());
  broker = await startMosquitto();
  station = await startScanStation({ more: withLight(slave.port, broker.url) });
});
afterAll(async () => {
  await station?.[Symbol.asyncDispose]();
  await broker?.[Symbol.asyncDispose]();
  await slave?.[Symbol.asyncDispose]();
});

function withLight(port: number, url: string) {
  const channels = LAMPS.map((name, address) => ({
    ...{ name, table: "coil", address, writable: true, everyMs: 500 },
  }));
  const driver = { driver: "modbus", port: "relays-1", station: "LAMPS", operation: "FCT" };
  return {
    broker: { kind: "external", url },
    ports: { "relays-1": { kind: "tcp", host: "127.0.0.1", port } },
    rigs: {
      "relays-1": {
        ...{ ...driver, title: "Relay board" },
        options: { framing: "tcp", unitId: 1, addressBase: 0, channels },
      },
    },
    stackLights: {
      "fct-1": {
        ...{ station: "FCT-1", topic: TOPIC, rig: "relays-1" },
        lamps: { green: ["ready", "pass"], amber: ["running", "locked"], red: ["fail", "down"] },
      },
    },
  };
}

/** Resolves when exactly that lamp is on, and the broker keeps that state for whoever asks. */
async function shows(lamp: string, state: string): Promise<void> {
  const lit = () => LAMPS.filter((_, address) => slave.tables.coils[address] === 1);
  await until(() => lit().join() === lamp, { ...WAIT, what: `${lamp} alone is on` });
  await until(async () => (await kept()).state === state, { ...WAIT, what: `${state} is kept` });
}

async function kept(): Promise<{ station: string; state: string }> {
  return JSON.parse((await broker.subscribe(TOPIC, 1))[0] ?? "{}");
}

test("its coils and its retained topic follow the station: ready, running, fail, pass, down", async () => {
  const { tester } = station;
  await shows("green", "ready");
  await tester.run({ serialNumber: "PSU24-000001", values: {} });
  await shows("amber", "running");
  tester.say("MEAS output-voltage 24.01 V PASS");
  tester.say(`MEAS ripple ${RIPPLE.ripple} mV FAIL`);
  tester.say("END FAIL");
  await shows("red", "fail");
  await tester.run({ serialNumber: "PSU24-000002", values: GOOD, end: "PASS" });
  await shows("green", "pass");
  expect(await kept()).toMatchObject({ station: "FCT-1", state: "pass" });
  const { body } = await station.post("/stations/FCT-1/downtimes", { reason: "NO-UNITS" });
  await shows("red", "down");
  expect((await station.post(`/downtimes/${body.id}/end`, {})).status).toBe(200);
  await shows("green", "pass");
}, 180_000);

test("a lamp that can not be switched is an alarm, the unit is tested all the same, and it is switched later", async () => {
  slave.faults.set("write-ignored", true);
  await station.tester.run({ serialNumber: "PSU24-000003", values: RIPPLE, end: "FAIL" });
  const alarms = async () => {
    const { items } = await station.get<{ items: { kind: string }[] }>("/alarms?state=raised");
    return items.filter(({ kind }) => kind === "stack-light").length;
  };
  await until(async () => (await alarms()) === 1, { ...WAIT, what: "an alarm is raised" });
  const { items } = await station.get<{ items: object[] }>("/runs?serialNumber=PSU24-000003");
  expect(items).toMatchObject([{ outcome: "fail" }]);
  slave.faults.clear();
  await shows("red", "fail");
  await until(async () => (await alarms()) === 0, { ...WAIT, what: "the alarm is cleared" });
}, 180_000);
