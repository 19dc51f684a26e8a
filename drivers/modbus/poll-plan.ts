/**
 * Which requests read which channels. Pure. Neighbours of one cadence share a request; a planner
 * that weighs gaps against the physics of the line can take the place of `mergeBlocks`.
 */
import type { ModbusReply } from "../kit/modbus/modbus-queue.ts";
import type { ModbusRequest } from "../kit/modbus/modbus-request.ts";
import {
  decodeRegisters,
  type RegisterLayout,
  type RegisterValue,
  scaleValue,
} from "../kit/registers.ts";
import { countOf, isBitTable, typeOf } from "./option-faults.ts";
import type { ChannelOptions, ModbusOptions, Table } from "./options.ts";

/** A value's place; `address` counts from 0 as on the wire. */
export interface Place {
  readonly table: Table;
  readonly address: number;
  readonly count: number;
  readonly layout: RegisterLayout;
}

export interface PlannedChannel {
  readonly name: string;
  readonly place: Place;
  readonly unit: string;
  readonly scale: number;
  readonly offset: number;
  readonly decimals: number | undefined;
  readonly everyMs: number;
  /** Present for a measurement: the step, and the bit that says the value is final. */
  readonly step: string | undefined;
  readonly ready: Place | undefined;
}

/** One read request and what it is for. */
export interface Block<Item extends { readonly place: Place }> {
  readonly request: ModbusRequest & { readonly count: number };
  readonly items: readonly Item[];
}

export interface BlockBounds {
  readonly registersMax: number;
  readonly bitsMax: number;
}

const READ_FUNCTIONS = { coil: 1, discrete: 2, holding: 3, input: 4 } as const;

/** Fewest requests that read exactly the items' places, none beyond the bounds. */
export function mergeBlocks<Item extends { readonly place: Place }>(
  items: readonly Item[],
  bounds: BlockBounds,
): readonly Block<Item>[] {
  const sorted = items.toSorted(
    ({ place: left }, { place: right }) =>
      READ_FUNCTIONS[left.table] - READ_FUNCTIONS[right.table] || left.address - right.address,
  );
  const groups: { table: Table; address: number; end: number; items: Item[] }[] = [];
  for (const item of sorted) {
    const { table, address, count } = item.place;
    const last = groups.at(-1);
    const countMax = isBitTable(table) ? bounds.bitsMax : bounds.registersMax;
    const end = Math.max(last?.end ?? 0, address + count);
    if (last?.table === table && address <= last.end && end - last.address <= countMax) {
      last.items.push(item);
      last.end = end;
    } else groups.push({ table, address, end: address + count, items: [item] });
  }
  return groups.map(({ table, address, end, items: members }) => ({
    request: { functionCode: READ_FUNCTIONS[table], address, count: end - address },
    items: members,
  }));
}

/** The raw value at `place` in the reply to `request`, which covers it. */
export function valueAt(
  place: Place,
  request: Block<never>["request"],
  reply: Pick<ModbusReply, "bits" | "bytes">,
): RegisterValue {
  const from = place.address - request.address;
  if (isBitTable(place.table)) return reply.bits[from] === true;
  const bytes = reply.bytes.subarray(from * 2, (from + place.count) * 2);
  return decodeRegisters(bytes, place.layout);
}

/** The quantity: scaled, shifted and rounded to what the rig resolves. */
export function quantityOf(raw: RegisterValue, channel: PlannedChannel): RegisterValue {
  const value = scaleValue(raw, channel);
  if (channel.decimals === undefined || typeof value !== "number") return value;
  return Number.isFinite(value) ? Number(value.toFixed(channel.decimals)) : value;
}

/** The place of `fields` on the wire. */
export function placeOf(
  fields: Pick<ChannelOptions, "table" | "address"> & Partial<ChannelOptions>,
  addressBase: 0 | 1,
): Place {
  const { table, address, order = "ABCD", length, bit } = fields;
  const layout = { type: typeOf({ table, type: fields.type }), order, length, bit };
  const count = countOf({ table, type: layout.type, length });
  return { table, address: address - addressBase, count, layout };
}

/** The channels as they are read. */
export function planChannels({ channels, addressBase }: ModbusOptions): readonly PlannedChannel[] {
  return channels.map((channel) => {
    const { name, unit, scale, offset, decimals, everyMs, measurement } = channel;
    return {
      ...{ name, unit, scale, offset, decimals, everyMs },
      place: placeOf(channel, addressBase),
      step: measurement && (measurement.step ?? name),
      ready: measurement?.ready && placeOf(measurement.ready, addressBase),
    };
  });
}
