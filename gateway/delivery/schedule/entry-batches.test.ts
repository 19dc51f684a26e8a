import { expect, test } from "vitest";
import type { StoredEntry } from "../../ledger/contract.ts";
import { entryBatches } from "./entry-batches.ts";

const measurement = { id: "m", attempt: 1, value: 1, unit: "V", quality: "good" };
const finished = (measurements: number) => ({
  ...{ id: "r", rig: "rig", station: "s", operation: "o", startedAt: 1, finishedAt: 2 },
  ...{ completion: "completed", outcome: "pass" },
  measurements: Array(measurements).fill({ ...measurement, takenAt: 1, computed: "pass" }),
});

function entry(seq: number, type: string, body: unknown): StoredEntry {
  return { entry: { seq, type }, body, leaf: "" } as unknown as StoredEntry;
}

function cut(entries: readonly StoredEntry[], runsMax: number): string[] {
  return [...entryBatches(entries, runsMax)].map(
    ({ kind, ranges }) => `${kind} ${ranges.map(({ from, to }) => `${from}-${to}`).join(" ")}`,
  );
}

test("runs are grouped in order across entries that go nowhere", () => {
  const entries = [
    entry(1, "run", finished(1)),
    entry(2, "product", {}),
    entry(3, "run", { completion: "running" }),
    entry(4, "run", finished(1)),
    entry(5, "run", finished(1)),
  ];
  expect(cut(entries, 2)).toEqual(["not-routed 2-3", "not-routed 3-4", "runs 1-2 4-5", "runs 5-6"]);
});

test("a group holds some 200 measurements, and a longer run goes alone and whole", () => {
  const entries = [150, 60, 900].map((count, index) => entry(index + 1, "run", finished(count)));
  expect(cut(entries, 10)).toEqual(["runs 1-2", "runs 2-3", "runs 3-4"]);
});

test("a run that can not be read is told, never passed over", () => {
  const entries = [entry(1, "run", { completion: "completed" })];
  expect(cut(entries, 10)).toEqual(["unreadable 1-2"]);
});
