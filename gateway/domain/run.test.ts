import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { MeasurementSpec, Procedure } from "./procedure.ts";
import {
  addMeasurement,
  deriveOutcome,
  type FinishInput,
  finishRun,
  type MeasurementInput,
  openRun,
  type RunHeader,
  storedValue,
} from "./run.ts";

const HEADER: RunHeader = {
  id: "run-1",
  rig: "fct-1",
  station: "FCT-1",
  operation: "FCT",
  unitId: "unit-1",
  buildTag: "production",
  engineeringMode: false,
  simulated: false,
  source: "rig",
  gatewayVersion: "0.1.0",
  startedAt: 0,
};

const spec = (id: string, attemptsMax = 1): MeasurementSpec => ({
  id,
  name: id.toUpperCase(),
  aliases: [`${id}-alias`],
  limits: { comparator: "GELE", unit: "V", specification: { low: 1, high: 2 } },
  attemptsMax,
});

const procedureOf = (measurements: MeasurementSpec[], change: Partial<Procedure> = {}) => ({
  id: "P",
  version: 1,
  name: "P",
  partNumber: "N",
  operation: "FCT",
  status: "effective" as const,
  unexpected: "record" as const,
  measurements,
  ...change,
});

const PROCEDURE: Procedure = procedureOf([spec("a"), spec("b"), spec("c")]);
type Step = readonly [step: string, value: MeasurementInput["value"], Partial<MeasurementInput>?];

function perform(
  steps: readonly Step[],
  finish: Partial<FinishInput> = {},
  { procedure = PROCEDURE, header = HEADER }: { procedure?: Procedure; header?: RunHeader } = {},
) {
  let run = openRun(header, procedure);
  for (const [step, value, more] of steps) {
    const input = { step, value, unit: "V", quality: "good" as const, takenAt: 1, ...more };
    ({ run } = addMeasurement(run, input));
  }
  return finishRun(run, { finishedAt: 2, ...finish });
}

const ALL: readonly Step[] = [
  ["a", 1.5],
  ["b", 1.5],
  ["c", 1.5],
];

describe("rule 1: the worse of computed and reported decides, and a mismatch is flagged", () => {
  test.each([
    ["pass", 1.5, "pass", false],
    ["pass", 9, "fail", true],
    ["fail", 1.5, "fail", true],
    ["fail", 9, "fail", false],
    [undefined, 1.5, "pass", false],
  ] as const)("reported %s with a value of %d is %s", (reported, value, outcome, mismatch) => {
    const finish = reported === undefined ? {} : { reported };
    const record = perform([["a", value], ...ALL.slice(1)], finish);
    expect(record).toMatchObject({ outcome, mismatch, completion: "completed" });
  });

  test.each(["pass", undefined, "fail"] as const)(
    "a step that the rig calls failed fails the run, of which it says %s",
    (reported) => {
      const steps: Step[] = [["b", 1.5], ["a", 1.5, { reported: "fail" }], ...ALL.slice(2)];
      const record = perform(steps, reported === undefined ? {} : { reported });
      expect(record).toMatchObject({ outcome: "fail", verdict: "fail", completion: "completed" });
      expect(record).toMatchObject({ computed: "pass", mismatch: true, failing: ["a"] });
    },
  );

  test("a step that the rig calls failed is decisive: the rest is not reached", () => {
    expect(perform([["a", 1.5, { reported: "fail" }]])).toMatchObject({
      ...{ outcome: "fail", computed: "unjudged", completion: "completed" },
      ...{ failing: ["a"], missing: [], notReached: ["b", "c"] },
    });
  });

  test.each([
    ["of bad quality", 1.5, { quality: "crc" as const }],
    ["without a number", Number.NaN, {}],
    ["in another unit", 1.5, { unit: "A" }],
  ])(
    "a value %s that the rig calls failed fails, one that it calls passed does not pass",
    (...row) => {
      const [, value, more] = row;
      const said = (reported: "pass" | "fail"): Step[] => [
        ["a", value, { ...more, reported }],
        ...ALL.slice(1),
      ];
      expect(perform(said("fail"))).toMatchObject({ outcome: "fail", failing: ["a"] });
      expect(perform(said("pass"))).toMatchObject({ outcome: "error", missing: ["a"] });
    },
  );

  test("a step the procedure does not know fails nothing", () => {
    expect(perform([...ALL, ["x", 1, { reported: "fail" }]]).outcome).toBe("pass");
  });

  test.each([
    [3, ["fail", "pass"], "pass"],
    [3, ["pass", "fail"], "fail"],
    [1, ["fail", "pass"], "fail"],
    [2, ["pass", "pass", "fail"], "fail"],
  ] as const)("of %d attempts the deciding one counts: %j is %s", (attemptsMax, said, outcome) => {
    const procedure = procedureOf([spec("a", attemptsMax)]);
    const steps = said.map((reported): Step => ["a", 1.5, { reported }]);
    const record = perform(steps, {}, { procedure });
    expect(record).toMatchObject({ outcome, computed: "pass", mismatch: true });
  });

  test("a rig that reports an error or an abort ends the run so, whatever passed", () => {
    expect(perform(ALL, { reported: "error" })).toMatchObject({
      outcome: "error",
      cause: "rig.reported-error",
    });
    expect(perform(ALL, { reported: "aborted" })).toMatchObject({ outcome: "aborted" });
  });
});

