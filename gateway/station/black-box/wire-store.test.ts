import fc from "fast-check";
import { expect, test } from "vitest";
import { WireStore } from "./wire-store.ts";

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1");
const bounds = { bytesMax: 64, bytesPerEntry: 1, whenFull: "drop-oldest" } as const;

const someChunks = fc.array(fc.uint8Array({ minLength: 1, maxLength: 90 }), { maxLength: 60 });
const chunks = fc.array(fc.uint8Array({ maxLength: 90 }), { maxLength: 60 });

test("what is kept is the newest bytes, whole, in order and never more than the bound", () => {
  fc.assert(
    fc.property(someChunks, fc.integer({ min: 1, max: 100 }), (given, bytesMax) => {
      const store = new WireStore({ ...bounds, bytesMax });
      given.forEach(
        (chunk, index) => void store.append("rx", chunk, { atMs: index, order: index }),
      );
      const kept = store.list(0);
      const bytes = kept.map((entry) => text(entry.bytes)).join("");
      expect(bytes.length).toBeLessThanOrEqual(bytesMax);
      expect(given.map(text).join("").endsWith(bytes)).toBe(true);
      expect(kept.map(({ order }) => order)).toEqual(
        given.map((_, index) => index).slice(given.length - kept.length),
      );
      // Nothing goes that had room.
      const before = given.length - kept.length - 1;
      const room = bytesMax - bytes.length;
      if (before >= 0) expect(given[before]?.length).toBeGreaterThan(room);
    }),
  );
});

test("positions tell how many bytes were dropped, also of a chunk that is larger than the store", () => {
  fc.assert(
    fc.property(chunks, (given) => {
      const store = new WireStore(bounds);
      given.forEach(
        (chunk, index) => void store.append("tx", chunk, { atMs: index, order: index }),
      );
      const total = given.reduce((sum, chunk) => sum + chunk.length, 0);
      const kept = store.list(0);
      const bytes = kept.reduce((sum, entry) => sum + entry.length, 0);
      expect(store.end).toBe(total);
      if (kept[0] !== undefined) expect(kept[0].position).toBe(total - bytes);
    }),
  );
});

test("single characters are bounded by their number", () => {
  const store = new WireStore({ ...bounds, bytesMax: 1_000, bytesPerEntry: 10 });
  for (let index = 0; index < 500; index += 1) {
    store.append("rx", Uint8Array.of(index), { atMs: index, order: index });
  }
  expect(store.list(0)).toHaveLength(100);
  expect(store.list(0)[0]).toMatchObject({ order: 400, position: 400 });
});

test("what is older than asked goes, the rest is found by its time", () => {
  const store = new WireStore(bounds);
  for (let index = 0; index < 10; index += 1) {
    store.append("rx", Uint8Array.of(index), { atMs: index * 10, order: index });
  }
  store.dropBefore(30);
  expect(store.list(0).map(({ atMs }) => atMs)).toEqual([30, 40, 50, 60, 70, 80, 90]);
  expect(store.findFirst(45)).toEqual({ order: 5, position: 5 });
  expect(store.findFirst(91)).toBeUndefined();
});

test("a store that keeps the first stays as it was when full, until it is begun anew", () => {
  const store = new WireStore({ ...bounds, bytesMax: 4, whenFull: "keep-first" });
  const at = (order: number) => ({ atMs: order, order });
  store.begin(100);
  store.append("tx", Buffer.from("abc"), at(0));
  store.append("rx", Buffer.from("de"), at(1));
  store.append("rx", Buffer.from("f"), at(2));
  expect(store.list(0).map(({ bytes, position }) => [text(bytes), position])).toEqual([
    ["abc", 100],
  ]);
  store.begin(200);
  store.append("rx", Buffer.from("g"), at(3));
  expect(store.list(0).map(({ bytes, position }) => [text(bytes), position])).toEqual([["g", 200]]);
});
