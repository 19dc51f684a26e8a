/**
 * Which request proves that no late reply of a unit comes any more: one whose own reply can be
 * told from every reply that may still come, and that the unit is likely to answer. Pure.
 */
import { countOf, type ModbusRequest, normalReplyShape } from "../modbus-request.ts";
import type { UnprovenRequests } from "./unproven-requests.ts";

/** A request that changes nothing. */
export type ReadRequest = Extract<ModbusRequest, { count: number }>;
export type ReadFunction = ReadRequest["functionCode"];

export interface BarrierInput {
  readonly unitId: number;
  readonly unproven: UnprovenRequests;
  /** By function: the latest read that the unit answered with values. */
  readonly answered: Readonly<Partial<Record<ReadFunction, ReadRequest>>>;
  /** By function: barriers in a row that were not answered. */
  readonly unanswered: Readonly<Partial<Record<ReadFunction, number>>>;
  /** Where a function is tried that the unit was never seen to answer. */
  readonly address: number;
}

const FUNCTIONS: readonly ReadFunction[] = [3, 4, 1, 2];
/** A unit that let this many barriers of a function pass does not know the function. */
const UNANSWERED_MAX = 2;
/** Different lengths of one function that are tried. */
const LENGTHS_MAX = 8;
const ADDRESSES = 0x10000;

/**
 * In this order: a function that the unit answers and that no late reply can be of, as its
 * exceptions are its own too; a shorter read of what the unit answered; a function not seen yet,
 * which a sound unit refuses and that is proof as well; a longer read. Undefined when none is left.
 */
export function chooseBarrier(input: BarrierInput): ReadRequest | undefined {
  return knownFunction(input) ?? shorterRead(input) ?? newFunction(input) ?? longerRead(input);
}

function isFree({ unitId, unproven }: BarrierInput, functionCode: ReadFunction): boolean {
  return !unproven.hasFunction(unitId, functionCode);
}

function knownFunction(input: BarrierInput): ReadRequest | undefined {
  const free = FUNCTIONS.filter((each) => isFree(input, each));
  const known = free.map((each) => input.answered[each]).find((each) => each !== undefined);
  return known && { ...known, count: 1 };
}

function shorterRead(input: BarrierInput): ReadRequest | undefined {
  for (const functionCode of FUNCTIONS) {
    const known = input.answered[functionCode];
    if (known === undefined) continue;
    // Eight bits more are one byte more; fewer make no other reply.
    const step = functionCode <= 2 ? 8 : 1;
    for (let at = 0; at < LENGTHS_MAX; at += 1) {
      const count = 1 + at * step;
      if (count > countOf(known)) break;
      const request = { ...known, count };
      if (hasOwnShape(input, request)) return request;
    }
  }
  return undefined;
}

function newFunction(input: BarrierInput): ReadRequest | undefined {
  const { address, answered, unanswered } = input;
  const missed = (functionCode: ReadFunction) => unanswered[functionCode] ?? 0;
  const [functionCode] = FUNCTIONS.filter((each) => answered[each] === undefined)
    .filter((each) => isFree(input, each) && missed(each) < UNANSWERED_MAX)
    .toSorted((left, right) => missed(left) - missed(right));
  return functionCode && { functionCode, address, count: 1 };
}

function longerRead(input: BarrierInput): ReadRequest | undefined {
  for (const functionCode of FUNCTIONS) {
    const known = input.answered[functionCode];
    if (known === undefined) continue;
    const count = countOf(known) + (functionCode <= 2 ? 8 : 1);
    if (count > 100 || known.address + count > ADDRESSES) continue;
    const request = { ...known, count };
    if (hasOwnShape(input, request)) return request;
  }
  return undefined;
}

function hasOwnShape({ unitId, unproven }: BarrierInput, request: ReadRequest): boolean {
  return !unproven.mayAnswer(normalReplyShape(unitId, request));
}