describe("rule 2: coverage", () => {
  test("an empty run is an error, never a pass, whatever the rig says", () => {
    expect(perform([], { reported: "pass" })).toMatchObject({
      outcome: "error",
      cause: "measurement.missing",
      missing: ["a", "b", "c"],
      computed: "unjudged",
    });
  });

  test("after a fail the rest is not reached; without one it is missing", () => {
    expect(perform([["a", 9]])).toMatchObject({
      outcome: "fail",
      failing: ["a"],
      notReached: ["b", "c"],
      missing: [],
    });
    expect(perform([["a", 1.5]])).toMatchObject({
      outcome: "error",
      missing: ["b", "c"],
      notReached: [],
    });
  });

  test("the measurement that failed first is named first, once", () => {
    const record = perform([
      ["c", 9],
      ["a", 9],
      ["c", 8],
      ["b", 1.5],
    ]);
    expect(record.failing).toEqual(["c", "a"]);
  });

  test("an alias counts for its measurement and keeps the rig's name of the step", () => {
    const record = perform([["a-alias", 1.5], ...ALL.slice(1)]);
    expect(record.outcome).toBe("pass");
    expect(record.measurements[0]).toMatchObject({ id: "a", name: "A", step: "a-alias" });
  });

  test("an unexpected measurement is recorded unjudged, or refused, as the procedure says", () => {
    const extra: Step[] = [...ALL, ["x", 99]];
    const recorded = perform(extra);
    expect(recorded).toMatchObject({ outcome: "pass", refused: [] });
    expect(recorded.measurements[3]).toMatchObject({ id: "x", computed: "unjudged" });
    const refused = perform(extra, {}, { procedure: { ...PROCEDURE, unexpected: "refuse" } });
    expect(refused).toMatchObject({ outcome: "pass", refused: ["x"] });
    expect(refused.measurements).toHaveLength(3);
  });

  test("a run without unit or without procedure is an error, but a fail stays a fail", () => {
    const { unitId: _, ...unknown } = HEADER;
    expect(perform(ALL, {}, { header: unknown })).toMatchObject({
      outcome: "error",
      cause: "unit.unknown",
    });
    expect(perform([["a", 9]], {}, { header: unknown }).outcome).toBe("fail");
    const run = finishRun(openRun(HEADER, undefined), { finishedAt: 2, reported: "pass" });
    expect(run).toMatchObject({ outcome: "error", cause: "procedure.unknown" });
  });

  test("whoever stopped a run can not make it a pass", () => {
    for (const completion of ["error", "timeout", "aborted"] as const) {
      const record = perform(ALL, { stoppedBy: { completion, cause: "link.lost" } });
      expect(record.outcome).toBe(completion);
    }
    const { unitId: _, ...unknown } = HEADER;
    const stoppedBy = { completion: "completed", cause: "link.lost" } as const;
    expect(perform(ALL, { stoppedBy }, { header: unknown }).outcome).toBe("error");
  });
});

