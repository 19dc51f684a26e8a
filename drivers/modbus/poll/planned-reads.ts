/**
 * Reads of the run watch: places that are wanted together, once, in the least time.
 *
 *   places ─► plan ─► requests ─► values
 *              ▲          │ refused
 *              └ refusals ┴─► each place by itself
 *
 * Unlike telemetry a refused place is asked for again: a rig may give a result only when it has it.
 * What was learnt is which places are not to be read together.
 */
import { ModbusException } from "../../kit/modbus/modbus-codec.ts";
import { type PlannedRequest, planPolls, type Span } from "../../kit/plan/poll-plan.ts";
import type { WireTiming } from "../../kit/plan/wire-time.ts";
import { type BlockBounds, type Place, readRequest, valueAt } from "../channels.ts";
import type { PlaceReader, PlaceValue } from "../place-reader.ts";
import { IllegalSearch, isSearched } from "./illegal-search.ts";
import { Refusals } from "./refusals.ts";

/** A place by its name, which is unique among those that are read together. */
export interface WantedPlace {
  readonly name: string;
  readonly place: Place;
}

/** A place with what stood there, or with why the unit refused it. */
export type PlaceAnswer<Item> = { readonly item: Item } & (
  | { readonly value: PlaceValue; readonly refusal?: never }
  | { readonly value?: never; readonly refusal: ModbusException }
);

export interface PlannedReadsInput {
  readonly reader: Pick<PlaceReader, "request">;
  readonly bounds: BlockBounds;
  /** As it is known now. */
  readonly timing: () => WireTiming;
}

type Polled<Item> = { readonly item: Item; readonly everyMs: number } & WantedPlace;

interface Plan {
  readonly learnt: number;
  readonly requests: readonly PlannedRequest<Polled<WantedPlace>>[];
}

/** Searches that found nothing: the unit refuses now and then, and no division explains that. */
const FRUITLESS_MAX = 3;

/** The reads of one connection. Every method throws DriverError when a request is not answered. */
export class PlannedReads {
  readonly #input: PlannedReadsInput;
  readonly #refusals: Refusals;
  readonly #plans = new WeakMap<readonly WantedPlace[], Plan>();
  #fruitless = 0;

  constructor(input: PlannedReadsInput) {
    this.#input = input;
    this.#refusals = new Refusals(input.bounds);
  }

  /** One answer for each item, in any order. The same array is planned once. */
  async readEach<Item extends WantedPlace>(
    items: readonly Item[],
    signal: AbortSignal,
  ): Promise<readonly PlaceAnswer<Item>[]> {
    const answers: PlaceAnswer<WantedPlace>[] = [];
    for (const request of this.#plan(items)) {
      answers.push(...(await this.#readBlock(request, signal)));
    }
    return answers as PlaceAnswer<Item>[];
  }

  /** By name what stood in each place. Throws the ModbusException of one that is refused. */
  async read(
    items: readonly WantedPlace[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, PlaceValue>> {
    const values = new Map<string, PlaceValue>();
    for (const { item, value, refusal } of await this.readEach(items, signal)) {
      if (refusal !== undefined) throw refusal;
      values.set(item.name, value);
    }
    return values;
  }

  #plan(items: readonly WantedPlace[]): Plan["requests"] {
    const learnt = this.#refusals.size;
    const known = this.#plans.get(items);
    if (known?.learnt === learnt) return known.requests;
    const polled = items.map((item) => ({
      ...{ item, name: item.name },
      place: item.place,
      everyMs: 1,
    }));
    const requests = planPolls(polled, this.#refusals.limits, this.#input.timing());
    this.#plans.set(items, { learnt, requests });
    return requests;
  }

  async #readBlock(
    request: Plan["requests"][number],
    signal: AbortSignal,
  ): Promise<readonly PlaceAnswer<WantedPlace>[]> {
    const { items } = request;
    try {
      return await this.#ask(request, items, signal);
    } catch (error) {
      if (!(error instanceof ModbusException)) throw error;
      if (items.length > 1) {
        await this.#learn(items, error, signal);
        return this.#readAlone(items, signal);
      }
      return items.map(({ item }) => ({ item, refusal: error }));
    }
  }

  async #readAlone(
    items: readonly Polled<WantedPlace>[],
    signal: AbortSignal,
  ): Promise<readonly PlaceAnswer<WantedPlace>[]> {
    const answers: PlaceAnswer<WantedPlace>[] = [];
    for (const polled of items) {
      try {
        answers.push(...(await this.#ask(polled.place, [polled], signal)));
      } catch (error) {
        if (!(error instanceof ModbusException)) throw error;
        answers.push({ item: polled.item, refusal: error });
      }
    }
    return answers;
  }

  async #ask(
    span: Span,
    items: readonly Polled<WantedPlace>[],
    signal: AbortSignal,
  ): Promise<readonly PlaceAnswer<WantedPlace>[]> {
    const reply = await this.#input.reader.request(readRequest(span), signal);
    const { takenAt } = reply;
    return items.map(({ item }) => {
      return { item, value: { ...valueAt(item.place, span, reply), takenAt } };
    });
  }

  /** Which of the places must not be read together, or how many registers the unit gives. */
  async #learn(
    items: readonly Polled<WantedPlace>[],
    refusal: ModbusException,
    signal: AbortSignal,
  ): Promise<void> {
    if (!isSearched(refusal) || this.#fruitless >= FRUITLESS_MAX) return;
    const { reader } = this.#input;
    const before = this.#refusals.size;
    const read = (span: Span) => reader.request(readRequest(span), signal);
    await new IllegalSearch({ read, refusals: this.#refusals }).divide(items, refusal);
    if (this.#refusals.size === before) this.#fruitless += 1;
  }
}
