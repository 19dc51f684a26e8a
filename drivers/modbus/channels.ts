/** Channels as they are read: where they lie, and how a reply becomes their value. Pure. */

import type { ModbusReply } from "../kit/modbus/modbus-queue.ts";
import type { ModbusRequest } from "../kit/modbus/modbus-request.ts";
import { type PollItem, readFunction, type Span } from "../kit/plan/poll-plan.ts";
import type { RegisterLayout, WrittenLayout } from "../kit/register-layout.ts";
import { decodeRegistersAt, type RegisterValue, UndecodableValue } from "../kit/registers.ts";
import { type WrittenPlace, wireAddress } from "./address.ts";
import { countOf, isBitTable, layoutOf } from "./channel-faults.ts";
import type { ChannelOptions, ModbusOptions } from "./options.ts";

/** A value's place; `address` counts from 0 as on the wire. */
export interface Place extends Span {
  readonly layout: RegisterLayout;
}

/** A channel with its place. */
export interface PlannedChannel
  extends Omit<PollItem, "place">,
    Pick<
      ChannelOptions,
      | "name"
      | "unit"
      | "scale"
      | "offset"
      | "decimals"
      | "range"
      | "invalid"
      | "writable"
      | "readBack"
    > {
  readonly place: Place;
  /** Present for a measurement: the step, and the bit that says the value is final. */
  readonly step: string | undefined;
  readonly ready: Place | undefined;
  /** Of a measurement, where the rig has slots. */
  readonly slot: string | undefined;
}

/** A read request as it goes to the bus. */
export type ReadRequest = Extract<ModbusRequest, { readonly count: number }>;

/** The place of `fields` on the wire. */
export function placeOf(fields: WrittenPlace & WrittenLayout, addressBase: 0 | 1): Place {
  const where = wireAddress(fields, addressBase);
  const layout = layoutOf(where.table, fields);
  return { ...where, layout, count: countOf(where.table, layout) };
}

/** The channels that are read, as they are read. */
export function planChannels({
  channels,
  addressBase,
  run,
}: Pick<ModbusOptions, "channels" | "addressBase" | "run">): readonly PlannedChannel[] {
  return channels
    .filter(({ broadcast }) => !broadcast)
    .map((channel) => {
      const { measurement } = channel;
      return {
        ...channel,
        place: placeOf(channel, addressBase),
        step: measurement && (measurement.step ?? channel.name),
        ready: measurement?.ready && placeOf(measurement.ready, addressBase),
        slot: measurement && run?.slot,
      };
    });
}

/** Those that are written to all units of the line, and cannot be read. */
export function broadcastChannels({
  channels,
  addressBase,
}: Pick<ModbusOptions, "channels" | "addressBase">): readonly PlannedChannel[] {
  return channels
    .filter(({ broadcast }) => broadcast)
    .map((channel) => ({
      ...{ step: undefined, ready: undefined, slot: undefined },
      ...{ ...channel, place: placeOf(channel, addressBase) },
    }));
}

const PLAIN = {
  ...{ unit: "", scale: 1, offset: 0, decimals: undefined, range: undefined, invalid: [] },
  ...{ everyMs: 1_000, writable: true, step: undefined, ready: undefined, slot: undefined },
} as const;

/** Beside the channels, what a command may write to begin a run. */
export function handshakeChannels({
  run,
  addressBase,
}: Pick<ModbusOptions, "run" | "addressBase">): readonly PlannedChannel[] {
  const channels: PlannedChannel[] = [];
  if (run?.serialNumber.writable) {
    const place = placeOf({ ...run.serialNumber, type: "STRING" }, addressBase);
    channels.push({ ...PLAIN, name: "run.serialNumber", place, readBack: true });
  }
  if (run?.start !== undefined) {
    // The rig may take the flag back as soon as it saw it.
    const place = placeOf(run.start, addressBase);
    channels.push({ ...PLAIN, name: "run.start", place, readBack: false });
  }
  return channels;
}

/** The request that reads a span and nothing else. */
export function readRequest({ table, address, count }: Span): ReadRequest {
  return { functionCode: readFunction(table), address, count };
}

/** A value as it stood in the registers; `fault` where they hold none of its type. */
export type RawValue =
  | { readonly value: RegisterValue; readonly fault?: never }
  | { readonly value?: never; readonly fault: string };

/** The raw value at `place` in the reply to a request that began at `address` and covers it. */
export function valueAt(
  place: Place,
  { address }: { readonly address: number },
  reply: Pick<ModbusReply, "bits" | "bytes">,
): RawValue {
  const from = place.address - address;
  if (isBitTable(place.table)) return { value: reply.bits[from] === true };
  try {
    return { value: decodeRegistersAt(reply.bytes, from * 2, place.layout) };
  } catch (error) {
    if (error instanceof UndecodableValue) return { fault: error.message };
    throw error;
  }
}

export interface BlockBounds {
  readonly registersMax: number;
  readonly bitsMax: number;
}

/** Fewest requests that read exactly the items' places, none beyond the bounds. */
export function mergeBlocks<Item extends { readonly place: Span }>(
  items: readonly Item[],
  bounds: BlockBounds,
): readonly { readonly request: ReadRequest; readonly items: readonly Item[] }[] {
  const sorted = items.toSorted(
    ({ place: left }, { place: right }) =>
      readFunction(left.table) - readFunction(right.table) || left.address - right.address,
  );
  const groups: { span: Span; items: Item[] }[] = [];
  for (const item of sorted) {
    const { table, address, count } = item.place;
    const last = groups.at(-1);
    const countMax = isBitTable(table) ? bounds.bitsMax : bounds.registersMax;
    const lastEnd = last === undefined ? 0 : last.span.address + last.span.count;
    const end = Math.max(lastEnd, address + count);
    const fits = last !== undefined && end - last.span.address <= countMax;
    if (last?.span.table === table && address <= lastEnd && fits) {
      last.items.push(item);
      last.span = { ...last.span, count: end - last.span.address };
    } else groups.push({ span: { table, address, count }, items: [item] });
  }
  return groups.map(({ span, items: members }) => ({ request: readRequest(span), items: members }));
}
