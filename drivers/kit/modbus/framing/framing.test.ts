import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { withCrc } from "../../crc.ts";
import { ModbusCodec, ModbusException } from "../modbus-codec.ts";
import { checkRequest } from "../modbus-request.ts";
import { UnprovenRequests } from "../unit/unproven-requests.ts";
import { MbapFraming } from "./mbap-framing.ts";
import { RtuFraming } from "./rtu-framing.ts";

/** Unit 1, two holding registers from 100 on, and the reply 0x1234 0x5678. */
const REQUEST = withCrc(Uint8Array.of(1, 3, 0, 100, 0, 2));
const REPLY = withCrc(Uint8Array.of(1, 3, 4, 0x12, 0x34, 0x56, 0x78));
const OTHER_REPLY = withCrc(Uint8Array.of(1, 3, 4, 0, 1, 0, 2));
const EXCEPTION = withCrc(Uint8Array.of(1, 0x83, 2));

function rtu(suspects = new UnprovenRequests()): RtuFraming {
  const framing = new RtuFraming(suspects);
  framing.begin(REQUEST);
  return framing;
}

function join(...parts: Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

describe("RTU", () => {
  test.each([
    ["a reply", REPLY],
    ["an exception", EXCEPTION],
  ])("%s is whole however it is cut", (_, reply) => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: reply.length }), { maxLength: 5 }), (cuts) => {
        const framing = rtu();
        const edges = [0, ...cuts.toSorted((left, right) => left - right), reply.length];
        const arrivals = edges
          .slice(1)
          .map((end, at) => framing.accept(reply.slice(edges[at], end)));
        expect(arrivals.flatMap(({ reply: whole }) => whole ?? [])).toEqual([reply]);
      }),
    );
  });

  test("noise before and behind a reply is told, the reply is taken after a silence", () => {
    const framing = rtu();
    const arrival = framing.accept(join(Uint8Array.of(0, 0xff), REPLY, Uint8Array.of(0x55)));
    expect(arrival).toMatchObject({ isOpen: true, strays: [] });
    expect(framing.settle()).toMatchObject({
      reply: REPLY,
      strays: [{ reason: "crc", bytes: Uint8Array.of(0, 0xff, 0x55) }],
    });
  });

  test("two different fitting replies are none, because nobody knows which is ours", () => {
    const framing = rtu();
    framing.accept(join(OTHER_REPLY, REPLY));
    const arrival = framing.settle();
    expect(arrival.reply).toBeUndefined();
    expect(arrival.broken).toBe("crc");
    expect(arrival.strays).toHaveLength(2);
  });

  test("a reply inside another unit's data is not taken for ours", () => {
    const framing = rtu();
    const foreign = withCrc(Uint8Array.of(2, 3, REPLY.length + 1, ...REPLY, 0));
    framing.accept(foreign);
    expect(framing.settle()).toEqual({
      strays: [{ reason: "unexpected-reply", kind: "other-unit", bytes: foreign, frame: foreign }],
      isOpen: false,
    });
  });

  test("no damaged reply is ever taken, whatever three bits were hit", () => {
    const bit = fc.nat({ max: REPLY.length * 8 - 1 });
    fc.assert(
      fc.property(fc.uniqueArray(bit, { minLength: 1, maxLength: 3 }), (bits) => {
        const damaged = REPLY.slice();
        for (const at of bits) damaged[at >> 3] = (damaged[at >> 3] ?? 0) ^ (1 << (at & 7));
        const framing = rtu();
        expect(framing.accept(damaged).reply).toBeUndefined();
        expect(framing.settle().reply).toBeUndefined();
      }),
    );
  });

  test("babble is bounded and told", () => {
    const framing = rtu();
    let told = 0;
    for (let at = 0; at < 1_000; at += 1) {
      const { strays } = framing.accept(new Uint8Array(1_000));
      told += strays.reduce((sum, { bytes }) => sum + bytes.length, 0);
    }
    expect(told).toBeGreaterThan(990_000);
  });

  test("what comes after a request was given up is a late reply", () => {
    const suspects = new UnprovenRequests();
    const framing = rtu(suspects);
    expect(framing.abandon()).toEqual([]);
    suspects.add(REQUEST, 0, 1_000);
    expect(framing.accept(REPLY)).toEqual({ strays: [], isOpen: false });
    expect(framing.begin(REQUEST).strays).toMatchObject([{ reason: "late-reply", bytes: REPLY }]);
  });

  test("a frame that may be the reply to an earlier request is never the reply to this one", () => {
    const suspects = new UnprovenRequests();
    suspects.add(REQUEST, 0, 1_000);
    for (const late of [REPLY, EXCEPTION]) {
      const framing = rtu(suspects);
      expect(framing.accept(late).reply).toBeUndefined();
      const arrival = framing.settle();
      expect(arrival.reply ?? arrival.broken).toBeUndefined();
      expect(arrival.strays).toMatchObject([{ reason: "late-reply", bytes: late }]);
    }
  });
});

