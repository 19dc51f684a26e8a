/**
 * Which part of a block a unit refuses. The block is divided until each refusal stands alone:
 *
 *   a channel that is refused by itself        ─► isolated, it alone
 *   two halves that are given, but not joined  ─► the registers between them, or the length
 *
 * One search reads each part once; what was found is remembered, so it is not searched again.
 */
import { ModbusException } from "../../kit/modbus/modbus-codec.ts";
import type { ModbusReply } from "../../kit/modbus/modbus-queue.ts";
import { type Span, spanOf } from "../../kit/plan/poll-plan.ts";
import type { Refusals } from "./refusals.ts";

/** Exceptions by which units refuse an address or a length. */
const SEARCHED = [2, 3];

/** True for the refusals that a search can explain. */
export function isSearched(error: unknown): error is ModbusException {
  return error instanceof ModbusException && SEARCHED.includes(error.exceptionCode);
}

/** What is looked for in the block. */
export interface Sought {
  readonly name: string;
  readonly place: Span;
}

/** What one part of the block answered. */
export interface PartAnswer<Channel extends Sought> {
  readonly channels: readonly Channel[];
  readonly address: number;
  readonly reply: ModbusReply;
}

export interface IllegalSearchInput {
  /** Throws DriverError. */
  readonly read: (span: Span) => Promise<ModbusReply>;
  readonly refusals: Refusals;
}

/** One search. Use once. */
export class IllegalSearch<Channel extends Sought> {
  readonly #input: IllegalSearchInput;
  readonly #answers: PartAnswer<Channel>[] = [];
  #isLengthLearnt = false;

  constructor(input: IllegalSearchInput) {
    this.#input = input;
  }

  /**
   * Divides a refused block. Returns what its parts answered; a channel that is neither there nor
   * isolated was not asked, because the unit's length was learnt first. Throws DriverError when
   * the wire fails meanwhile; what was found until then stays.
   */
  async divide(
    channels: readonly Channel[],
    refusal: ModbusException,
  ): Promise<readonly PartAnswer<Channel>[]> {
    await this.#split(channels, refusal);
    return this.#answers;
  }

  /** True when every channel of the part was given. */
  async #ask(channels: readonly Channel[]): Promise<boolean> {
    if (this.#isLengthLearnt) return false;
    const span = spanOf(channels.map(({ place }) => place));
    const answer = await this.#read(span);
    if (answer instanceof ModbusException) return this.#split(channels, answer);
    this.#answers.push({ channels, address: span.address, reply: answer });
    return true;
  }

  async #split(channels: readonly Channel[], refusal: ModbusException): Promise<boolean> {
    const halves = halvesOf(channels);
    if (halves === undefined) {
      const { refusals } = this.#input;
      for (const { name, place } of channels) refusals.isolate(name, place, refusal.message);
      return false;
    }
    const [left, right] = halves;
    const isLeftGiven = await this.#ask(left);
    const isRightGiven = await this.#ask(right);
    if (!isLeftGiven || !isRightGiven) return false;
    await this.#explainJoin(
      spanOf(left.map(({ place }) => place)),
      spanOf(right.map(({ place }) => place)),
    );
    return true;
  }

  /** Both are given, joined they were not. */
  async #explainJoin(left: Span, right: Span): Promise<void> {
    const whole = spanOf([left, right]);
    if (!((await this.#read(whole)) instanceof ModbusException)) return;
    const from = left.address + left.count;
    const gap = { table: left.table, address: from, count: right.address - from };
    if (gap.count > 0 && (await this.#read(gap)) instanceof ModbusException) {
      this.#input.refusals.addHole(gap);
      return;
    }
    let given = Math.max(left.count, right.count, gap.count);
    let refused = whole.count;
    while (refused - given > 1) {
      const count = Math.floor((given + refused) / 2);
      const answer = await this.#read({ ...whole, count });
      if (answer instanceof ModbusException) refused = count;
      else given = count;
    }
    this.#input.refusals.learnCountMax(whole.table, given);
    this.#isLengthLearnt = true;
  }

  async #read(span: Span): Promise<ModbusReply | ModbusException> {
    try {
      return await this.#input.read(span);
    } catch (error) {
      if (isSearched(error)) return error;
      throw error;
    }
  }
}

/** In order of address, at a place where no channel is cut; undefined where there is none. */
function halvesOf<Channel extends Sought>(
  channels: readonly Channel[],
): [readonly Channel[], readonly Channel[]] | undefined {
  const sorted = channels.toSorted((left, right) => left.place.address - right.place.address);
  const cuts: number[] = [];
  let end = 0;
  sorted.forEach(({ place }, at) => {
    if (at > 0 && place.address >= end) cuts.push(at);
    end = Math.max(end, place.address + place.count);
  });
  const middle = sorted.length / 2;
  const [cut] = cuts.toSorted((one, other) => Math.abs(one - middle) - Math.abs(other - middle));
  return cut === undefined ? undefined : [sorted.slice(0, cut), sorted.slice(cut)];
}
