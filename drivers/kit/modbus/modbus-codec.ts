/**
 * modbus-serial as what it is good at: building requests and reading replies. It never sees the
 * wire: its "port" hands the built frame out and gets only replies that were proved to belong to
 * it, so neither its timeouts nor its matching of replies (which W1 is about) ever decide. Reads of
 * registers, of which polling is made, are built and read here: its way costs a tenth of them.
 */
import { EventEmitter } from "node:events";
import modbusSerial from "modbus-serial";
import { DriverError } from "../../contract.ts";
import { withCrc } from "../crc.ts";
import { encodeIdentification } from "./device-identification.ts";
import type { ModbusRequest, WireRequest } from "./modbus-request.ts";

const ModbusRTU = modbusSerial.default;

/** What a unit answered. Writes have neither bits nor bytes. */
export interface ModbusAnswer {
  /** As many as were asked. */
  readonly bits: readonly boolean[];
  /** Registers as they came, high byte first; of function 43 all behind the function code. */
  readonly bytes: Uint8Array;
}

/** Texts of the specification, V1.1b3 chapter 7. */
const EXCEPTIONS: Readonly<Record<number, string>> = {
  1: "illegal function",
  2: "illegal data address",
  3: "illegal data value",
  4: "server device failure",
  5: "acknowledge, still working",
  6: "server device busy",
  8: "memory parity error",
  10: "gateway path unavailable",
  11: "gateway target failed to respond",
};

/** The unit is there and asks for patience: 5 acknowledge, 6 busy. */
const BUSY_CODES: readonly number[] = [5, 6];
/** Answered by a gateway in the unit's place: the unit cannot be reached. */
const UNREACHABLE_CODES: readonly number[] = [10, 11];

/**
 * What a unit answered instead of an answer, with its code. As a DriverError it is `request.busy`
 * for codes 5 and 6, `request.timeout` for 10 and 11, where a gateway says that the unit cannot be
 * reached, and `request.exception` for all others.
 */
export class ModbusException extends DriverError {
  readonly exceptionCode: number;

  constructor(exceptionCode: number, where: string) {
    const text = EXCEPTIONS[exceptionCode] ?? "unknown";
    const code = codeOf(exceptionCode);
    const told = code === "request.timeout" ? `unit unreachable (${text})` : text;
    super(code, `${where}: Modbus exception ${exceptionCode}, ${told}`);
    this.exceptionCode = exceptionCode;
  }
}

/** True where a gateway answered that it cannot reach the unit. */
export function isUnreachable({ exceptionCode }: ModbusException): boolean {
  return UNREACHABLE_CODES.includes(exceptionCode);
}

function codeOf(exceptionCode: number): "request.busy" | "request.timeout" | "request.exception" {
  if (BUSY_CODES.includes(exceptionCode)) return "request.busy";
  return UNREACHABLE_CODES.includes(exceptionCode) ? "request.timeout" : "request.exception";
}

/** The port modbus-serial writes to; synchronous, so that a request is a function call. */
class FramePort extends EventEmitter {
  readonly isOpen = true;
  written: Uint8Array = new Uint8Array(0);

  open(callback: (error?: Error) => void): void {
    callback();
  }

  write(frame: Uint8Array): void {
    this.written = frame;
  }
}

type Outcome = { bits?: readonly boolean[]; error?: unknown };

/** Unit, function, byte count. */
const HEAD_LENGTH = 3;
const CRC_LENGTH = 2;

const NO_BITS: readonly boolean[] = [];
const NO_BYTES = new Uint8Array(0);
const UNREAD: Outcome = { error: new Error("modbus-serial gave no answer") };

/** Encodes one request at a time and decodes its reply. */
export class ModbusCodec {
  readonly #port = new FramePort();
  readonly #modbus = new ModbusRTU(this.#port);
  #outcome: Outcome = UNREAD;
  /** modbus-serial reads function 43 in another way than it is asked to. */
  #reads: "registers" | "identification" | "by-library" = "by-library";

  constructor() {
    this.#modbus.open();
  }

  /** The request in RTU form. The request must have been checked. */
  encode(unitId: number, request: WireRequest): Uint8Array {
    if (request.functionCode === 43) {
      this.#reads = "identification";
      return encodeIdentification(unitId, request);
    }
    if (request.functionCode === 3 || request.functionCode === 4) {
      this.#reads = "registers";
      return encodeRead(unitId, request);
    }
    this.#reads = "by-library";
    const modbus = this.#modbus;
    const { address } = request;
    const settle = (error: unknown, result: unknown) => {
      this.#outcome = error ? { error } : outcomeOf(request, result as ReadResult);
    };
    // biome-ignore format: one row per function code
    switch (request.functionCode) {
      case 1: modbus.writeFC1(unitId, address, request.count, settle); break;
      case 2: modbus.writeFC2(unitId, address, request.count, settle); break;
      case 5: modbus.writeFC5(unitId, address, request.value, settle); break;
      case 6: modbus.writeFC6(unitId, address, request.value, settle); break;
      case 15: modbus.writeFC15(unitId, address, [...request.values], settle); break;
      case 16: modbus.writeFC16(unitId, address, [...request.values], settle); break;
    }
    return this.#port.written;
  }

  /**
   * What the reply to the request encoded last says. `where` tells how an error's message begins.
   * Throws ModbusException, or DriverError `request.corrupt` when the reply makes no sense.
   */
  decode(reply: Uint8Array, where: () => string): ModbusAnswer {
    if ((reply[1] ?? 0) & 0x80) throw new ModbusException(reply[2] ?? 0, where());
    if (this.#reads === "registers") return { bits: NO_BITS, bytes: registersOf(reply, where) };
    if (this.#reads === "identification") return { bits: NO_BITS, bytes: reply.slice(2, -2) };
    this.#outcome = UNREAD;
    // It reads with Buffer's methods; the same memory, not a copy.
    this.#port.emit("data", Buffer.from(reply.buffer, reply.byteOffset, reply.byteLength));
    const { error, bits = NO_BITS } = this.#outcome;
    if (error !== undefined) {
      throw new DriverError("request.corrupt", `${where()}: the reply cannot be read`, {
        cause: error,
      });
    }
    return { bits, bytes: NO_BYTES };
  }
}

function encodeRead(
  unitId: number,
  { functionCode, address, count }: Extract<ModbusRequest, { readonly count: number }>,
): Uint8Array {
  const place = [address >>> 8, address & 0xff, count >>> 8, count & 0xff] as const;
  return withCrc(Uint8Array.of(unitId, functionCode, ...place));
}

/** What stands between unit, function, byte count and the CRC; the same memory, not a copy. */
function registersOf(reply: Uint8Array, where: () => string): Uint8Array {
  const end = reply.length - CRC_LENGTH;
  if (reply[2] === end - HEAD_LENGTH) return reply.subarray(HEAD_LENGTH, end);
  throw new DriverError("request.corrupt", `${where()}: the reply's byte count is wrong`);
}

/** Of modbus-serial, for reads of bits. */
interface ReadResult {
  readonly data: readonly boolean[];
}

function outcomeOf(request: ModbusRequest, result: ReadResult): Outcome {
  // It gives whole bytes of bits.
  return "count" in request ? { bits: result.data.slice(0, request.count) } : {};
}
