import { describe, expect, test } from "vitest";
import { type Calibration, type Equipment, isWithin, wasFoundGood } from "./equipment.ts";
import { reevaluate, type SuspectMeasurement, suspectWindow } from "./impact.ts";
import { siteDate, statusOn } from "./status.ts";

const at = (iso: string) => Date.parse(iso) * 1_000;
const METER: Equipment = { id: "DMM-07", title: "Meter", intervalDays: 365, policy: "block" };

function calibrated(on: string, asFound: number, more: Partial<Calibration> = {}): Calibration {
  const point = { function: "voltage-dc", unit: "V", nominal: 5, tolerance: 0.01, asFound };
  return {
    ...{ id: on, equipmentId: "DMM-07", performedAt: at(on), provider: "Lab", references: [] },
    ...{ dueOn: "2027-03-01", certificateHash: "ab" },
    points: [{ ...point, range: { low: 0, high: 10 } }],
    ...more,
  };
}

describe("the status of equipment (CR-40, CR-41)", () => {
  const good = calibrated("2026-03-01", 5.001);
  test.each<[string, Calibration | undefined, string]>([
    ["2026-11-23", undefined, "never_calibrated"],
    ["2026-11-23", good, "valid"],
    ["2027-02-15", good, "due_soon"],
    ["2027-02-14", good, "valid"],
    ["2027-03-01", good, "due_soon"],
    ["2027-03-02", good, "overdue"],
    ["2026-11-23", calibrated("2026-03-01", 4.98), "out_of_tolerance"],
  ])("on %s it is derived from the latest calibration", (today, latest, status) => {
    expect(statusOn(today, METER, latest)).toBe(status);
  });

  test("without a certificate it is unverified, and out of service whatever its calibration", () => {
    const { certificateHash: _, ...unproven } = good;
    expect(statusOn("2026-11-23", METER, unproven)).toBe("unverified");
    const broken = { ...METER, outOfService: { reason: "fell" } };
    expect(statusOn("2026-11-23", broken, good)).toBe("out_of_service");
  });

  test("flips at midnight of the site, not of Greenwich", () => {
    const instant = at("2027-03-01T23:30:00Z");
    expect(statusOn(siteDate(instant, "Europe/Berlin"), METER, good)).toBe("overdue");
    expect(statusOn(siteDate(instant, "America/New_York"), METER, good)).toBe("due_soon");
  });

  test("a reading on the bound of its tolerance is within it", () => {
    const [point] = good.points;
    expect(point && [4.99, 5.01, 4.989, 5.0101].map((reading) => isWithin(point, reading))).toEqual(
      [true, true, false, false],
    );
  });
});

describe("the impact of a meter found out of tolerance (CR-44)", () => {
  const march = calibrated("2026-03-01", 5);
  const september = calibrated("2026-09-01", 4.98);
  const limits = { comparator: "LE", unit: "V", specification: { high: 5.05 } } as const;
  const measured = (value: number, more: Partial<SuspectMeasurement> = {}): SuspectMeasurement => ({
    ...{ value, unit: "V", limits, verdict: "pass", function: "voltage-dc" },
    ...more,
  });

  test("makes every run since the latest known-good point suspect", () => {
    expect(suspectWindow(september, [march])).toEqual({
      fromUs: march.performedAt,
      toUs: september.performedAt,
    });
    expect(suspectWindow(september, [])).toEqual({ toUs: september.performedAt });
    expect(wasFoundGood(march)).toBe(true);
    expect(suspectWindow(march, [])).toBeUndefined();
  });

  test("counts a calibration as known good by what it was left at", () => {
    const [point] = calibrated("2026-06-01", 4.9).points;
    const adjusted = calibrated("2026-06-01", 4.9, {
      points: point === undefined ? [] : [{ ...point, asLeft: 5 }],
    });
    expect(suspectWindow(september, [march, adjusted])?.fromUs).toBe(adjusted.performedAt);
    const unadjusted = calibrated("2026-06-01", 4.9);
    expect(suspectWindow(september, [march, unadjusted])?.fromUs).toBe(march.performedAt);
  });

  test("5.02 V stays a pass at 5.04 V, 5.04 V becomes a fail at 5.06 V", () => {
    expect(reevaluate(measured(5.02), september)).toEqual({
      ...{ kind: "re-evaluated", corrected: 5.04, error: -0.02, verdict: "pass", flips: false },
    });
    expect(reevaluate(measured(5.04), september)).toEqual({
      ...{ kind: "re-evaluated", corrected: 5.06, error: -0.02, verdict: "fail", flips: true },
    });
  });

  test("interpolates between two points of one function, in any unit that converts", () => {
    const base = { function: "voltage-dc", unit: "V", tolerance: 0.01 };
    const points = [
      { ...base, nominal: 0, asFound: 0 },
      { ...base, nominal: 10, asFound: 10.1 },
      { ...base, function: "voltage-ac", nominal: 5, asFound: 9 },
    ];
    const found = calibrated("2026-09-01", 5, { points });
    const millivolts = measured(5_050, { unit: "mV" });
    expect(reevaluate(millivolts, found)).toMatchObject({ corrected: 5_000, error: 50 });
  });

  test("says that it cannot tell beyond the points, and of another function", () => {
    const beyond = reevaluate(measured(10.5), september);
    expect(beyond).toEqual({
      kind: "unknown",
      why: "10.5 V lies beyond the points, 0 … 10 V",
    });
    const other = reevaluate(measured(1, { function: "current-dc", unit: "A" }), september);
    expect(other.kind).toBe("unknown");
  });
});
