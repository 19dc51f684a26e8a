/** How a Modbus request is found again in a recording. Pure. */
import type { ReplayRules } from "../contract.ts";

const ID_LENGTH = 2;
const PROTOCOL_END = 4;

/**
 * Modbus TCP counts its requests: two that ask the same differ in the transaction id. A recorded
 * reply keeps its distance to the request it came after, so that a late one stays late.
 */
export const MBAP_REPLAY: ReplayRules = {
  keyOf: (request) => Buffer.from(request.subarray(ID_LENGTH)).toString("hex"),
  adapt(reply, { recorded, sent }) {
    // Bytes that do not begin a frame have no id to change.
    const isHeader = reply.length >= PROTOCOL_END && reply[2] === 0 && reply[3] === 0;
    if (!isHeader) return reply;
    const adapted = Buffer.from(reply);
    adapted.writeUInt16BE((idOf(reply) - idOf(recorded) + idOf(sent)) & 0xffff);
    return adapted;
  },
};

function idOf(frame: Uint8Array): number {
  return ((frame[0] ?? 0) << 8) | (frame[1] ?? 0);
}
