import { describe, expect, test } from "vitest";
import { withCrc } from "../../crc.ts";
import { type BarrierInput, chooseBarrier, type ReadRequest } from "./barrier-choice.ts";
import { UnprovenRequests } from "./unproven-requests.ts";

function read(functionCode: number, count: number, unitId = 1): Uint8Array {
  return withCrc(Uint8Array.of(unitId, functionCode, 0, 100, 0, count));
}

function words(functionCode: number, count: number, unitId = 1): Uint8Array {
  return withCrc(Uint8Array.of(unitId, functionCode, 2 * count, ...new Uint8Array(2 * count)));
}

const exception = (functionCode: number) => withCrc(Uint8Array.of(1, functionCode | 0x80, 2));

function suspects(...adus: Uint8Array[]): UnprovenRequests {
  const unproven = new UnprovenRequests();
  for (const adu of adus) unproven.add(adu, 0, 1_000);
  return unproven;
}

describe("UnprovenRequests", () => {
  test("a late reply proves nothing: it may be repeated, or another master's", () => {
    const unproven = suspects(read(3, 10), read(4, 5));
    unproven.noteLate(1, 0);
    expect(unproven.mayAnswer(words(3, 10))).toBe(true);
    expect(unproven.mayAnswer(words(4, 5))).toBe(true);
    expect(unproven.mayAnswer(exception(3))).toBe(true);
  });

  test("what is proved of one unit says nothing of another", () => {
    const unproven = suspects(read(3, 10), read(3, 10, 2));
    unproven.prove(1);
    expect([unproven.has(1), unproven.has(2)]).toEqual([false, true]);
  });

  test("a request is forgotten after eight deadlines, counted anew when the unit is heard late", () => {
    const unproven = suspects(read(3, 10), read(4, 1));
    unproven.expire(1, 7_999);
    expect(unproven.hasFunction(1, 3)).toBe(true);
    unproven.noteLate(2, 7_999);
    unproven.noteLate(1, 7_998);
    unproven.expire(1, 15_997);
    expect(unproven.hasFunction(1, 4)).toBe(true);
    unproven.expire(1, 15_998);
    expect(unproven.isEmpty).toBe(true);
  });
});

describe("chooseBarrier", () => {
  const known = (functionCode: 1 | 2 | 3 | 4, count: number): ReadRequest => ({
    functionCode,
    address: 100,
    count,
  });
  const choose = (input: Partial<BarrierInput>) =>
    chooseBarrier({
      ...{ unitId: 1, unproven: suspects(read(3, 10)), answered: {}, unanswered: {} },
      ...{ address: 40, ...input },
    });

  test("another function that the unit answers comes first: even its exceptions are its own", () => {
    expect(choose({ answered: { 3: known(3, 10), 1: known(1, 16) } })).toEqual(known(1, 1));
  });

  test("else a part of what the unit answered, in a length that no late reply has", () => {
    expect(choose({ answered: { 3: known(3, 10) } })).toEqual(known(3, 1));
    const unproven = suspects(read(3, 10), read(3, 1), read(3, 2));
    expect(choose({ unproven, answered: { 3: known(3, 10) } })).toEqual(known(3, 3));
    expect(choose({ unproven: suspects(read(1, 4)), answered: { 1: known(1, 16) } })).toEqual(
      known(1, 9),
    );
  });

  test("else a function never seen; one that was not answered twice is not tried again", () => {
    const fresh = { functionCode: 4, address: 40, count: 1 };
    expect(choose({})).toEqual(fresh);
    expect(choose({ unanswered: { 4: 1 } })).toEqual({ ...fresh, functionCode: 1 });
    const answered = { 3: known(3, 1) };
    const unproven = suspects(read(3, 1));
    const unanswered = { 1: 2, 2: 2, 4: 2 };
    expect(choose({ unproven, answered, unanswered })).toEqual(known(3, 2));
  });

  test("no barrier is of a shape whose reply could be a late one", () => {
    let input = { unproven: new UnprovenRequests(), answered: { 3: known(3, 4) } };
    const chosen: string[] = [];
    for (let at = 0; at < 20; at += 1) {
      const barrier = choose(input);
      if (barrier === undefined) break;
      chosen.push(`${barrier.functionCode}/${barrier.count}`);
      input.unproven.add(read(barrier.functionCode, barrier.count), 0, 1_000);
      input = { ...input };
    }
    expect(new Set(chosen).size).toBe(chosen.length);
    expect(chosen.length).toBeGreaterThanOrEqual(8);
    expect(choose(input)).toBeUndefined();
  });
});
