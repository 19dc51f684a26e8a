import { expect, test } from "vitest";
import { DriverError, type RigEvent } from "../contract.ts";
import type { ModbusReply } from "../kit/modbus/modbus-queue.ts";
import type { ModbusRequest } from "../kit/modbus/modbus-request.ts";
import { encodeRegisters } from "../kit/registers.ts";
import { planChannels } from "./channels.ts";
import { modbusOptions } from "./options.ts";
import { PlaceReader } from "./place-reader.ts";
import { PlannedReads } from "./poll/planned-reads.ts";
import { RunWatch } from "./run-watch.ts";

const timing = { framing: "tcp", characterMs: 0.001, gapMs: 0, deviceMs: 1, adapterMs: 0 } as const;
const takenAt = { utcUs: 0, monoNs: 0n };
const { signal } = new AbortController();
const ACTIVE = 0;
const READY = 1;
const VALUE = 10;
const VERDICT = 20;

/** A unit in memory. `before` runs before each request is answered, with its number. */
class Unit {
  readonly words = new Uint16Array(40);
  readonly bits = new Uint8Array(10);
  readonly asked: ModbusRequest[] = [];
  before: (request: ModbusRequest) => void = () => undefined;

  async request(request: ModbusRequest): Promise<ModbusReply> {
    this.before(request);
    this.asked.push(request);
    if (!("count" in request)) {
      this.bits[request.address] = 1;
      return { bits: [], bytes: new Uint8Array(0), takenAt };
    }
    const { address, count } = request;
    const bits = Array.from({ length: count }, (_, at) => this.bits[address + at] === 1);
    const bytes = new Uint8Array(count * 2);
    const data = new DataView(bytes.buffer);
    for (let at = 0; at < count; at += 1) data.setUint16(at * 2, this.words[address + at] ?? 0);
    return { bits, bytes, takenAt };
  }

  serial(text: string): void {
    const bytes = encodeRegisters(text, { type: "STRING", order: "ABCD", length: 4 });
    const data = new DataView(bytes.buffer);
    for (let at = 0; at < 4; at += 1) this.words[at] = data.getUint16(at * 2);
  }
}

function watch(unit: Unit, silentAfterTimeouts = 3): RunWatch {
  const options = modbusOptions.parse({
    ...{ framing: "tcp", addressBase: 0 },
    channels: [
      {
        ...{ name: "volts", table: "input", address: VALUE, scale: 0.1, unit: "V" },
        measurement: { step: "output-voltage", ready: { table: "discrete", address: READY } },
      },
      { name: "late", table: "input", address: VALUE + 5, measurement: {} },
    ],
    run: {
      active: { table: "discrete", address: ACTIVE },
      serialNumber: { table: "holding", address: 0, length: 4 },
      verdict: { table: "holding", address: VERDICT, values: { 1: "pass", 2: "fail" } },
    },
  });
  if (!options.run) throw new Error("no run");
  const reader = new PlaceReader({
    ...{ rig: "rig-1", client: unit, bounds: options, silentAfterTimeouts },
    clock: { now: () => takenAt },
  });
  return new RunWatch({
    run: options.run,
    addressBase: 0,
    channels: planChannels(options),
    reader,
    reads: new PlannedReads({ reader, bounds: options, timing: () => timing }),
  });
}

/** Kind and what matters of each event. */
function told(events: readonly RigEvent[]): unknown[] {
  return events.map((event) => {
    if (event.kind === "run-started") return `start ${event.serialNumber}`;
    if (event.kind === "run-finished") return `finish ${event.reported}`;
    return event.kind === "reading" ? `${event.step} ${event.value} ${event.quality}` : event;
  });
}

async function start(unit: Unit, serial = "SN-1"): Promise<RunWatch> {
  const runs = watch(unit);
  expect(await runs.look(signal)).toEqual([]);
  unit.serial(serial);
  unit.bits[ACTIVE] = 1;
  expect(told(await runs.look(signal))).toEqual([`start ${serial}`]);
  return runs;
}

