import { expect, test } from "vitest";
import { DriverError, type RigEvent } from "../contract.ts";
import type { ModbusReply } from "../kit/modbus/modbus-queue.ts";
import { planChannels } from "./channels.ts";
import type { Commands } from "./commands.ts";
import { ModbusConnection } from "./connection.ts";
import { modbusOptions } from "./options.ts";
import { PlaceReader } from "./place-reader.ts";
import { Refusals } from "./poll/refusals.ts";
import { TelemetryPoll } from "./poll/telemetry-poll.ts";
import { measuredTiming } from "./timing.ts";

const CHANNELS = 3;
const SOCKET = { kind: "tcp", host: "localhost", port: 502 } as const;
const log = { debug() {}, info() {}, warn() {}, error() {} };

/** A unit in memory whose registers count its requests; time passes with each of them. */
class Unit implements AsyncDisposable {
  asked = 0;
  nowMs = 0;
  readonly requestMs: number;
  fault: Error | undefined;

  constructor(requestMs: number) {
    this.requestMs = requestMs;
  }

  readonly clock = {
    now: () => ({ utcUs: this.nowMs * 1_000, monoNs: BigInt(this.nowMs) * 1_000_000n }),
  };

  async request(): Promise<ModbusReply> {
    this.asked += 1;
    this.nowMs += this.requestMs;
    if (this.fault) throw this.fault;
    const bytes = new Uint8Array(CHANNELS * 2).fill(this.asked);
    return { bits: [], bytes, takenAt: this.clock.now() };
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

/** Three channels, one request for all of them every 100 ms. */
function listenTo(unit: Unit) {
  const channels = Array.from({ length: CHANNELS }, (_, address) => {
    return { name: `channel-${address}`, table: "holding", address, everyMs: 100 };
  });
  const options = modbusOptions.parse({ framing: "tcp", addressBase: 0, channels });
  const { clock } = unit;
  const reader = new PlaceReader({
    ...{ rig: "rig-1", client: unit, clock, bounds: options, silentAfterTimeouts: 3 },
  });
  const telemetry = new TelemetryPoll({
    ...{ rig: "rig-1", reader, timeoutMs: 1_000, log, channels: planChannels(options) },
    refusals: new Refusals(options),
    timing: () => measuredTiming(options, SOCKET, undefined),
  });
  const connection = new ModbusConnection({
    ...{ client: unit, runs: undefined, telemetry, noise: [] },
    commands: {} as Commands,
    context: { clock, rig: "rig-1" },
  });
  const events = connection.events(new AbortController().signal)[Symbol.asyncIterator]();
  return { connection, events };
}

function valueIn({ value: event }: IteratorResult<RigEvent>) {
  return event?.kind === "reading" ? event.value : event;
}

test("the line does not rest while somebody works on what it said, and is one look ahead", async () => {
  const unit = new Unit(200);
  const { connection, events } = listenTo(unit);
  await events.next();
  expect(unit.asked).toBe(2);
  for (let at = 1; at < CHANNELS; at += 1) await events.next();
  expect(unit.asked).toBe(2);
  expect(valueIn(await events.next())).toBe(0x0202);
  expect(unit.asked).toBe(3);
  await connection[Symbol.asyncDispose]();
});

test("nothing is read before it is due", async () => {
  const unit = new Unit(1);
  const { connection, events } = listenTo(unit);
  await events.next();
  expect(unit.asked).toBe(1);
  await connection[Symbol.asyncDispose]();
});

test("a wire that fails ahead is told after what was heard before, channel by channel", async () => {
  const unit = new Unit(200);
  const { connection, events } = listenTo(unit);
  const lost = new DriverError("wire.lost", "the cable is out");
  await events.next();
  unit.fault = lost;
  const told: unknown[] = [];
  for (let at = 1; at < 3 * CHANNELS; at += 1) told.push((await events.next()).value);
  const qualities = told.map((event) => (event as { quality: string }).quality);
  expect(qualities).toEqual([...Array(5).fill("good"), ...Array(3).fill("disconnected")]);
  await expect(events.next()).rejects.toBe(lost);
  await connection[Symbol.asyncDispose]();
});
