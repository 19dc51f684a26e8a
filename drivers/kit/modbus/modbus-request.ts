/**
 * Modbus requests and which reply belongs to which. Pure.
 * "ADU" below is the RTU form: unit, function, data, CRC. TCP carries the same without the CRC.
 * Source: MODBUS Application Protocol Specification V1.1b3, chapter 6.
 */
import { DriverError } from "../../contract.ts";
import { type IdentificationRequest, identificationLength } from "./device-identification.ts";

/** What is asked of a unit; `address` counts from 0, as on the wire. */
export type ModbusRequest =
  | {
      /** 1 coils, 2 discrete inputs, 3 holding registers, 4 input registers. */
      readonly functionCode: 1 | 2 | 3 | 4;
      readonly address: number;
      readonly count: number;
    }
  | { readonly functionCode: 5; readonly address: number; readonly value: boolean }
  | { readonly functionCode: 6; readonly address: number; readonly value: number }
  | { readonly functionCode: 15; readonly address: number; readonly values: readonly boolean[] }
  | { readonly functionCode: 16; readonly address: number; readonly values: readonly number[] };

/** Everything a master of ours sends. */
export type WireRequest = ModbusRequest | IdentificationRequest;

/** The most one request may read or write, by function code (registers or bits). */
export const COUNT_MAX: Readonly<Record<ModbusRequest["functionCode"], number>> = {
  1: 2000,
  2: 2000,
  3: 125,
  4: 125,
  5: 1,
  6: 1,
  15: 1968,
  16: 123,
};

const CRC_LENGTH = 2;
/** Unit, function with its high bit set, exception code, CRC. */
export const EXCEPTION_LENGTH = 5;
const ECHOED_WRITE_LENGTH = 8;
/** No RTU frame is longer. */
export const ADU_LENGTH_MAX = 256;

/** How many registers or bits the request is about. */
export function countOf(request: ModbusRequest): number {
  if ("count" in request) return request.count;
  return "values" in request ? request.values.length : 1;
}

function isRegisterValue(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= 0xffff;
}

/** Throws DriverError `request.invalid` for what no unit could ever answer. */
export function checkRequest(unitId: number, request: WireRequest): void {
  const refuse = (what: string): never => {
    throw new DriverError("request.invalid", `Modbus unit ${unitId}: ${what}`, {
      retryable: false,
    });
  };
  if (!Number.isInteger(unitId) || unitId < 0 || unitId > 255) refuse("no such unit id");
  if (request.functionCode === 43) {
    const { objectId } = request;
    if (!Number.isInteger(objectId) || objectId < 0 || objectId > 255) refuse("no such object id");
    return;
  }
  const count = countOf(request);
  const countMax = COUNT_MAX[request.functionCode];
  if (!Number.isInteger(count) || count < 1 || count > countMax) {
    refuse(`function ${request.functionCode} takes 1 to ${countMax} items, not ${count}`);
  }
  if (!Number.isInteger(request.address) || request.address < 0) refuse("negative address");
  if (request.address + count > 0x10000) refuse(`address ${request.address + count - 1} is none`);
  if (request.functionCode === 6 && !isRegisterValue(request.value)) refuse("value is not 16 bits");
  if (request.functionCode === 16 && !request.values.every(isRegisterValue)) {
    refuse("a value is not 16 bits");
  }
}

/** Length of the normal reply to the request `adu`; the most there can be where it varies. */
export function replyLength(adu: Uint8Array): number {
  const count = ((adu[4] ?? 0) << 8) | (adu[5] ?? 0);
  switch (adu[1]) {
    case 1:
    case 2:
      return 3 + Math.ceil(count / 8) + CRC_LENGTH;
    case 3:
    case 4:
      return 3 + 2 * count + CRC_LENGTH;
    case 43:
      return ADU_LENGTH_MAX;
    default:
      return ECHOED_WRITE_LENGTH;
  }
}

/**
 * True when `reply`, whose length is already known to be that of one frame, can be the answer to
 * the request `adu`: unit, function, and byte count or the written address and value agree.
 */
export function answers(adu: Uint8Array, reply: Uint8Array): boolean {
  if (reply[0] !== adu[0]) return false;
  const functionCode = adu[1] ?? 0;
  if (reply[1] === (functionCode | 0x80)) return reply.length === EXCEPTION_LENGTH;
  if (reply[1] !== functionCode) return false;
  // The MEI type and the kind of access come back; the length is what its objects come to.
  if (functionCode === 43) {
    return (
      reply[3] === adu[3] && reply[2] === adu[2] && reply.length === identificationLength(reply)
    );
  }
  if (reply.length !== replyLength(adu)) return false;
  if (functionCode <= 4) return reply[2] === reply.length - 3 - CRC_LENGTH;
  // A write is confirmed by the address and the value (5, 6) or the count (15, 16) of the request.
  return [2, 3, 4, 5].every((at) => reply[at] === adu[at]);
}

/** The reply to a read, all zero: for asking what could be confused with it. Its CRC is none. */
export function normalReplyShape(
  unitId: number,
  { functionCode, count }: { readonly functionCode: 1 | 2 | 3 | 4; readonly count: number },
): Uint8Array {
  const dataLength = functionCode <= 2 ? Math.ceil(count / 8) : 2 * count;
  const reply = new Uint8Array(3 + dataLength + CRC_LENGTH);
  reply.set([unitId, functionCode, dataLength]);
  return reply;
}

/** Of a reply in RTU form; the most there can be where it varies. */
export function normalReplyLength(request: WireRequest): number {
  if (request.functionCode === 43) return ADU_LENGTH_MAX;
  return "count" in request ? normalReplyShape(0, request).length : ECHOED_WRITE_LENGTH;
}

/** For messages: "function 3 at address 100". */
export function describeRequest(request: WireRequest): string {
  const at = "address" in request ? `address ${request.address}` : `object ${request.objectId}`;
  return `function ${request.functionCode} at ${at}`;
}

/** True when both hold the same bytes. */
export function equalBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, at) => byte === right[at]);
}