test("a run is told from its start over each ready value to its verdict", async () => {
  const unit = new Unit();
  const runs = await start(unit);
  expect(await runs.look(signal)).toEqual([]);
  unit.words[VALUE] = 241;
  unit.bits[READY] = 1;
  expect(told(await runs.look(signal))).toEqual(["output-voltage 24.1 good"]);
  expect(await runs.look(signal)).toEqual([]);
  unit.words[VALUE + 5] = 7;
  unit.words[VERDICT] = 1;
  unit.bits[ACTIVE] = 0;
  expect(told(await runs.look(signal))).toEqual(["late 7 good", "finish pass"]);
  expect(await runs.look(signal)).toEqual([]);
});

test("a value is read in a later request than the one that said it is ready", async () => {
  const unit = new Unit();
  const runs = await start(unit);
  unit.words[VALUE] = 1;
  unit.bits[READY] = 1;
  // The rig finishes the value while its ready bit is on the way to us.
  unit.before = ({ functionCode, address }) => {
    if (functionCode === 4 && address === VALUE) unit.words[VALUE] = 240;
  };
  expect(told(await runs.look(signal))).toEqual(["output-voltage 24 good"]);
  const addresses = unit.asked.map(({ address }) => address);
  expect(addresses.lastIndexOf(VALUE)).toBeGreaterThan(addresses.lastIndexOf(READY));
});

test("values of the next unit are never lent to a run whose end was not seen", async () => {
  const unit = new Unit();
  const runs = await start(unit);
  unit.serial("SN-2");
  unit.bits[READY] = 1;
  unit.words[VALUE] = 999;
  expect(told(await runs.look(signal))).toEqual(["finish undefined"]);
  expect(told(await runs.look(signal))).toEqual(["start SN-2"]);
  expect(told(await runs.look(signal))).toEqual(["output-voltage 99.9 good"]);
});

test("a run whose end meets the next unit's start keeps its own values and no verdict", async () => {
  const unit = new Unit();
  const runs = await start(unit);
  unit.bits[ACTIVE] = 0;
  unit.words[VERDICT] = 1;
  unit.before = ({ functionCode, address }) => {
    if (functionCode === 3 && address === VERDICT) unit.serial("SN-2");
  };
  expect(told(await runs.look(signal))).toEqual(["finish undefined"]);
});

test("a lost request loses nothing: the next look tells the same once", async () => {
  const unit = new Unit();
  const runs = await start(unit);
  unit.bits[READY] = 1;
  unit.words[VALUE] = 240;
  for (const address of [ACTIVE, READY, VALUE, 0]) {
    unit.before = (request) => {
      if (request.address === address) throw new DriverError("request.timeout", "no reply");
    };
    await expect(runs.look(signal)).rejects.toMatchObject({ code: "request.timeout" });
    unit.before = () => undefined;
  }
  expect(told(await runs.look(signal))).toEqual(["output-voltage 24 good"]);
});

test("requests without a reply, one after the other, end with wire.silent", async () => {
  const unit = new Unit();
  const runs = watch(unit, 2);
  unit.before = () => {
    throw new DriverError("request.timeout", "no reply");
  };
  await expect(runs.look(signal)).rejects.toMatchObject({ code: "request.timeout" });
  await expect(runs.look(signal)).rejects.toMatchObject({ code: "wire.silent" });
});

test("a verdict that is not written yet is waited for, one that never comes is an error", async () => {
  const unit = new Unit();
  const runs = await start(unit);
  unit.bits[ACTIVE] = 0;
  expect(await runs.look(signal)).toEqual([]);
  unit.words[VERDICT] = 2;
  expect(told(await runs.look(signal)).at(-1)).toBe("finish fail");

  unit.bits[ACTIVE] = 1;
  unit.words[VERDICT] = 9;
  await runs.look(signal);
  unit.bits[ACTIVE] = 0;
  for (let look = 0; look < 4; look += 1) expect(await runs.look(signal)).toEqual([]);
  expect(told(await runs.look(signal)).at(-1)).toBe("finish error");
});

test.each([
  ["empty", ""],
  ["not printable", "\u0001\u00ff"],
  ["blank", "   "],
])("a serial number that is %s is none", async (_, text) => {
  const unit = new Unit();
  const runs = watch(unit);
  unit.serial(text);
  unit.bits[ACTIVE] = 1;
  const [event] = await runs.look(signal);
  expect(event).toEqual({ kind: "run-started", takenAt });
});
