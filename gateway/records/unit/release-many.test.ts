import { expect, test } from "vitest";
import { importLine, performRun, runId, serial } from "../testing/line.ts";
import { type MemoryLedger, openMemoryLedger } from "../testing/memory-ledger.ts";
import { signed } from "../testing/signed.ts";

/** Three units that passed everything, and one that has passed its first operation. */
function openPassed() {
  const ledger = openMemoryLedger();
  importLine(ledger);
  for (const index of [1, 2, 3, 4]) {
    performRun(ledger, { index: 10 * index, serialNumber: serial(index) });
    if (index === 4) continue;
    const serialNumber = serial(index);
    performRun(ledger, { index: 10 * index + 1, operation: "HIPOT", serialNumber });
  }
  const ids = [1, 2, 3, 4].map((index) => unitOf(ledger, index).id);
  return { ledger, passed: ids.slice(0, 3), begun: ids[3] ?? "" };
}

function unitOf(ledger: MemoryLedger, index: number) {
  const [unit] = ledger.ask("units.list", { serialNumber: serial(index) }).items;
  return ledger.ask("units.get", { id: unit?.id ?? "" });
}

const statuses = (ledger: MemoryLedger) =>
  [1, 2, 3, 4].map((index) => unitOf(ledger, index).status);
const signatureIds = [runId(901), runId(902), runId(903), runId(904)];
const refusal = (code: string) => expect.objectContaining({ code });

test("CR-61: units are released together by one act of signing, each with a signature over its own version", () => {
  const { ledger, passed } = openPassed();
  const signing = signed("released");
  const { result } = ledger.execute("units.release", { unitIds: passed, signing, signatureIds });
  expect(result).toEqual({ released: 3 });
  expect(statuses(ledger)).toEqual(["released", "released", "released", "in_process"]);
  for (const [index, id] of passed.entries()) {
    const signatures = ledger.ask("signatures.of", { recordType: "unit", recordId: id });
    expect(signatures).toMatchObject([{ meaning: "released", coversCurrentVersion: true }]);
    const release = unitOf(ledger, index + 1).release;
    expect(release).toMatchObject({ signatureId: signatureIds[index], authorisedBy: "qa-1" });
  }
});

test("CR-61: one unit that may not be released keeps all of them back, and each reason is named with its unit", () => {
  const { ledger, passed, begun } = openPassed();
  const [first = "", second = ""] = passed;
  ledger.execute("hold.place", { id: "h", unitId: second, reason: "scratch" });
  const unitIds = [first, second, begun];
  const input = { unitIds, signing: signed("released"), signatureIds };
  expect(() => ledger.execute("units.release", input)).toThrow(
    expect.objectContaining({
      code: "unit.not-releasable",
      details: {
        errors: [
          { path: "unitIds.1", message: expect.stringContaining(serial(2)) },
          { path: "unitIds.2", message: expect.stringContaining(serial(4)) },
        ],
      },
    }),
  );
  expect(statuses(ledger)).toEqual(["passed_all", "passed_all", "passed_all", "in_process"]);
});

test.each([
  ["signature.missing", undefined],
  ["signature.wrong-meaning", signed("approved")],
  ["signature.role-missing", signed("released", "technician")],
] as const)("a release of many is refused as %s", (code, signing) => {
  const { ledger, passed: unitIds } = openPassed();
  const input = { unitIds, signatureIds, ...(signing === undefined ? {} : { signing }) };
  expect(() => ledger.execute("units.release", input)).toThrow(refusal(code));
});

test("a unit named twice, or one that is unknown or released already, releases nothing", () => {
  const { ledger, passed } = openPassed();
  const [first = ""] = passed;
  const release = (unitIds: readonly string[]) =>
    ledger.execute("units.release", { unitIds, signing: signed("released"), signatureIds });
  expect(() => release([first, first])).toThrow(refusal("record.invalid"));
  expect(() => release([first, runId(999)])).toThrow(refusal("unit.not-found"));
  release([first]);
  expect(() => release(passed)).toThrow(refusal("unit.not-allowed"));
  expect(statuses(ledger)).toEqual(["released", "passed_all", "passed_all", "in_process"]);
});
