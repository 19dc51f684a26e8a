import { expect, test } from "vitest";
import { importLine, performRun, runId, serial } from "../testing/line.ts";
import { type MemoryLedger, openMemoryLedger } from "../testing/memory-ledger.ts";
import { signed } from "../testing/signed.ts";
import { encodeMatrix } from "./csv.ts";

const NOW = 1_700_000_000_000_000;
const VOLTAGE = { measurement: "voltage" };
const BOTH = [
  { operation: "FCT", ...VOLTAGE },
  { operation: "HIPOT", ...VOLTAGE },
];

/** Unit 1 passes both operations, unit 2 fails the first, unit 3 has passed one of them. */
function openRequired(measurements = BOTH): MemoryLedger {
  const ledger = openMemoryLedger();
  importLine(ledger);
  performRun(ledger, { index: 1, serialNumber: serial(1) });
  performRun(ledger, { index: 2, serialNumber: serial(1), operation: "HIPOT" });
  performRun(ledger, { index: 3, serialNumber: serial(2), volts: 3.7 });
  performRun(ledger, { index: 4, serialNumber: serial(3) });
  state(ledger, "REQ-1", measurements);
  return ledger;
}
function state(ledger: MemoryLedger, id: string, measurements: typeof BOTH) {
  const requirement = { id, partNumber: "PSU-24", title: "Output", source: "4.2", measurements };
  ledger.execute("requirement.save", { requirement });
}
const matrix = (ledger: MemoryLedger, more: object = {}) =>
  ledger.ask("requirements.matrix", { partNumber: "PSU-24", limit: 50, nowUs: NOW, ...more });
const proofs = (ledger: MemoryLedger) =>
  matrix(ledger).items.map(({ serialNumber, cells }) => [
    serialNumber,
    ...cells.map(({ proof }) => proof),
  ]);

test("a unit proves a requirement only where every measurement of it passed in the deciding run", () => {
  const ledger = openRequired();
  expect(proofs(ledger)).toEqual([
    [serial(1), "pass"],
    [serial(2), "fail"],
    [serial(3), "missing"],
  ]);
  const page = matrix(ledger);
  expect(page.requirements).toMatchObject([{ id: "REQ-1", coverage: "failing", gaps: [] }]);
  expect(page.items[0]?.cells[0]?.values[1]).toEqual({
    ...{ operation: "HIPOT", measurement: "voltage", runId: runId(2) },
    ...{ value: 3.3, unit: "V", computed: "pass" },
  });
  performRun(ledger, { index: 9, serialNumber: serial(2) });
  expect(proofs(ledger)[1]).toEqual([serial(2), "missing"]);
});

test("what nothing in force measures is a gap, never a proof", () => {
  const ledger = openRequired([{ operation: "FCT", measurement: "noise" }]);
  state(ledger, "REQ-2", []);
  const { gaps, requirements } = matrix(ledger);
  expect(gaps).toEqual([
    "REQ-1: nothing in force at FCT measures noise",
    "REQ-2 names no measurement",
  ]);
  expect(requirements.map(({ coverage }) => coverage)).toEqual(["uncovered", "uncovered"]);
  expect(proofs(ledger)[0]).toEqual([serial(1), "missing", "uncovered"]);
});

test("a waiver is signed, ends, and makes no fail a pass", () => {
  const ledger = openRequired();
  const waiver = { id: "REQ-1", reason: "tester on order", expiresAt: NOW + 10 };
  const refused = () => ledger.execute("requirement.waive", waiver);
  expect(refused).toThrow(expect.objectContaining({ code: "signature.missing" }));
  ledger.execute("requirement.waive", { ...waiver, signing: signed("approved") });
  expect(proofs(ledger).map(([, proof]) => proof)).toEqual(["pass", "fail", "waived"]);
  const later = matrix(ledger, { nowUs: NOW + 10 });
  expect(later.items[2]?.cells[0]?.proof).toBe("missing");
});

test("pages of one unit each give what one page gives; the table has a line for each value", async () => {
  const ledger = openRequired();
  const paged: unknown[] = [];
  let cursor: string | undefined;
  do {
    const page = matrix(ledger, { limit: 1, ...(cursor === undefined ? {} : { cursor }) });
    paged.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  expect(paged).toEqual(matrix(ledger).items);
  const bad = () => matrix(ledger, { cursor: "x" });
  expect(bad).toThrow(expect.objectContaining({ code: "cursor.invalid" }));
  let table = "";
  const read = async (at?: string) => matrix(ledger, at === undefined ? {} : { cursor: at });
  for await (const chunk of encodeMatrix(read)) table += chunk;
  const lines = table.split("\r\n").slice(0, -1);
  expect(lines).toHaveLength(1 + 3 * BOTH.length);
  expect(lines[1]).toBe(
    `${serial(1)},passed_all,REQ-1,Output,4.2,pass,FCT,voltage,3.3,V,pass,${runId(1)}`,
  );
});

test("a change needs its reason, and an operation of the route", () => {
  const ledger = openRequired();
  const before = ledger.entries().length;
  state(ledger, "REQ-1", BOTH);
  expect(ledger.entries()).toHaveLength(before);
  const changed = () => state(ledger, "REQ-1", BOTH.slice(0, 1));
  expect(changed).toThrow(expect.objectContaining({ code: "record.reason-missing" }));
  const elsewhere = () => state(ledger, "REQ-3", [{ operation: "EOL", ...VOLTAGE }]);
  expect(elsewhere).toThrow(expect.objectContaining({ code: "record.invalid" }));
});
