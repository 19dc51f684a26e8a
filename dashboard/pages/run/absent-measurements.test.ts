import { expect, it } from "vitest";
import type { ProductView, RunDetail } from "../../app/contract.ts";
import { absentMeasurements } from "./absent-measurements.ts";

const LIMITS = { comparator: "LE", unit: "mV", specification: { high: 60 } };
const PRODUCT: ProductView = {
  partNumber: "PSU-24",
  name: "Supply",
  stage: "mp",
  route: ["FCT"],
  revisions: [],
  procedures: [
    {
      id: "PSU-24/FCT",
      version: 2,
      name: "Functional test",
      operation: "FCT",
      status: "effective",
      hash: "",
      measurements: [{ id: "ripple", name: "Output ripple", limits: LIMITS }],
    },
  ],
};
const RUN = {
  missing: ["ripple"],
  notReached: ["efficiency"],
  procedureId: "PSU-24/FCT",
  measurements: [],
};

it("what never came stands by its name with the limits of the run's own procedure", () => {
  expect(absentMeasurements({ ...RUN, procedureVersion: 2 }, [PRODUCT])).toEqual([
    { id: "ripple", name: "Output ripple", limits: LIMITS, reason: "missing" },
    { id: "efficiency", name: "efficiency", reason: "notReached" },
  ]);
});

it("limits of another version are not shown as the run's", () => {
  const [row] = absentMeasurements({ ...RUN, procedureVersion: 1 }, [PRODUCT]);
  expect(row).toEqual({ id: "ripple", name: "ripple", reason: "missing" });
});

it("a value that could not be judged has its own row and is not told as absent too", () => {
  const measurements: RunDetail["measurements"] = [
    {
      ...{ id: "ripple", name: "Output ripple", step: "ripple", attempt: 1, value: 1, unit: "mV" },
      ...{ quality: "stale", takenAt: "2026-01-01T00:00:01Z", computed: "unjudged", warned: false },
    },
  ];
  const rows = absentMeasurements({ ...RUN, measurements, procedureVersion: 2 }, [PRODUCT]);
  expect(rows.map(({ id }) => id)).toEqual(["efficiency"]);
});
