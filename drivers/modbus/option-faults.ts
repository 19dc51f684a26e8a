/** What zod cannot see in one field alone: faults between the fields of a Modbus rig. */
import { type RegisterType, registerCount } from "../kit/registers.ts";

/** One fault, with the path of what has to change. */
export interface OptionFault {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

interface PlaceFields {
  readonly table: string;
  readonly address: number;
}

interface ChannelFields extends PlaceFields {
  readonly name: string;
  readonly type?: RegisterType | undefined;
  readonly order: string;
  readonly length?: number | undefined;
  readonly bit?: number | undefined;
  readonly measurement?: { readonly ready?: PlaceFields | undefined } | undefined;
}

interface OptionFields {
  readonly framing: string;
  readonly unitId: number;
  readonly addressBase: 0 | 1;
  readonly registersMax: number;
  readonly channels: readonly ChannelFields[];
  readonly run?: RunFields | undefined;
}

type TextFields = PlaceFields & { readonly length: number };

interface RunFields {
  readonly active: PlaceFields;
  readonly serialNumber: TextFields;
  readonly partNumber?: TextFields | undefined;
  readonly verdict: PlaceFields & { readonly type: RegisterType; readonly values: object };
  readonly acknowledge?: PlaceFields | undefined;
}

/** Coils and discrete inputs hold bits, the other tables registers. */
export function isBitTable(table: string): boolean {
  return table === "coil" || table === "discrete";
}

/** The type a channel has where it names none. */
export function typeOf({ table, type }: Pick<ChannelFields, "table" | "type">): RegisterType {
  return type ?? (isBitTable(table) ? "BOOL" : "UINT16");
}

/** How many bits or registers the channel takes. */
export function countOf(channel: Pick<ChannelFields, "table" | "type" | "length">): number {
  const layout = { type: typeOf(channel), length: channel.length };
  return isBitTable(channel.table) ? 1 : registerCount(layout);
}

function addressFault(place: PlaceFields, count: number, base: 0 | 1): string | undefined {
  const first = place.address - base;
  if (first < 0) return "address 0 does not exist with addressBase 1";
  return first + count > 65_536
    ? `takes ${count} from address ${place.address} on, beyond the last one`
    : undefined;
}

function shapeFault(channel: ChannelFields): string | undefined {
  const type = typeOf(channel);
  if (isBitTable(channel.table) && type !== "BOOL") return `${channel.table} holds BOOL only`;
  if (type === "STRING" && channel.length === undefined) return "STRING needs a length";
  if (type !== "STRING" && channel.length !== undefined) return "only STRING has a length";
  if (channel.bit === undefined) return undefined;
  return type === "BOOL" && !isBitTable(channel.table)
    ? undefined
    : "bit is for BOOL in a register";
}

/** Faults of the unit id and of each channel. */
export function channelFaults(options: OptionFields): readonly OptionFault[] {
  const faults: OptionFault[] = [];
  if (options.channels.length === 0 && !options.run) {
    faults.push({ path: ["channels"], message: "no channel and no run: nothing to read" });
  }
  const isSerial = options.framing !== "tcp";
  if (isSerial && (options.unitId === 0 || options.unitId > 247)) {
    faults.push({ path: ["unitId"], message: "on a serial line 1 to 247; 0 is a broadcast" });
  }
  options.channels.forEach((channel, at) => {
    const path = ["channels", at];
    const fault =
      shapeFault(channel) ?? addressFault(channel, countOf(channel), options.addressBase);
    if (fault) faults.push({ path, message: `channel ${channel.name}: ${fault}` });
    const count = countOf(channel);
    if (!isBitTable(channel.table) && count > options.registersMax) {
      const message = `channel ${channel.name}: ${count} registers, registersMax is ${options.registersMax}`;
      faults.push({ path, message });
    }
    faults.push(...measurementFaults(channel, [...path, "measurement"], options));
  });
  return [...faults, ...overlapFaults(options.channels)];
}

function measurementFaults(
  { name, measurement }: ChannelFields,
  path: readonly (string | number)[],
  { run, addressBase }: OptionFields,
): readonly OptionFault[] {
  if (!measurement) return [];
  if (!run) return [{ path, message: `channel ${name}: a measurement needs \`run:\`` }];
  const ready = measurement.ready;
  const fault = ready && addressFault(ready, 1, addressBase);
  return fault ? [{ path: [...path, "ready"], message: `channel ${name}: ready ${fault}` }] : [];
}

function overlapFaults(channels: readonly ChannelFields[]): readonly OptionFault[] {
  const faults: OptionFault[] = [];
  const names = new Set<string>();
  channels.forEach((channel, at) => {
    if (names.has(channel.name)) {
      faults.push({ path: ["channels", at, "name"], message: `${channel.name} is there twice` });
    }
    names.add(channel.name);
    for (const other of channels.slice(0, at)) {
      if (!overlaps(channel, other) || isSameValue(channel, other)) continue;
      const message = `channel ${channel.name} overlaps channel ${other.name}`;
      faults.push({ path: ["channels", at, "address"], message });
    }
  });
  return faults;
}

function overlaps(left: ChannelFields, right: ChannelFields): boolean {
  return (
    left.table === right.table &&
    left.address < right.address + countOf(right) &&
    right.address < left.address + countOf(left)
  );
}

/** Bits of one register, or one value both as telemetry and as a measurement. */
function isSameValue(left: ChannelFields, right: ChannelFields): boolean {
  if (left.bit !== undefined && right.bit !== undefined && left.bit !== right.bit) return true;
  return (
    (left.measurement === undefined) !== (right.measurement === undefined) &&
    left.address === right.address &&
    typeOf(left) === typeOf(right) &&
    left.order === right.order &&
    left.length === right.length
  );
}

/** Faults of the `run:` block. */
export function runFaults({ run, addressBase, registersMax }: OptionFields) {
  if (!run) return [];
  const faults: OptionFault[] = [];
  const places: [string, PlaceFields, number][] = [
    ["active", run.active, 1],
    ["serialNumber", run.serialNumber, run.serialNumber.length],
    ["verdict", run.verdict, countOf(run.verdict)],
  ];
  if (run.partNumber) places.push(["partNumber", run.partNumber, run.partNumber.length]);
  if (run.acknowledge) places.push(["acknowledge", run.acknowledge, 1]);
  for (const [name, place, count] of places) {
    const fault = addressFault(place, count, addressBase);
    if (fault) faults.push({ path: ["run", name, "address"], message: `${name}: ${fault}` });
    if (!isBitTable(place.table) && count > registersMax) {
      const message = `${name}: ${count} registers, registersMax is ${registersMax}`;
      faults.push({ path: ["run", name], message });
    }
  }
  if (!/^(BOOL|U?INT(16|32|64))$/.test(run.verdict.type)) {
    faults.push({ path: ["run", "verdict", "type"], message: "a verdict is a whole number" });
  }
  if (Object.keys(run.verdict.values).length === 0) {
    faults.push({ path: ["run", "verdict", "values"], message: "at least one value is needed" });
  }
  return faults;
}