describe("rules 3 and 4: units and quality", () => {
  test("a unit that does not convert, a value of bad quality and no number cannot pass", () => {
    const bad: Step[] = [
      ["a", 1.5, { unit: "A" }],
      ["a", 1.5, { quality: "stale" }],
      ["a", 9, { quality: "crc" }],
      ["a", Number.NaN],
      ["a", "1.5"],
    ];
    for (const step of bad) {
      expect(perform([step, ...ALL.slice(1)])).toMatchObject({
        outcome: "error",
        cause: "measurement.missing",
        missing: ["a"],
        computed: "unjudged",
      });
    }
  });

  test("a good value after one of bad quality is the first attempt that counts", () => {
    const steps: Step[] = [["a", 9, { quality: "timeout" }], ...ALL];
    expect(perform(steps).outcome).toBe("pass");
  });
});

describe("in-run retries", () => {
  const retried = procedureOf([spec("a", 3)]);
  test.each([
    [[9, 1.5], "pass"],
    [[9, 9, 1.5], "pass"],
    [[1.5, 9], "fail"],
    [[9, 1.5, 9], "fail"],
    [[9, 9, 9, 1.5], "fail"],
    [[1.5, 1.5, 1.5, 9], "fail"],
    [[9], "fail"],
  ] as const)("three attempts allowed: %j is %s", (values, outcome) => {
    const record = perform(
      values.map((value) => ["a", value]),
      {},
      { procedure: retried },
    );
    expect(record.outcome).toBe(outcome);
    expect(record.measurements.map(({ attempt }) => attempt)).toEqual(values.map((_, i) => i + 1));
    expect(record.failing).toEqual(outcome === "fail" ? ["a"] : []);
  });

  test("with one attempt allowed no later value mends a fail", () => {
    const values = fc.array(fc.constantFrom(1.5, 9), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(values, (drawn) => {
        const record = perform(
          drawn.map((value) => ["a", value]),
          {},
          { procedure: procedureOf([spec("a")]) },
        );
        expect(record.outcome).toBe(drawn.includes(9) ? "fail" : "pass");
      }),
    );
  });
});

test("one good value out of limits fails the run, whatever follows, is missing or is reported", () => {
  const step = fc.tuple(
    fc.constantFrom("a", "b", "c", "x"),
    fc.constantFrom<MeasurementInput["value"]>(1.5, 9, Number.NaN, "text", true),
    fc.record({ quality: fc.constantFrom("good" as const, "stale" as const) }),
  );
  const reported = fc.constantFrom("pass" as const, "fail" as const, "error" as const);
  fc.assert(
    fc.property(fc.array(step, { maxLength: 8 }), reported, (steps, said) => {
      const record = perform(steps, { reported: said });
      const good = steps.filter(([id, , { quality }]) => id !== "x" && quality === "good");
      const failed = good.some(([, value]) => value === 9);
      if (failed || said === "fail") expect(record.outcome).toBe("fail");
      const passes = new Set(
        good.filter(([, value]) => value === 1.5 || value === true).map(([id]) => id),
      );
      if (record.outcome === "pass") expect([...passes].sort()).toEqual(["a", "b", "c"]);
      expect(record.outcome === "pass").toBe(!failed && said === "pass" && passes.size === 3);
    }),
    { numRuns: 2_000 },
  );
});

