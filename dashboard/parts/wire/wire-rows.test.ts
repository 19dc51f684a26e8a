import { expect, test } from "vitest";
import { findEntries, findNoise, nextHit, readWireText, wireRows } from "./wire-rows.ts";

const hex = (text: string) => Buffer.from(text, "latin1").toString("hex");
const file = [
  { port: "fct-1", startedAt: "2026-11-23T09:00:00.000Z" },
  { t: 0, dir: "open" },
  { t: 1, dir: "tx", hex: hex("MEAS?\n") },
  { t: 2.5, dir: "rx", hex: hex("vout 24.01 V\nxx\n") },
  { t: 2.5, dir: "event", rig: "a", event: { kind: "reading", channel: "vout", value: 24.01 } },
  { t: 2.5, dir: "event", rig: "a", event: { kind: "noise", reason: "unparsable", hex: "7878" } },
  { t: 9, dir: "gap", bytes: 77 },
  { t: 10, dir: "rx", hex: "31f0" },
];
const content = file.map((line) => JSON.stringify(line)).join("\n");
const { header, entries } = readWireText(`${content}\n{"t":11,"dir":"r`);

test("bytes stand as text and hexadecimal, with what was decoded of them", () => {
  expect(header.port).toBe("fct-1");
  expect(entries.map(({ dir, text }) => [dir, text])).toEqual([
    ["open", ""],
    ["tx", "MEAS?·"],
    ["rx", "vout 24.01 V·xx·"],
    ["gap", ""],
    ["rx", "1·"],
  ]);
  expect(entries[2]?.events.map(({ kind }) => kind)).toEqual(["reading", "noise"]);
});

test("a long chunk takes several rows; events stand beside, or on rows of their own", () => {
  const wide = wireRows(entries, { bytesPerRow: 8, beside: true });
  expect(
    wide
      .filter(({ index }) => index === 2)
      .map(({ hex: bytes, text, event }) => [bytes.length, text, event?.kind]),
  ).toEqual([
    [23, "vout 24.", "reading"],
    [23, "01 V·xx·", "noise"],
  ]);
  const narrow = wireRows(entries, { bytesPerRow: 8, beside: false });
  expect(
    narrow.filter(({ index }) => index === 2).map(({ text, event }) => [text, event?.kind]),
  ).toEqual([
    ["vout 24.", undefined],
    ["01 V·xx·", undefined],
    ["", "reading"],
    ["", "noise"],
  ]);
});

test("a search finds text, whole bytes in hexadecimal, and what was decoded", () => {
  expect(findEntries(entries, "meas")).toEqual([1]);
  expect(findEntries(entries, "32 34 2e")).toEqual([2]);
  expect(findEntries(entries, "1f")).toEqual([]);
  expect(findEntries(entries, "unparsable")).toEqual([2]);
  expect(findEntries(entries, " ")).toEqual([]);
});

test("a search finds what was read in pieces, at the first of them, and nothing across a gap", () => {
  const chunk = (dir: string, text: string) =>
    JSON.stringify({ t: 0, dir, hex: Buffer.from(text).toString("hex") });
  const lines = [chunk("rx", "READY STAR"), chunk("tx", "ok"), chunk("rx", "T SN1 STAR")];
  const gap = JSON.stringify({ t: 0, dir: "gap", bytes: 3 });
  const pieces = readWireText(["{}", ...lines, gap, chunk("rx", "T SN2")].join("\n")).entries;
  expect(findEntries(pieces, "start sn")).toEqual([0]);
  expect(findEntries(pieces, "52 54 20")).toEqual([0]);
  expect(findEntries(pieces, "sn1")).toEqual([2]);
});

test("noise and gaps are found one after the other, round the end", () => {
  const hits = findNoise(entries);
  expect(hits).toEqual([2, 3]);
  expect([nextHit(hits, -1, 1), nextHit(hits, 2, 1), nextHit(hits, 3, 1)]).toEqual([2, 3, 2]);
  expect([nextHit(hits, 3, -1), nextHit(hits, 2, -1), nextHit([], 0, 1)]).toEqual([
    2,
    3,
    undefined,
  ]);
});
