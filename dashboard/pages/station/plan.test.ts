import { describe, expect, it } from "vitest";
import type { ProductView } from "../../app/contract.ts";
import { planOf } from "./plan.ts";

const LIMITS = { comparator: "LE", unit: "mV", specification: { high: 60 } };

function product(version: number, ids: readonly string[], status = "effective"): ProductView {
  return {
    partNumber: "PSU-24",
    name: "Supply",
    stage: "mp",
    route: ["FCT"],
    revisions: [],
    procedures: [
      {
        id: "PSU-24/FCT",
        version,
        name: "Functional test",
        operation: "FCT",
        status,
        hash: "",
        measurements: ids.map((id) => ({ id, name: `name of ${id}`, limits: LIMITS })),
      },
    ],
  };
}

const WANTED = { partNumber: "PSU-24", operation: "FCT", expected: [] };

describe("the plan of a rig's panel", () => {
  it("is the newest effective procedure of the part and operation", () => {
    const products = [product(1, ["a"]), product(3, ["c"], "draft"), product(2, ["b"])];
    expect(planOf(products, WANTED).map((planned) => planned.id)).toEqual(["b"]);
  });

  it("follows what the gateway expects, also where the products do not know it", () => {
    const plan = planOf([product(1, ["a", "b"])], { ...WANTED, expected: ["b", "x"] });
    expect(plan).toEqual([
      { id: "b", name: "name of b", limits: LIMITS },
      { id: "x", name: "x" },
    ]);
  });

  it("is empty where nobody knows the operation", () => {
    expect(planOf([product(1, ["a"])], { ...WANTED, operation: "ICT" })).toEqual([]);
  });
});
