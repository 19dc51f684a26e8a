import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { withCrc } from "../../crc.ts";
import { UnprovenRequests } from "../unit/unproven-requests.ts";
import { AsciiFraming, decodeAscii, encodeAscii } from "./ascii-framing.ts";

const REQUEST = withCrc(Uint8Array.of(1, 3, 0, 100, 0, 2));
const REPLY = withCrc(Uint8Array.of(1, 3, 4, 0x12, 0x34, 0x56, 0x78));
const OTHER_REPLY = withCrc(Uint8Array.of(1, 3, 4, 0, 1, 0, 2));
const text = (adu: Uint8Array) => encodeAscii(adu.slice(0, -2));
const bytesOf = (line: string) => Uint8Array.from(Buffer.from(line, "latin1"));

function asking(suspects = new UnprovenRequests()): AsciiFraming {
  const framing = new AsciiFraming(suspects);
  framing.begin(REQUEST);
  return framing;
}

describe("ASCII", () => {
  test("a frame is written as the specification shows it", () => {
    const framing = new AsciiFraming(new UnprovenRequests());
    const adu = withCrc(Uint8Array.of(0x11, 3, 0, 0x6b, 0, 3));
    expect(Buffer.from(framing.begin(adu).bytes).toString()).toBe(":1103006B00037E\r\n");
  });

  test("every frame comes back as it was, whatever is in it", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 2, maxLength: 253 }), (body) => {
        expect(decodeAscii(encodeAscii(body))).toEqual(body);
      }),
    );
  });

  test("a reply is whole however it is cut", () => {
    const reply = text(REPLY);
    fc.assert(
      fc.property(fc.array(fc.nat({ max: reply.length }), { maxLength: 5 }), (cuts) => {
        const framing = asking();
        const edges = [0, ...cuts.toSorted((left, right) => left - right), reply.length];
        const arrivals = edges
          .slice(1)
          .map((end, at) => framing.accept(reply.slice(edges[at], end)));
        expect(arrivals.flatMap(({ reply: whole }) => whole ?? [])).toEqual([REPLY]);
      }),
    );
  });

  test("no reply with one wrong bit is ever taken for another value", () => {
    const reply = text(REPLY);
    for (let bit = 0; bit < reply.length * 8; bit += 1) {
      const damaged = reply.slice();
      damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const taken = asking().accept(damaged).reply;
      // Lower case digits mean the same.
      if (taken !== undefined) expect(taken).toEqual(REPLY);
    }
  });

  test("a colon begins a frame wherever it comes, and what it cuts off is told", () => {
    const framing = asking();
    const cut = text(OTHER_REPLY).slice(0, 9);
    const arrival = framing.accept(Uint8Array.of(...cut, ...text(REPLY)));
    expect(arrival.reply).toEqual(REPLY);
    expect(arrival.strays).toEqual([{ reason: "partial-frame", bytes: cut }]);
  });

  test("a wrong sum ends the request, noise without a colon does not", () => {
    expect(asking().accept(bytesOf(":010304123456780C\r\n"))).toMatchObject({ broken: "crc" });
    const framing = asking();
    expect(framing.accept(bytesOf("zz\r\n")).broken).toBeUndefined();
    expect(framing.accept(text(REPLY)).reply).toEqual(REPLY);
  });

  test("two different fitting replies at once are none", () => {
    const arrival = asking().accept(Uint8Array.of(...text(OTHER_REPLY), ...text(REPLY)));
    expect([arrival.reply, arrival.broken]).toEqual([undefined, "crc"]);
  });

  test("a reply that may be late is told and not taken", () => {
    const suspects = new UnprovenRequests();
    suspects.add(REQUEST, 0, 1_000);
    const arrival = asking(suspects).accept(text(REPLY));
    expect(arrival.reply).toBeUndefined();
    expect(arrival.strays).toMatchObject([{ reason: "late-reply", frame: REPLY }]);
  });

  test("a frame that never ends is cut and told, and half a frame is after a second", () => {
    const framing = asking();
    const { strays } = framing.accept(bytesOf(`:${"0".repeat(2_000)}`));
    expect(strays.length).toBeGreaterThan(2);
    expect(framing.settleMs).toBe(1_000);
    expect(framing.settle().strays).toHaveLength(1);
  });
});
