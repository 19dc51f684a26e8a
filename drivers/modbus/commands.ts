/** What a person or a procedure asks of a Modbus rig: write a channel, or read it anew. */
import { DriverError, type RigCommand, type RigReply } from "../contract.ts";
import { ModbusException } from "../kit/modbus/modbus-codec.ts";
import type { ModbusRequest } from "../kit/modbus/modbus-request.ts";
import { isInteger } from "../kit/register-layout.ts";
import { unscaleValue } from "../kit/register-scaling.ts";
import { encodeRegisters, type RegisterValue } from "../kit/registers.ts";
import { isBitTable } from "./channel-faults.ts";
import { type Place, type PlannedChannel, readRequest, valueAt } from "./channels.ts";
import { isTransient, type PlaceReader, type PlaceValue } from "./place-reader.ts";
import { readingOf } from "./readings.ts";

export interface CommandsInput {
  readonly rig: string;
  readonly reader: PlaceReader;
  readonly channels: readonly PlannedChannel[];
  /** Written to all units at once, and never read. */
  readonly broadcasts: readonly PlannedChannel[];
  readonly broadcast: (request: ModbusRequest, signal: AbortSignal) => Promise<unknown>;
  /** Whether one place is written by function 5 and 6 or by 15 and 16. */
  readonly writeFunctions: "single" | "multiple";
}

const ACKNOWLEDGE = 5;
/** A lost reply to the read-back is asked for again; the write itself never is. */
const READ_BACKS_MAX = 3;

/** The commands of one unit. */
export class Commands {
  readonly #input: CommandsInput;

  constructor(input: CommandsInput) {
    this.#input = input;
  }

  /**
   * Writes go before polling, are written once and read back. Throws DriverError
   * `command.unsupported`, `request.invalid`, `command.not-confirmed`, or what the bus throws.
   */
  async send(command: RigCommand, signal: AbortSignal): Promise<RigReply> {
    const { rig } = this.#input;
    switch (command.kind) {
      case "write":
        return this.#writeAny(command.channel, command.value, signal);
      case "read":
        return this.#read(this.#channel(command.channel), signal);
      default: {
        const message = `rig ${rig}: a Modbus device takes no text; write or read a channel`;
        throw new DriverError("command.unsupported", message, { retryable: false });
      }
    }
  }

