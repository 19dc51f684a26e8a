import { expect, it } from "vitest";
import { FrameReader } from "./frame-reader.ts";
import { serialFrameOptions } from "./options.ts";

const at = (ms: number) => ({ utcUs: ms * 1_000, monoNs: BigInt(ms) * 1_000_000n });

it("without `idleGapMs`, too, half a frame and the next one are never glued over a pause", () => {
  const frame = { by: "length-field", start: "AA 55", lengthField: { offset: 2, adds: 3 } };
  const values = [{ channel: "mass", offset: 2, type: "UINT16" }];
  const options = serialFrameOptions.parse({ frame, frames: [{ event: "reading", values }] });
  const reader = new FrameReader(options);
  const push = (hex: string, ms: number) =>
    reader.push({ bytes: Buffer.from(hex, "hex"), receivedAt: at(ms) });
  expect(push("aa550307", 0)).toEqual([]);
  expect(push("aa5503010002", 10_000)).toMatchObject([
    { kind: "noise", reason: "partial-frame" },
    { kind: "reading", value: 2 },
  ]);
});
