import { describe, expect, test } from "vitest";
import { withCrc } from "../crc.ts";
import {
  decodePage,
  encodeIdentification,
  firstPage,
  identificationLength,
  joinPages,
} from "./device-identification.ts";
import { answers } from "./modbus-request.ts";

const text = (value: string) => [...Buffer.from(value, "latin1")];
const object = (id: number, value: string) => [id, value.length, ...text(value)];

/** The reply as it is on the wire, without unit and checksum. */
function page(more: number, next: number, ...objects: number[][]): Uint8Array {
  return Uint8Array.of(43, 14, 1, 0x81, more, next, objects.length, ...objects.flat());
}

const LAST = page(0, 0, object(2, "V2.11"));
const FIRST = page(0xff, 2, object(0, "Acme"), object(1, "HP-7 \0"));

describe("device identification", () => {
  test("a request is written as the specification shows it", () => {
    const adu = encodeIdentification(5, firstPage("regular"));
    expect([...adu.slice(0, -2)]).toEqual([5, 43, 14, 2, 0]);
    expect(firstPage({ objectId: 0x80 })).toMatchObject({ readCode: 4, objectId: 0x80 });
  });

  test("pages are joined, and texts lose the blanks behind them", () => {
    const asked = firstPage("basic");
    const first = decodePage(asked, FIRST.slice(1));
    expect(first.next).toEqual({ ...asked, objectId: 2 });
    const last = decodePage(first.next ?? asked, LAST.slice(1));
    expect(last.next).toBeUndefined();
    expect(joinPages([first, last])).toMatchObject({
      ...{ vendorName: "Acme", productCode: "HP-7", revision: "V2.11", conformityLevel: 0x81 },
    });
  });

  test.each([0, 2])("a device that says page %i follows page 2 is cut off", (next) => {
    const asked = { ...firstPage("basic"), objectId: 2 };
    const again = page(0xff, next, object(2, "V2.11"));
    expect(() => decodePage(asked, again.slice(1))).toThrow(/is said to follow/);
  });

  test("a reply is one only when it is whole, to the byte", () => {
    const adu = encodeIdentification(1, firstPage("basic"));
    const reply = withCrc(Uint8Array.of(1, ...FIRST));
    expect(answers(adu, reply)).toBe(true);
    for (let length = 3; length < reply.length; length += 1) {
      expect(answers(adu, reply.slice(0, length))).toBe(false);
    }
    expect(answers(adu, Uint8Array.of(...reply, 0))).toBe(false);
    expect(identificationLength(reply)).toBe(reply.length);
    const otherKind = encodeIdentification(1, firstPage("extended"));
    expect(answers(otherKind, reply)).toBe(false);
  });
});