  #writeAny(name: string, value: RegisterValue, signal: AbortSignal): Promise<RigReply> {
    const everybody = this.#input.broadcasts.find((channel) => channel.name === name);
    if (everybody === undefined) return this.#write(this.#channel(name), value, signal);
    return this.#writeAll(everybody, value, signal);
  }

  /** Nobody answers, so nothing is confirmed. */
  async #writeAll(
    channel: PlannedChannel,
    value: RegisterValue,
    signal: AbortSignal,
  ): Promise<RigReply> {
    const request = this.#request(channel.place, this.#encode(channel, value));
    await this.#input.broadcast(request, signal);
    return { kind: "done" };
  }

  #channel(name: string): PlannedChannel {
    const { rig, channels } = this.#input;
    const channel = channels.find((candidate) => candidate.name === name);
    if (channel !== undefined) return channel;
    const known = channels.map((candidate) => candidate.name).join(", ") || "none";
    throw this.#invalid(`rig ${rig} has no channel ${name} (channels: ${known})`);
  }

  #invalid(message: string): DriverError {
    return new DriverError("request.invalid", message, { retryable: false });
  }

  async #read(channel: PlannedChannel, signal: AbortSignal): Promise<RigReply> {
    const { place } = channel;
    const reply = await this.#input.reader.request(readRequest(place), signal, "command");
    const raw = valueAt(place, place, reply);
    return { kind: "reading", reading: readingOf(channel, raw, reply.takenAt) };
  }

  async #write(
    channel: PlannedChannel,
    value: RegisterValue,
    signal: AbortSignal,
  ): Promise<RigReply> {
    const { rig, reader } = this.#input;
    const { name, place } = channel;
    if (!channel.writable) {
      const message = `rig ${rig}: channel ${name} is not \`writable: true\``;
      throw new DriverError("command.unsupported", message, { retryable: false });
    }
    const words = this.#encode(channel, value);
    const lost = await writeOnce(this.#request(place, words), { reader, signal });
    if (!channel.readBack) {
      if (lost) throw lost;
      return { kind: "done" };
    }
    const read = await this.#readBack(channel, words, { lost, signal });
    return { kind: "reading", reading: readingOf(channel, read, read.takenAt) };
  }

  /** The registers to be written, or the one bit as 0 or 1. */
  #encode(channel: PlannedChannel, value: RegisterValue): readonly number[] {
    const { name, place, range } = channel;
    const isOutside =
      range !== undefined &&
      (typeof value === "number" || typeof value === "bigint") &&
      !(value >= range.low && value <= range.high);
    if (isOutside) throw this.#invalid(`${name}: ${value} is not in ${range.low} to ${range.high}`);
    try {
      return encodePlace(place, unscaled(channel, value));
    } catch (error) {
      if (!(error instanceof RangeError || error instanceof SyntaxError)) throw error;
      throw this.#invalid(`${name}: ${error.message}`);
    }
  }

  #request({ table, address }: Place, words: readonly number[]): ModbusRequest {
    const [first = 0] = words;
    const isSingle = words.length === 1 && this.#input.writeFunctions === "single";
    if (isBitTable(table)) {
      return isSingle
        ? { functionCode: 5, address, value: first === 1 }
        : { functionCode: 15, address, values: words.map((word) => word === 1) };
    }
    return isSingle
      ? { functionCode: 6, address, value: first }
      : { functionCode: 16, address, values: words };
  }

  async #readBack(
    channel: PlannedChannel,
    words: readonly number[],
    { lost, signal }: { readonly lost: DriverError | undefined; readonly signal: AbortSignal },
  ): Promise<PlaceValue> {
    const { rig, reader } = this.#input;
    const { name, place } = channel;
    const where = `rig ${rig}, channel ${name}`;
    for (let attempt = 1; ; attempt += 1) {
      try {
        const reply = await reader.request(readRequest(place), signal, "command");
        const found = isBitTable(place.table) ? [reply.bits[0] ? 1 : 0] : wordsOf(reply.bytes);
        if (found.every((word, at) => word === words[at])) {
          return { ...valueAt(place, place, reply), takenAt: reply.takenAt };
        }
        const message = `${where}: wrote ${hex(words)}, reads ${hex(found)}`;
        throw new DriverError("command.not-confirmed", message, { cause: lost });
      } catch (error) {
        if (!isTransient(error)) throw error;
        if (attempt < READ_BACKS_MAX) continue;
        const message = `${where}: wrote ${hex(words)}, but it could not be read back`;
        throw new DriverError("command.not-confirmed", message, { cause: error });
      }
    }
  }
}

/** Undefined when the unit confirmed; the error when nobody knows whether it took the write. */
async function writeOnce(
  request: ModbusRequest,
  { reader, signal }: { readonly reader: PlaceReader; readonly signal: AbortSignal },
): Promise<DriverError | undefined> {
  try {
    await reader.request(request, signal);
    return undefined;
  } catch (error) {
    // "Acknowledge": the unit has taken it and is still at it.
    const isTaken = error instanceof ModbusException && error.exceptionCode === ACKNOWLEDGE;
    if (isTransient(error) && (isTaken || error.code !== "request.busy")) return error;
    throw error;
  }
}

function unscaled(channel: PlannedChannel, value: RegisterValue): RegisterValue {
  const { place, scale, offset } = channel;
  const { type } = place.layout;
  const expected = type === "STRING" ? "string" : /^BO|^BI/.test(type) ? "boolean" : "number";
  const kind = typeof value === "bigint" ? "number" : typeof value;
  const isBit = expected === "boolean" && (value === 0 || value === 1);
  if (kind !== expected && !isBit) throw new RangeError(`${type} takes a ${expected}`);
  return unscaleValue(value, { scale, offset, isInteger: isInteger(type) });
}

/** The registers that hold the value; of a coil 0 or 1. Throws RangeError. */
export function encodePlace(place: Place, value: RegisterValue): readonly number[] {
  if (isBitTable(place.table)) return [value ? 1 : 0];
  return wordsOf(encodeRegisters(value, place.layout));
}

function wordsOf(bytes: Uint8Array): readonly number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length / 2 }, (_, at) => view.getUint16(at * 2));
}

function hex(words: readonly number[]): string {
  return words.map((word) => `0x${word.toString(16).padStart(4, "0")}`).join(" ");
}
