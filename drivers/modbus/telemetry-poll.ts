/** Polls one block of telemetry channels. */
import type { Quality, ReadingEvent } from "../contract.ts";
import { ModbusException } from "../kit/modbus/modbus-codec.ts";
import { isTransient, type PlaceReader } from "./place-reader.ts";
import {
  type Block,
  type BlockBounds,
  mergeBlocks,
  type PlannedChannel,
  valueAt,
} from "./poll-plan.ts";
import { badReading, goodReading } from "./readings.ts";

const ILLEGAL_ADDRESS = 2;

/** The channels of one cadence. A fault of a request makes bad readings, never none. */
export class TelemetryPoll {
  readonly everyMs: number;
  readonly #reader: PlaceReader;
  #blocks: readonly Block<PlannedChannel>[];

  constructor(channels: readonly PlannedChannel[], reader: PlaceReader, bounds: BlockBounds) {
    this.everyMs = channels[0]?.everyMs ?? 0;
    this.#reader = reader;
    this.#blocks = mergeBlocks(channels, bounds);
  }

  /** One reading for each channel. Throws DriverError when the unit is silent or the wire lost. */
  async look(signal: AbortSignal): Promise<readonly ReadingEvent[]> {
    const readings: ReadingEvent[] = [];
    for (const block of this.#blocks) readings.push(...(await this.#read(block, signal)));
    return readings;
  }

  async #read(
    { request, items }: Block<PlannedChannel>,
    signal: AbortSignal,
  ): Promise<readonly ReadingEvent[]> {
    try {
      const reply = await this.#reader.request(request, signal);
      return items.map((channel) => {
        const value = valueAt(channel.place, request, reply);
        return goodReading(channel, { value, takenAt: reply.takenAt });
      });
    } catch (error) {
      const quality = qualityOf(error);
      if (quality === undefined) throw error;
      if (error instanceof ModbusException && error.exceptionCode === ILLEGAL_ADDRESS) {
        this.#isolate(items);
      }
      const takenAt = this.#reader.now();
      return items.map((channel) => badReading(channel, quality, takenAt));
    }
  }

  /** One illegal address must not cost its neighbours: from now on each is read by itself. */
  #isolate(items: readonly PlannedChannel[]): void {
    if (items.length === 1) return;
    this.#blocks = this.#blocks.flatMap((block) =>
      block.items === items
        ? items.flatMap((item) => mergeBlocks([item], { registersMax: 125, bitsMax: 2_000 }))
        : [block],
    );
  }
}

function qualityOf(error: unknown): Exclude<Quality, "good"> | undefined {
  if (error instanceof ModbusException) return "exception";
  if (!isTransient(error)) return undefined;
  return error.code === "request.timeout" ? "timeout" : "crc";
}
