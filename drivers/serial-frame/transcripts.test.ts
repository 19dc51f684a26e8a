import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Chunk, RigEvent } from "../contract.ts";
import { FrameReader } from "./frame-reader.ts";
import { serialFrameOptions } from "./options.ts";

const FOLDER = new URL("../../fixtures/transcripts/serial-frame/", import.meta.url);
const receivedAt = { utcUs: 0, monoNs: 0n };

describe("a recorded transcript gives the events that were agreed", () => {
  const cases = readdirSync(FOLDER, { withFileTypes: true }).filter((each) => each.isDirectory());
  it.each(cases.map(({ name }) => name))("%s, in one piece and byte by byte", (name) => {
    const input = readFileSync(new URL(`${name}/input.bin`, FOLDER));
    const expected = JSON.parse(readFileSync(new URL(`${name}/expected.json`, FOLDER), "utf8"));
    expect(heard([input])).toEqual(expected);
    expect(heard(Array.from(input, (byte) => Uint8Array.of(byte)))).toEqual(expected);
  });
});

function heard(pieces: readonly Uint8Array[]): readonly object[] {
  const options = JSON.parse(readFileSync(new URL("options.json", FOLDER), "utf8"));
  const reader = new FrameReader(serialFrameOptions.parse(options), receivedAt);
  const chunks = pieces.map((bytes): Chunk => ({ bytes, receivedAt }));
  return joined([...chunks.flatMap((chunk) => reader.push(chunk)), ...reader.end()]).map(asJson);
}

/** Noise is told with the chunk it came in: pieces of one run of it are one here. */
function joined(events: readonly RigEvent[]): RigEvent[] {
  const result: RigEvent[] = [];
  for (const event of events) {
    const last = result.at(-1);
    if (event.kind !== "noise" || last?.kind !== "noise") result.push(event);
    else result[result.length - 1] = { ...last, bytes: Buffer.concat([last.bytes, event.bytes]) };
  }
  return result;
}

function asJson({ takenAt: _, ...event }: RigEvent): object {
  if (event.kind !== "noise") return event;
  return { ...event, bytes: Buffer.from(event.bytes).toString("hex") };
}