describe("MBAP", () => {
  const body = (adu: Uint8Array) => adu.slice(0, -2);
  const frame = (id: number, adu: Uint8Array) =>
    Uint8Array.of(id >> 8, id & 0xff, 0, 0, 0, adu.length - 2, ...body(adu));

  test("a request carries a new transaction id each time, over the end of the range", () => {
    const framing = new MbapFraming();
    const ids = Array.from({ length: 0x10002 }, () => {
      const { bytes } = framing.begin(REQUEST);
      return ((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0);
    });
    expect([ids[0], ids[0xfffe], ids[0xffff], ids[0x10000]]).toEqual([1, 0xffff, 0, 1]);
  });

  test("replies of given up requests are late replies, in one chunk with ours or not", () => {
    const framing = new MbapFraming();
    framing.begin(REQUEST);
    framing.abandon();
    framing.begin(REQUEST);
    const arrival = framing.accept(join(frame(1, OTHER_REPLY), frame(2, REPLY)));
    expect(arrival.reply).toEqual(REPLY);
    expect(arrival.strays).toEqual([{ reason: "late-reply", bytes: frame(1, OTHER_REPLY) }]);
  });

  test.each([
    ["a protocol id that is not 0", frame(1, REPLY).with(2, 1)],
    ["a length that no frame has", frame(1, REPLY).with(4, 0xff)],
    ["a length of nothing", frame(1, REPLY).with(5, 1)],
    ["our id on another function", frame(1, withCrc(Uint8Array.of(1, 4, 4, 0, 0, 0, 0)))],
    ["our id from another unit", frame(1, withCrc(Uint8Array.of(2, 3, 4, 0, 0, 0, 0)))],
    ["our id on another count", frame(1, withCrc(Uint8Array.of(1, 3, 2, 0, 0)))],
  ])("%s ends the connection", (_, bytes) => {
    const framing = new MbapFraming();
    framing.begin(REQUEST);
    const arrival = framing.accept(bytes);
    expect(arrival.reply).toBeUndefined();
    expect(arrival).toMatchObject({ broken: "header", strays: [{ reason: "bad-header" }] });
  });
});

describe("requests and answers", () => {
  test("an exception is an error with the unit's code", () => {
    const codec = new ModbusCodec();
    codec.encode(1, { functionCode: 3, address: 100, count: 2 });
    expect(() => codec.decode(EXCEPTION, () => "here")).toThrow(ModbusException);
  });

  test.each([
    [1, { functionCode: 3, address: 0, count: 126 }],
    [1, { functionCode: 1, address: 0, count: 2_001 }],
    [1, { functionCode: 3, address: 65_535, count: 2 }],
    [1, { functionCode: 6, address: 0, value: 65_536 }],
    [1, { functionCode: 16, address: 0, values: [] }],
    [1, { functionCode: 16, address: 0, values: [1.5] }],
    [256, { functionCode: 3, address: 0, count: 1 }],
  ] as const)("what no unit %i can answer is never sent: %o", (unitId, request) => {
    expect(() => checkRequest(unitId, request)).toThrow(/Modbus unit/);
  });
});
