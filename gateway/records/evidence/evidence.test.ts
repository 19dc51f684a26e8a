import { expect, test } from "vitest";
import { importLine, performRun, serial } from "../testing/line.ts";
import { type MemoryLedger, openMemoryLedger } from "../testing/memory-ledger.ts";
import { csvLine } from "./csv-cell.ts";

const CONTENTS = {
  ...{ unitsAsked: 2, units: 2, runs: 2, entries: 9, lastSeq: 12, leavesHash: "00" },
  ...{ missing: [], gaps: [] },
};
const SEAL = { hash: "aa", bytes: 10, manifestHash: "bb", files: 3 };
const draftOf = (id: string, change: object = {}) => ({
  ...{ id, scope: { orderId: "WO-1" }, organization: "plant", demo: false, ...change },
});

function openSealed(): MemoryLedger {
  const ledger = openMemoryLedger();
  importLine(ledger);
  performRun(ledger, { index: 1 });
  performRun(ledger, { index: 2, serialNumber: serial(2) });
  ledger.execute("evidence.draft", draftOf("one"));
  ledger.execute("evidence.assemble", { id: "one", contents: CONTENTS });
  ledger.execute("evidence.seal", { id: "one", seal: SEAL });
  return ledger;
}

const refusal = (code: string) => expect.objectContaining({ code });

test("a sealed package takes no change: neither assembled nor sealed again", () => {
  const ledger = openSealed();
  for (const act of [
    () => ledger.execute("evidence.assemble", { id: "one", contents: CONTENTS }),
    () => ledger.execute("evidence.seal", { id: "one", seal: SEAL }),
  ]) {
    expect(act).toThrow(refusal("evidence.wrong-state"));
  }
  expect(ledger.ask("evidence.get", { id: "one" })).toMatchObject({ state: "sealed", seal: SEAL });
});

test("CR-94: to supersede needs a sealed package and a reason; both are marked in one commit", () => {
  const ledger = openSealed();
  const draft = draftOf("two", { supersedes: "one" });
  expect(() => ledger.execute("evidence.draft", draft)).toThrow(refusal("record.reason-missing"));
  ledger.execute("evidence.draft", { ...draft, reason: "wrong list" });
  const third = draftOf("three", { supersedes: "two", reason: "why" });
  expect(() => ledger.execute("evidence.draft", third)).toThrow(refusal("evidence.wrong-state"));
  ledger.execute("evidence.assemble", { id: "two", contents: CONTENTS });
  const { entries } = ledger.execute("evidence.seal", { id: "two", seal: SEAL });
  expect(entries.map(({ entry }) => [entry.id, entry.action])).toEqual([
    ["two", "sealed"],
    ["one", "superseded"],
  ]);
});

test("packages are numbered by year without a gap, and a replay gives them again", () => {
  const ledger = openSealed();
  ledger.execute("evidence.draft", draftOf("two"));
  const { items } = ledger.ask("evidence.list", { limit: 10 });
  expect(items.map(({ number }) => number)).toEqual(["EP-2023-0002", "EP-2023-0001"]);
  const before = ledger.tables();
  ledger.replay();
  expect(ledger.tables()).toEqual(before);
});

test("the scope of an order is its units, their runs and all that these pin", () => {
  const ledger = openSealed();
  const { unitIds, asked } = ledger.ask("evidence.units", { scope: { orderId: "WO-1" }, after: 0 });
  expect([unitIds.length, asked]).toEqual([2, 20]);
  const head = ledger.ask("evidence.head", null);
  const records = ledger.ask("evidence.members", { unitIds, head });
  const types = records.map(([type]) => type);
  expect(types.filter((type) => type === "run").length).toBe(2);
  const pinned = ["procedure", "rig", "station", "revision"];
  expect(new Set(types)).toEqual(new Set(["unit", "product", "order", "run", ...pinned]));
  const seqs = ledger.ask("evidence.trail", { records, head });
  expect(seqs.length).toBeGreaterThanOrEqual(2 * 2 + 2 + 3);
});

test("a cell that a spreadsheet would calculate begins with an apostrophe; a number does not", () => {
  expect(csvLine(["=1+2", "-5", -5, 'a"b', "x,y", null])).toBe(`'=1+2,'-5,-5,"a""b","x,y",\r\n`);
});
