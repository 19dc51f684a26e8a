import { readFileSync } from "node:fs";
import { glob } from "node:fs/promises";
import { expect, test } from "vitest";
import { Refusal } from "../../ledger/contract.ts";
import { openMemoryLedger } from "../testing/memory-ledger.ts";
import { openTraffic, TRAFFIC } from "../testing/traffic.ts";
import { BY_THE_BOOK } from "./by-the-book.ts";
import { findingsOf, JUDGES } from "./classify.ts";

const known = new Map<string, ReadonlySet<string>>(
  [...Object.keys(JUDGES), ...Object.keys(BY_THE_BOOK)].map((type) => [
    type,
    new Set([...Object.keys(JUDGES[type] ?? {}), ...Object.keys(BY_THE_BOOK[type] ?? {})]),
  ]),
);

test("every type of entry that a command can append is judged, or said to be by the book", async () => {
  const types = new Set<string>();
  for await (const file of glob("gateway/records/**/*.ts")) {
    if (file.endsWith(".test.ts") || file.includes("/testing/")) continue;
    const source = readFileSync(file, "utf8");
    for (const [, type = ""] of source.matchAll(/schema: "([a-z-]+)\/\d+"/g)) types.add(type);
  }
  expect(types.size).toBeGreaterThan(40);
  expect([...types].filter((type) => !known.has(type))).toEqual([]);
  expect([...known.keys()].filter((type) => !types.has(type))).toEqual([]);
});

test("so is every action that any command of the traffic appends", () => {
  const missing = new Set<string>();
  for (const isReversed of [false, true]) {
    const ledger = openMemoryLedger();
    openTraffic(ledger);
    const names = Object.keys(TRAFFIC);
    const order = isReversed ? names.toReversed() : names;
    const acts = order.flatMap((name) => [1, 2, 3, 4, 5, 6].map((n) => ({ name, n })));
    for (const [index, { name, n }] of acts.entries()) {
      try {
        TRAFFIC[name]?.(ledger, { index: index + 1, n });
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
      }
    }
    for (const { entry } of ledger.entries()) {
      if (known.get(entry.type)?.has(entry.action) === true) continue;
      missing.add(`${entry.type} ${entry.action}`);
    }
  }
  expect([...missing]).toEqual([]);
}, 120_000);

test("nothing is both listed and by the book", () => {
  const twice = Object.entries(JUDGES).flatMap(([type, judges]) =>
    Object.keys(judges).filter((action) => action in (BY_THE_BOOK[type] ?? {})),
  );
  expect(twice).toEqual([]);
});

/** Two hours. */
const BACK = { expectedUs: 7_200_000_000, foundUs: 0 };

test.each([
  ["procedure", "imported", { id: "P", version: 2, status: "effective" }, "unsigned"],
  ["clock", "stepped", { steps: [BACK] }, "clock"],
  ["telemetry", "dropped", {}, "discarded"],
  ["quarantine", "discarded", {}, "discarded"],
  ["invalidation", "proposed", { runId: "r", state: "proposed" }, "invalidation"],
  ["evidence", "superseded", { number: "EP-2026-0001" }, "correction"],
])("a %s that is %s is listed", (type, action, body, kind) => {
  expect(findingsOf({ type, action, reason: "why" }, body).map((each) => each.kind)).toEqual([
    kind,
  ]);
});

test("CR-07: a clock that was set back two hours is told with its step", () => {
  const body = { steps: [BACK] };
  expect(findingsOf({ type: "clock", action: "stepped" }, body)).toEqual([
    { kind: "clock", text: "the clock was stepped by -7200.000 s" },
  ]);
});
