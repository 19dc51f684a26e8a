import { expect, test } from "vitest";
import { eachOf } from "./each-of.ts";

function batchesOf(batches: readonly (readonly number[] | Error)[]) {
  const left = [...batches];
  const asked: number[] = [];
  const nextBatch = async () => {
    asked.push(left.length);
    const batch = left.shift();
    if (batch instanceof Error) throw batch;
    return batch;
  };
  return { asked, nextBatch };
}

test("every item of every batch comes once, in order, empty batches or not", async () => {
  const { nextBatch } = batchesOf([[], [1, 2], [], [], [3]]);
  const seen = [];
  for await (const item of eachOf(nextBatch)) seen.push(item);
  expect(seen).toEqual([1, 2, 3]);
});

test("no batch is asked for before the one in hand was taken", async () => {
  const { asked, nextBatch } = batchesOf([[1, 2], [3]]);
  const items = eachOf(nextBatch)[Symbol.asyncIterator]();
  await items.next();
  await items.next();
  expect(asked).toHaveLength(1);
  await items.next();
  expect(asked).toHaveLength(2);
});

test("what was heard before a failure is told before it", async () => {
  const { nextBatch } = batchesOf([[1], new RangeError("the wire is gone")]);
  const items = eachOf(nextBatch)[Symbol.asyncIterator]();
  expect(await items.next()).toEqual({ value: 1, done: false });
  await expect(items.next()).rejects.toThrow("the wire is gone");
});

test("who leaves early is told nothing more, and nothing more is asked for", async () => {
  const { asked, nextBatch } = batchesOf([[1, 2], [3]]);
  const items = eachOf(nextBatch)[Symbol.asyncIterator]();
  await items.next();
  await items.return?.();
  expect(await items.next()).toEqual({ value: undefined, done: true });
  expect(asked).toHaveLength(1);
});
