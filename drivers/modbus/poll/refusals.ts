/** What a unit refuses, as far as it was found out. Kept as long as the connection lives. */
import {
  countMaxOf,
  type PlaceTable,
  type PlanLimits,
  type Span,
} from "../../kit/plan/poll-plan.ts";
import type { BlockBounds } from "../channels.ts";

/** Why a channel is not asked for any more. */
export interface Isolation {
  readonly cause: string;
}

/** Illegal places and learnt maxima. Starts from what the options say. */
export class Refusals {
  readonly #isolated = new Map<string, Isolation>();
  readonly #holes: Span[] = [];
  #bounds: BlockBounds;

  constructor(bounds: BlockBounds) {
    this.#bounds = { registersMax: bounds.registersMax, bitsMax: bounds.bitsMax };
  }

  get limits(): PlanLimits {
    return { ...this.#bounds, holes: this.#holes };
  }

  /** How much was learnt; rises with each thing. */
  get size(): number {
    const { registersMax, bitsMax } = this.#bounds;
    return this.#isolated.size + this.#holes.length - registersMax - bitsMax;
  }

  isolationOf(channel: string): Isolation | undefined {
    return this.#isolated.get(channel);
  }

  /** The channel's own registers are refused, in whatever request. */
  isolate(channel: string, place: Span, cause: string): void {
    this.#isolated.set(channel, { cause });
    this.addHole(place);
  }

  /** Registers nobody wants and the unit refuses. */
  addHole({ table, address, count }: Span): void {
    this.#holes.push({ table, address, count });
  }

  countMax(table: PlaceTable): number {
    return countMaxOf(table, this.#bounds);
  }

  /** The unit gives no more than `count` at once, though nobody said so. */
  learnCountMax(table: PlaceTable, count: number): void {
    const isBits = table === "coil" || table === "discrete";
    this.#bounds = { ...this.#bounds, [isBits ? "bitsMax" : "registersMax"]: count };
  }
}
