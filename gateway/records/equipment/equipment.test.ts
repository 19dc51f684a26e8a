import { describe, expect, test } from "vitest";
import type { Calibration, Equipment } from "../../domain/equipment/equipment.ts";
import { importLine, performRun, runId } from "../testing/line.ts";
import { type MemoryLedger, openMemoryLedger } from "../testing/memory-ledger.ts";
import type { EquipmentBinding } from "./pin.ts";

const METER: Equipment = { id: "DMM-07", title: "Meter", intervalDays: 365, policy: "block" };
const timeZone = "UTC";
const at = (iso: string) => Date.parse(iso) * 1_000;
const ID = "0199d0a4-3c2e-4b51-8f4a-5d2c9e6b7a1";

function calibration(digit: number, on: string, asFound: number): Calibration {
  const point = { function: "voltage-dc", unit: "V", nominal: 3.3, tolerance: 0.05, asFound };
  return {
    ...{ id: `${ID}${digit}`, equipmentId: "DMM-07", performedAt: at(on), provider: "Lab" },
    ...{ references: [], dueOn: "2024-12-31", certificateHash: "ab" },
    points: [{ ...point, range: { low: 0, high: 100 } }],
  };
}

function openWith(...calibrations: readonly Calibration[]): MemoryLedger {
  const ledger = openMemoryLedger();
  importLine(ledger);
  ledger.execute("equipment.save", { equipment: METER });
  for (const each of calibrations) {
    const occurredAt = at("2026-01-01");
    ledger.execute("equipment.calibrate", { calibration: each, timeZone }, { occurredAt });
  }
  return ledger;
}

const refusal = (code: string) => expect.objectContaining({ code });
const used: EquipmentBinding = { id: "DMM-07", function: "voltage-dc" };

describe("equipment", () => {
  test("is registered once; a change needs its reason, and another version is refused", () => {
    const ledger = openWith();
    expect(ledger.execute("equipment.save", { equipment: METER }).result).toBe("unchanged");
    const equipment = { ...METER, title: "Bench meter" };
    expect(() => ledger.execute("equipment.save", { equipment })).toThrow(
      refusal("record.reason-missing"),
    );
    const change = { equipment, reason: "renamed" };
    expect(() => ledger.execute("equipment.save", change, { expectedVersion: 7 })).toThrow(
      refusal("record.version-conflict"),
    );
    const { entries } = ledger.execute("equipment.save", change, { expectedVersion: 1 });
    expect(entries[0]?.entry).toMatchObject({ version: 2, action: "changed", reason: "renamed" });
  });

  test("keeps a calibration sent twice once, and a correction as a version with its reason", () => {
    const ledger = openWith(calibration(1, "2023-03-01", 3.3));
    const again = { calibration: calibration(1, "2023-03-01", 3.3), timeZone };
    expect(ledger.execute("equipment.calibrate", again).result).toBe("unchanged");
    const other = { calibration: calibration(1, "2023-03-01", 3.31), timeZone };
    expect(() => ledger.execute("equipment.calibrate", other)).toThrow(
      refusal("record.reason-missing"),
    );
    const { entries } = ledger.execute("equipment.calibrate", { ...other, reason: "typed wrong" });
    expect(entries[0]?.entry).toMatchObject({ version: 2, action: "corrected" });
  });

  test.each<[string, Partial<Calibration>]>([
    ["equipment.not-found", { equipmentId: "DMM-99" }],
    ["record.invalid", { performedAt: at("2030-01-01"), dueOn: "2031-01-01" }],
    ["record.invalid", { dueOn: "2020-01-01" }],
    [
      "record.invalid",
      { points: [{ ...calibration(1, "2023-03-01", 3.3).points[0], unit: "x" }] as never },
    ],
  ])("a calibration that cannot be is refused as %s", (code, change) => {
    const wrong = { ...calibration(2, "2023-03-01", 3.3), ...change };
    expect(() =>
      openWith().execute("equipment.calibrate", { calibration: wrong, timeZone }),
    ).toThrow(refusal(code));
  });
});

describe("a run", () => {
  test("pins the calibration in force; a later one does not change what it was made with (CR-42)", () => {
    const ledger = openWith(calibration(1, "2023-03-01", 3.3));
    performRun(ledger, { index: 1, equipment: [used, { ...used, id: "DMM-99" }] });
    const id = runId(1);
    const pinned = [
      { ...used, steps: [], status: "valid", calibrationId: `${ID}1` },
      { ...used, steps: [], id: "DMM-99", status: "unknown" },
    ];
    expect(ledger.ask("runs.get", { id }).equipment).toEqual(pinned);
    const later = { calibration: calibration(2, "2023-11-30", 3.1), timeZone };
    ledger.execute("equipment.calibrate", later, { occurredAt: at("2026-01-01") });
    expect(ledger.ask("runs.get", { id }).equipment).toEqual(pinned);
    expect(ledger.ask("equipment.list", { now: at("2024-01-01"), timeZone })).toMatchObject([
      { id: "DMM-07", status: "out_of_tolerance", rigs: ["fct-1"], calibrationId: `${ID}2` },
    ]);
    const before = ledger.tables();
    ledger.replay();
    expect(ledger.tables()).toEqual(before);
  });

  test("made with a meter that was found to read low is judged again, and only such (CR-44)", () => {
    const ledger = openWith(calibration(1, "2023-03-01", 3.3));
    performRun(ledger, { index: 1, equipment: [used] });
    performRun(ledger, { index: 2 });
    const asked = { id: "DMM-07", limit: 100 };
    expect(() => ledger.ask("equipment.impact", asked)).toThrow(
      refusal("calibration.in-tolerance"),
    );
    const found = { calibration: calibration(2, "2024-11-01", 3.1), timeZone };
    ledger.execute("equipment.calibrate", found, { occurredAt: at("2026-01-01") });
    const impact = ledger.ask("equipment.impact", asked);
    expect(impact).toMatchObject({ calibrationId: `${ID}2`, counts: { runs: 1 } });
    expect(impact.items[0]).toMatchObject({
      ...{ runId: runId(1), serialNumber: expect.any(String), error: -0.2 },
      ...{ verdict: "pass", newVerdict: "fail", flips: true },
    });
    expect(() => ledger.ask("equipment.impact", { ...asked, calibrationId: `${ID}9` })).toThrow(
      refusal("calibration.not-found"),
    );
  });
});
