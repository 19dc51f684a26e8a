/** One value with its kind before it, exact to the last bit. */
import type { ReadingValue } from "../../../drivers/contract.ts";
import type { ByteReader, ByteWriter } from "./byte-buffer.ts";

/** Deltas beyond this would lose their lowest bit in the zigzag. */
export const DELTA_MAX = 2 ** 51;

const TAG = { double: 0, integer: 1, positive: 2, negative: 3, text: 4, no: 5, yes: 6 } as const;

/** Any value a reading may have. */
export function writeValue(block: ByteWriter, value: ReadingValue): void {
  switch (typeof value) {
    case "number":
      if (Number.isInteger(value) && Math.abs(value) <= DELTA_MAX && !Object.is(value, -0)) {
        block.byte(TAG.integer);
        block.zigzag(value);
      } else {
        block.byte(TAG.double);
        block.double(value);
      }
      return;
    case "bigint": {
      block.byte(value < 0n ? TAG.negative : TAG.positive);
      block.string((value < 0n ? -value : value).toString(16));
      return;
    }
    case "string":
      block.byte(TAG.text);
      block.string(value);
      return;
    case "boolean":
      block.byte(value ? TAG.yes : TAG.no);
  }
}

/** Throws RangeError for a kind that is none. */
export function readValue(block: ByteReader): ReadingValue {
  const tag = block.byte();
  switch (tag) {
    case TAG.double:
      return block.double();
    case TAG.integer:
      return block.zigzag();
    case TAG.positive:
      return parseBigInt(block.string());
    case TAG.negative:
      return -parseBigInt(block.string());
    case TAG.text:
      return block.string();
    case TAG.no:
      return false;
    case TAG.yes:
      return true;
    default:
      throw new RangeError(`telemetry block holds a value of unknown kind ${tag}`);
  }
}

function parseBigInt(hex: string): bigint {
  return BigInt(`0x${hex}`);
}
