/** What zod cannot see in one field alone: faults between the fields of a channel, and of two. */
import { overlaps, type PlaceTable, type Span } from "../kit/plan/poll-plan.ts";
import {
  layoutFault,
  type RegisterLayout,
  type RegisterType,
  registerCount,
  type WrittenLayout,
} from "../kit/register-layout.ts";
import { resolveAddress, type WireAddress, type WrittenPlace } from "./address.ts";

/** One fault, with the path of what has to change. */
export interface OptionFault {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

interface ChannelFields extends WrittenPlace, WrittenLayout {
  readonly name: string;
  readonly scale: number;
  readonly offset: number;
  readonly range?: { readonly low: number; readonly high: number } | undefined;
  readonly writable: boolean;
  readonly broadcast: boolean;
  readonly measurement?:
    | { readonly step?: string | undefined; readonly ready?: WrittenPlace | undefined }
    | undefined;
}

/** What the checks of channels and runs need to know of the rig. */
export interface RigFields {
  readonly framing: string;
  readonly unitId: number;
  readonly addressBase: 0 | 1;
  readonly registersMax: number;
  readonly channels: readonly ChannelFields[];
  readonly run?: object | undefined;
}

/** Coils and discrete inputs hold bits, the other tables registers. */
export function isBitTable(table: PlaceTable): boolean {
  return table === "coil" || table === "discrete";
}

/** The layout of a value in the table, with the type it has where it names none. */
export function layoutOf(table: PlaceTable, fields: WrittenLayout): RegisterLayout {
  const { type, order = "ABCD", length, bit, bits, encoding, trim } = fields;
  const isBit = isBitTable(table) || bit !== undefined;
  const shown: RegisterType = type ?? (isBit ? "BOOL" : "UINT16");
  return { type: shown, order, length, bit, bits, encoding, trim };
}

/** How many bits or registers a value of the layout takes in the table. */
export function countOf(table: PlaceTable, layout: RegisterLayout): number {
  return isBitTable(table) ? 1 : registerCount(layout);
}

/** Why `count` places do not fit behind the address; undefined where they do. */
export function endFault({ address }: WireAddress, count: number): string | undefined {
  return address + count > 65_536
    ? `takes ${count} from address ${address} of the wire on, beyond the last one`
    : undefined;
}

function shapeFault(table: PlaceTable, layout: RegisterLayout): string | undefined {
  if (!isBitTable(table)) return layoutFault(layout);
  if (layout.type !== "BOOL" && layout.type !== "BIT") return `${table} holds BOOL only`;
  const isPart = layout.bit !== undefined || layout.bits !== undefined;
  return isPart ? "bit is for BOOL in a register" : undefined;
}

function writeFault(channel: ChannelFields, table: PlaceTable): string | undefined {
  if (!channel.writable) return undefined;
  if (table === "input" || table === "discrete") return `${table} cannot be written`;
  const isPart =
    channel.bit !== undefined ||
    channel.bits !== undefined ||
    /8[HL]$/.test(channel.type ?? "UINT16");
  // Writing a part means writing the rest as it was: the device may have changed it meanwhile.
  return isPart ? "a part of a register cannot be written alone: write the register" : undefined;
}

function broadcastFault(channel: ChannelFields, isSerial: boolean): string | undefined {
  if (!channel.broadcast) return undefined;
  if (!isSerial) return "a broadcast is for serial lines";
  if (channel.measurement !== undefined) return "what is never read is no measurement";
  return channel.writable ? undefined : "a broadcast is a write: `writable: true`";
}

function valueFault({ range, type, scale, offset }: ChannelFields): string | undefined {
  const isText = type === "STRING";
  if (isText && (scale !== 1 || offset !== 0)) return "text is not scaled";
  if (range === undefined) return undefined;
  if (isText) return "text has no range";
  return range.low < range.high ? undefined : "range: low must be below high";
}

/** Faults of the unit id and of each channel. */
export function channelFaults(options: RigFields): readonly OptionFault[] {
  const faults: OptionFault[] = [];
  if (options.channels.every(({ broadcast }) => broadcast) && !options.run) {
    faults.push({ path: ["channels"], message: "no channel and no run: nothing to read" });
  }
  const isSerial = options.framing !== "tcp";
  if (isSerial && (options.unitId === 0 || options.unitId > 247)) {
    faults.push({ path: ["unitId"], message: "on a serial line 1 to 247; 0 is a broadcast" });
  }
  const placed: PlacedChannel[] = [];
  options.channels.forEach((channel, at) => {
    const path = ["channels", at];
    const tell = (message: string, field: readonly string[] = []) =>
      faults.push({ path: [...path, ...field], message: `channel ${channel.name}: ${message}` });
    const where = resolveAddress(channel, options.addressBase);
    if (typeof where === "string") tell(where, ["address"]);
    else {
      const layout = layoutOf(where.table, channel);
      const count = countOf(where.table, layout);
      placed.push({ at, channel, layout, span: { ...where, count } });
      const fault =
        shapeFault(where.table, layout) ?? endFault(where, count) ?? valueFault(channel);
      if (fault !== undefined) tell(fault);
      const unfit = broadcastFault(channel, isSerial);
      if (unfit !== undefined) tell(unfit, ["broadcast"]);
      const refused = writeFault(channel, where.table);
      if (refused !== undefined) tell(refused, ["writable"]);
      if (!isBitTable(where.table) && count > options.registersMax) {
        tell(`${count} registers, registersMax is ${options.registersMax}`);
      }
    }
    const measured = measurementFault(channel, options);
    if (measured !== undefined) tell(measured.message, measured.field);
  });
  return [...faults, ...nameFaults(options.channels), ...overlapFaults(placed)];
}

function measurementFault(
  { measurement }: ChannelFields,
  { run, addressBase }: RigFields,
): { message: string; field: string[] } | undefined {
  if (!measurement) return undefined;
  if (!run) return { message: "a measurement needs `run:`", field: ["measurement"] };
  const ready = measurement.ready && resolveAddress(measurement.ready, addressBase);
  return typeof ready === "string"
    ? { message: `ready ${ready}`, field: ["measurement", "ready"] }
    : undefined;
}

function nameFaults(channels: readonly ChannelFields[]): readonly OptionFault[] {
  const names = new Set<string>();
  const steps = new Set<string>();
  return channels.flatMap(({ name, measurement }, at): OptionFault[] => {
    const faults: OptionFault[] = [];
    if (names.has(name)) {
      faults.push({ path: ["channels", at, "name"], message: `${name} is there twice` });
    }
    names.add(name);
    const step = measurement && (measurement.step ?? name);
    if (step !== undefined && steps.has(step) && faults.length === 0) {
      const message = `step ${step} is measured by another channel too`;
      faults.push({ path: ["channels", at, "measurement"], message });
    }
    if (step !== undefined) steps.add(step);
    return faults;
  });
}

interface PlacedChannel {
  readonly at: number;
  readonly channel: ChannelFields;
  readonly layout: RegisterLayout;
  readonly span: Span;
}

function overlapFaults(placed: readonly PlacedChannel[]): readonly OptionFault[] {
  const faults: OptionFault[] = [];
  const sorted = placed.toSorted((left, right) => left.span.address - right.span.address);
  sorted.forEach((one, index) => {
    for (const other of sorted.slice(index + 1)) {
      if (other.span.address >= one.span.address + one.span.count) break;
      if (!overlaps(one.span, other.span) || mayOverlap(one, other)) continue;
      const [first, second] = one.at < other.at ? [one, other] : [other, one];
      const message = `channel ${second.channel.name} overlaps channel ${first.channel.name}`;
      faults.push({ path: ["channels", second.at, "address"], message });
    }
  });
  return faults;
}

/** Which bits of its registers a channel takes. */
function maskOf({ layout, span }: PlacedChannel): bigint {
  const { type, bit, bits } = layout;
  if (bit !== undefined) return 1n << BigInt(bit);
  if (bits !== undefined) return ((1n << BigInt(bits.count)) - 1n) << BigInt(bits.from);
  if (type.endsWith("8H")) return 0xff00n;
  if (type.endsWith("8L")) return 0xffn;
  return (1n << BigInt(16 * span.count)) - 1n;
}

/** Different bits of one value, or one value both as telemetry and as a measurement. */
function mayOverlap(left: PlacedChannel, right: PlacedChannel): boolean {
  const isSamePlace =
    left.span.address === right.span.address && left.span.count === right.span.count;
  if (!isSamePlace || left.layout.order !== right.layout.order) return false;
  if ((maskOf(left) & maskOf(right)) === 0n) return true;
  return (
    (left.channel.measurement === undefined) !== (right.channel.measurement === undefined) &&
    left.layout.type === right.layout.type &&
    maskOf(left) === maskOf(right)
  );
}