test("an outcome is a pass only for a completed run whose verdict is pass", () => {
  for (const verdict of ["pass", "fail", "unjudged"] as const) {
    for (const completion of ["completed", "aborted", "timeout", "error"] as const) {
      const isPass = deriveOutcome(verdict, completion) === "pass";
      expect(isPass).toBe(verdict === "pass" && completion === "completed");
      if (verdict === "fail") expect(deriveOutcome(verdict, completion)).toBe("fail");
    }
  }
});

test("a stored value loses no digit", () => {
  expect(storedValue(2n ** 53n + 1n)).toEqual({ value: "9007199254740993", integer: true });
  expect(storedValue(-5n)).toEqual({ value: -5 });
  expect(storedValue(Number.NaN)).toEqual({ value: "NaN" });
  fc.assert(
    fc.property(fc.bigInt(), (value) => {
      expect(BigInt(storedValue(value).value as number)).toBe(value);
    }),
  );
});

describe("a rig that does not stop", () => {
  const flood = (count: number, step: (index: number) => string, procedure = PROCEDURE) => {
    const run = openRun(HEADER, procedure);
    for (let index = 0; index < count; index += 1) {
      const input = { step: step(index), value: 1.5, unit: "V", quality: "good" as const };
      addMeasurement(run, { ...input, takenAt: index });
    }
    return run;
  };

  test("a run takes 10,000 values; what it refuses beyond is listed once and cannot pass", () => {
    const run = flood(10_003, (index) => ["a", "b-alias", "c"][index % 3] ?? "a");
    const record = finishRun(run, { finishedAt: 20_000, reported: "pass" });
    expect(record.measurements).toHaveLength(10_000);
    expect(record.refused).toEqual(["b-alias", "c", "a"]);
    expect(record).toMatchObject({
      ...{ outcome: "error", computed: "unjudged", cause: "measurement.missing" },
      missing: ["a", "b", "c"],
    });
  });

  test("exactly 10,000 values pass, and only a measurement with a refused value is missing", () => {
    const full = flood(10_000, (index) => ["a", "b", "c"][index % 3] ?? "a");
    expect(finishRun(full, { finishedAt: 20_000 }).outcome).toBe("pass");
    addMeasurement(full, { step: "x", value: 1, unit: "", quality: "good", takenAt: 1 });
    expect(finishRun(full, { finishedAt: 20_000 })).toMatchObject({ outcome: "pass" });
    addMeasurement(full, { step: "c", value: 9, unit: "V", quality: "good", takenAt: 1 });
    const late = finishRun(full, { finishedAt: 20_000 });
    expect(late).toMatchObject({ outcome: "error", missing: ["c"], refused: ["x", "c"] });
  });

  test("the text of its values is bounded, too, and so are the names it lists", () => {
    const long = flood(1_000, () => "x".repeat(10_000));
    expect(long.measurements.length).toBeLessThan(500);
    const refusing = { ...PROCEDURE, unexpected: "refuse" as const };
    const many = flood(5_000, (index) => `x${index}`, refusing);
    expect([many.measurements.length, many.refused.size]).toEqual([0, 1_000]);
  });

  test("the values of each measurement are numbered on their own", () => {
    const { measurements } = flood(6, (index) => ["a", "b", "a-alias"][index % 3] ?? "a");
    expect(measurements.map(({ attempt }) => attempt)).toEqual([1, 1, 2, 3, 2, 4]);
  });

  test("a number of an attempt that is none is not taken over", () => {
    const run = openRun(HEADER, PROCEDURE);
    for (const attempt of [Number.NaN, 1.5, Infinity, 7]) {
      const input = { step: "a", value: 1.5, unit: "V", quality: "good" as const, takenAt: 1 };
      addMeasurement(run, { ...input, attempt });
    }
    expect(run.measurements.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 7]);
  });
});
