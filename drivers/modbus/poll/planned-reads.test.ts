import { expect, test } from "vitest";
import { ModbusException } from "../../kit/modbus/modbus-codec.ts";
import type { ModbusReply } from "../../kit/modbus/modbus-queue.ts";
import type { ModbusRequest } from "../../kit/modbus/modbus-request.ts";
import { placeOf } from "../channels.ts";
import { PlannedReads, type WantedPlace } from "./planned-reads.ts";

const timing = { framing: "tcp", characterMs: 0.001, gapMs: 0, deviceMs: 1, adapterMs: 0 } as const;
const takenAt = { utcUs: 0, monoNs: 0n };
const { signal } = new AbortController();

/** A unit whose registers hold their address; some of them it refuses, whoever reads them. */
class Unit {
  readonly illegal = new Set<number>();
  countMax = 125;
  exceptionCode = 2;
  asked: string[] = [];

  async request(request: ModbusRequest): Promise<ModbusReply> {
    if (!("count" in request)) throw new Error("only reads");
    const { address, count } = request;
    this.asked.push(`${address}+${count}`);
    const words = Array.from({ length: count }, (_, at) => address + at);
    if (count > this.countMax || words.some((word) => this.illegal.has(word))) {
      throw new ModbusException(this.exceptionCode, "unit 1");
    }
    const bytes = Uint8Array.from(words.flatMap((word) => [word >> 8, word & 255]));
    return { bits: [], bytes, takenAt };
  }

  /** What was asked since the last call. */
  heard(): readonly string[] {
    return this.asked.splice(0);
  }
}

const at = (address: number): WantedPlace => ({
  name: `at-${address}`,
  place: placeOf({ table: "holding", address }, 0),
});

function open(registersMax = 125) {
  const unit = new Unit();
  const bounds = { registersMax, bitsMax: 2_000 };
  return { unit, reads: new PlannedReads({ reader: unit, bounds, timing: () => timing }) };
}

async function told(reads: PlannedReads, items: readonly WantedPlace[]) {
  const answers = await reads.readEach(items, signal);
  return Object.fromEntries(
    answers.map(({ item, value, refusal }) => [item.name, value?.value ?? refusal?.exceptionCode]),
  );
}

test("flags that lie apart are read in one request, the registers between them with it", async () => {
  const { unit, reads } = open();
  const flags = [at(100), at(107), at(120)];
  expect(await told(reads, flags)).toEqual({ "at-100": 100, "at-107": 107, "at-120": 120 });
  expect(unit.heard()).toEqual(["100+21"]);
});

test("an illegal register between two flags is found once, and costs no look its values", async () => {
  const { unit, reads } = open();
  unit.illegal.add(105);
  const flags = [at(100), at(107), at(108)];
  const values = { "at-100": 100, "at-107": 107, "at-108": 108 };
  expect(await told(reads, flags)).toEqual(values);
  unit.heard();
  expect(await told(reads, flags)).toEqual(values);
  expect(unit.heard()).toEqual(["100+1", "107+2"]);
});

test("a refused place harms no other, and is asked again alone until the rig gives it", async () => {
  const { unit, reads } = open();
  unit.illegal.add(11);
  const steps = [at(10), at(11), at(12)];
  expect(await told(reads, steps)).toEqual({ "at-10": 10, "at-11": 2, "at-12": 12 });
  unit.heard();
  expect(await told(reads, steps)).toEqual({ "at-10": 10, "at-11": 2, "at-12": 12 });
  expect(unit.heard()).toEqual(["10+1", "11+1", "12+1"]);
  unit.illegal.clear();
  expect(await told(reads, steps)).toMatchObject({ "at-11": 11 });
  expect(unit.heard()).toHaveLength(3);
});

test("a unit that gives few registers at once is asked for no more afterwards", async () => {
  const { unit, reads } = open();
  unit.countMax = 6;
  const flags = [at(0), at(4), at(8), at(12)];
  const values = { "at-0": 0, "at-4": 4, "at-8": 8, "at-12": 12 };
  expect(await told(reads, flags)).toEqual(values);
  unit.heard();
  for (let look = 0; look < 3; look += 1) expect(await told(reads, flags)).toEqual(values);
  for (const asked of unit.heard()) expect(Number(asked.split("+")[1])).toBeLessThanOrEqual(6);
});

test("an exception of one place that no search explains is its own, not that of its block", async () => {
  const { unit, reads } = open();
  unit.exceptionCode = 4;
  unit.illegal.add(11);
  const steps = [at(10), at(11)];
  expect(await told(reads, steps)).toEqual({ "at-10": 10, "at-11": 4 });
  expect(unit.heard()).toEqual(["10+2", "10+1", "11+1"]);
});

test("a unit that refuses blocks without a reason is searched three times, and read all the same", async () => {
  const { unit, reads } = open();
  const steps = [at(10), at(11)];
  const request = unit.request.bind(unit);
  let asked = 0;
  unit.request = (each) => {
    asked += 1;
    // The first look at each block, whatever stands in it.
    if ("count" in each && each.count === 2 && unit.asked.length === 0) {
      unit.asked.push("refused");
      return Promise.reject(new ModbusException(2, "unit 1"));
    }
    return request(each);
  };
  for (let look = 0; look < 6; look += 1) {
    unit.heard();
    asked = 0;
    expect(await told(reads, steps)).toEqual({ "at-10": 10, "at-11": 11 });
  }
  expect(asked).toBe(3);
});

test("what is read as a whole throws the refusal of one of its places", async () => {
  const { unit, reads } = open();
  unit.illegal.add(3);
  await expect(reads.read([at(1), at(3)], signal)).rejects.toMatchObject({ exceptionCode: 2 });
  const values = await reads.read([at(1)], signal);
  expect(values.get("at-1")).toMatchObject({ value: 1, takenAt });
});
