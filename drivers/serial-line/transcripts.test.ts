import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Chunk, RigEvent } from "../contract.ts";
import { LineReader } from "./line-reader.ts";
import { serialLineOptions } from "./options.ts";

const FOLDER = new URL("../../fixtures/transcripts/serial-line/", import.meta.url);
const receivedAt = { utcUs: 0, monoNs: 0n };

describe("a recorded transcript gives the events that were agreed", () => {
  // A case with a wire.jsonl is read by test/contract/recorded-wires.test.ts.
  const cases = readdirSync(FOLDER, { withFileTypes: true }).filter((each) =>
    existsSync(new URL(`${each.name}/expected.json`, FOLDER)),
  );
  it.each(cases.map(({ name }) => name))("%s, in one piece and byte by byte", (name) => {
    const input = readInput(name);
    const expected = JSON.parse(readFileSync(new URL(`${name}/expected.json`, FOLDER), "utf8"));
    expect(heard(name, [input])).toEqual(expected);
    expect(
      heard(
        name,
        Array.from(input, (byte) => Uint8Array.of(byte)),
      ),
    ).toEqual(expected);
  });
});

function readInput(name: string): Uint8Array {
  const text = new URL(`${name}/input.txt`, FOLDER);
  return readFileSync(existsSync(text) ? text : new URL(`${name}/input.bin`, FOLDER));
}

function readOptions(name: string) {
  const own = new URL(`${name}/options.json`, FOLDER);
  const file = existsSync(own) ? own : new URL("options.json", FOLDER);
  return serialLineOptions.parse(JSON.parse(readFileSync(file, "utf8")));
}

function heard(name: string, pieces: readonly Uint8Array[]): readonly object[] {
  const reader = new LineReader(readOptions(name));
  const chunks = pieces.map((bytes): Chunk => ({ bytes, receivedAt }));
  const events = chunks.flatMap((chunk) => reader.push(chunk));
  return [...events, ...reader.end()].map(asJson);
}

function asJson({ takenAt: _, ...event }: RigEvent): object {
  if (event.kind === "noise") {
    return { ...event, bytes: Buffer.from(event.bytes).toString("latin1") };
  }
  if (event.kind !== "reading") return event;
  const { raw: __, ...reading } = event;
  return { ...reading, ...(typeof event.value === "bigint" && { value: `${event.value}n` }) };
}
