import { expect, test } from "vitest";
import type { Equipment } from "../../domain/equipment/equipment.ts";
import { openMemoryLedger } from "../testing/memory-ledger.ts";

const METER: Equipment = { id: "DMM-07", title: "Meter", intervalDays: 365, policy: "block" };
const FILE = { actor: "import:equipment.yaml", occurredAt: Date.parse("2026-01-01") * 1_000 };
const PERSON = { ...FILE, actor: "qa-1" };

/** Of a file: it states no due date, so the interval gives it. */
function stated(asFound: number) {
  return {
    ...{ id: "0199d0a4-3c2e-4b51-8f4a-5d2c9e6b7a11", equipmentId: METER.id, provider: "Lab" },
    ...{ performedAt: Date.parse("2025-12-01") * 1_000, references: [], certificateHash: "ab" },
    points: [{ function: "voltage-dc", unit: "V", nominal: 3.3, tolerance: 0.05, asFound }],
  };
}

/** A meter and its calibration of a file, both changed by a person since. */
function openCorrected() {
  const ledger = openMemoryLedger();
  const takeFile = (equipment = METER, asFound = 3.31) => [
    ...ledger.execute("equipment.save", { equipment, reason: "file" }, FILE).entries,
    ...ledger.execute(
      "equipment.calibrate",
      { calibration: stated(asFound), timeZone: "UTC", reason: "file" },
      FILE,
    ).entries,
  ];
  expect(takeFile()).toHaveLength(2);
  const equipment: Equipment = { ...METER, policy: "warn", intervalDays: 180 };
  ledger.execute("equipment.save", { equipment, reason: "used less" }, PERSON);
  const corrected = { calibration: stated(3.29), timeZone: "UTC", reason: "misread" };
  ledger.execute("equipment.calibrate", corrected, PERSON);
  return { ledger, takeFile };
}

test("a file of equipment that says what it said before takes back no change and no correction, at any start", () => {
  const { ledger, takeFile } = openCorrected();
  expect([takeFile(), takeFile()]).toEqual([[], []]);
  const { version, policy, calibrations } = ledger.ask("equipment.get", {
    ...{ id: METER.id, now: FILE.occurredAt, timeZone: "UTC" },
  });
  expect({ version, policy }).toEqual({ version: 2, policy: "warn" });
  expect(calibrations.map(({ points }) => points[0]?.asFound)).toEqual([3.29]);
});

test("a file that says something new is taken in", () => {
  const { takeFile } = openCorrected();
  expect(takeFile({ ...METER, title: "Bench meter" }, 3.3)).toHaveLength(2);
  expect(takeFile({ ...METER, title: "Bench meter" }, 3.3)).toEqual([]);
});
