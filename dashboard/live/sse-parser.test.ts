import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeSse, type SseFrame } from "./sse-parser.ts";

const STREAM =
  'event: snapshot\ndata: {"a":1}\n\n: still here\n\nevent: rig\r\ndata: {"b":\r\ndata: 2}\r\n\r\n';
const FRAMES: SseFrame[] = [
  { kind: "message", event: "snapshot", data: '{"a":1}' },
  { kind: "comment" },
  { kind: "message", event: "rig", data: '{"b":\n2}' },
];

function decodeAll(chunks: readonly string[]): SseFrame[] {
  let rest = { text: "" };
  return chunks.flatMap((chunk) => {
    const decoded = decodeSse(rest, chunk);
    rest = decoded.rest;
    return decoded.frames;
  });
}

describe("the event stream's parser", () => {
  it("finds the same frames wherever the network cuts the stream", () => {
    const cuts = fc.array(fc.nat(STREAM.length), { maxLength: 8 });
    fc.assert(
      fc.property(cuts, (places) => {
        const edges = [0, ...places.toSorted((one, other) => one - other), STREAM.length];
        const chunks = edges.slice(1).map((edge, index) => STREAM.slice(edges[index], edge));
        expect(decodeAll(chunks)).toEqual(FRAMES);
      }),
    );
  });

  it("gives no frame before its empty line has come", () => {
    expect(decodeSse({ text: "" }, "event: rig\ndata: {}\n").frames).toEqual([]);
  });
});
