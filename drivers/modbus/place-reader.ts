/** Reads and writes places of one unit, and notices when the unit has stopped answering. */
import { type Clock, DriverError, type Instant } from "../contract.ts";
import type { ModbusClient } from "../kit/modbus/modbus-client.ts";
import type { JobPriority, ModbusReply } from "../kit/modbus/modbus-queue.ts";
import type { ModbusRequest } from "../kit/modbus/modbus-request.ts";
import { type BlockBounds, mergeBlocks, type Place, type RawValue, valueAt } from "./channels.ts";

/** A value as it stood in the registers. */
export type PlaceValue = RawValue & { readonly takenAt: Instant };

export interface PlaceReaderInput {
  readonly rig: string;
  readonly client: Pick<ModbusClient, "request">;
  readonly clock: Clock;
  readonly bounds: BlockBounds;
  /** Consecutive requests without a sound reply after which the unit counts as silent. */
  readonly silentAfterTimeouts: number;
}

/** True for faults of one request, after which the next may well succeed. */
export function isTransient(error: unknown): error is DriverError {
  return (
    error instanceof DriverError &&
    ["request.timeout", "request.corrupt", "request.busy"].includes(error.code)
  );
}

/** One unit's registers. Every method throws DriverError. */
export class PlaceReader {
  readonly #input: PlaceReaderInput;
  #failures = 0;

  constructor(input: PlaceReaderInput) {
    this.#input = input;
  }

  now(): Instant {
    return this.#input.clock.now();
  }

  /** As the bus promises, but `wire.silent` when too many in a row were not answered. */
  async request(
    request: ModbusRequest,
    signal: AbortSignal,
    priority?: JobPriority,
  ): Promise<ModbusReply> {
    const { rig, client, silentAfterTimeouts } = this.#input;
    try {
      const reply = await client.request(request, signal, priority);
      this.#failures = 0;
      return reply;
    } catch (error) {
      if (!isTransient(error) || error.code === "request.busy") {
        // A refusal is an answer too.
        const isAnswer = error instanceof DriverError && /^request\.(exc|busy)/.test(error.code);
        if (isAnswer) this.#failures = 0;
        throw error;
      }
      this.#failures += 1;
      if (this.#failures < silentAfterTimeouts) throw error;
      const message = `rig ${rig}: ${this.#failures} requests in a row without a sound reply`;
      throw new DriverError("wire.silent", message, { cause: error });
    }
  }

  async readOne(place: Place, signal: AbortSignal): Promise<PlaceValue> {
    const [read] = await this.read([{ place }], signal);
    if (!read) throw new RangeError("a block without its item");
    return read;
  }

  /** The items' values, in as few requests as neighbours allow. */
  async read<Item extends { readonly place: Place }>(
    items: readonly Item[],
    signal: AbortSignal,
  ): Promise<readonly (PlaceValue & { readonly item: Item })[]> {
    const values: (PlaceValue & { item: Item })[] = [];
    for (const { request, items: members } of mergeBlocks(items, this.#input.bounds)) {
      const reply = await this.request(request, signal);
      for (const item of members) {
        values.push({ ...valueAt(item.place, request, reply), item, takenAt: reply.takenAt });
      }
    }
    return values;
  }
}
