import { expect, test } from "vitest";
import { admit, type Strength } from "./admission.ts";
import { CHECKS, type CheckName, type InterlockCode } from "./check.ts";
import type { EquipmentFacts, InterlockFacts } from "./facts.ts";
import { heldBackBy, judgeInterlocks, mayArm, mayRun } from "./judge.ts";
import { appliesTo, type Override } from "./override.ts";

const UNIT = {
  ...{ id: "u1", serialNumber: "A1", partNumber: "PSU-24", revision: "C", orderId: "WO-1" },
  ...{ status: "in_process", holds: [], attempts: 1 },
};
const REFERENCE = {
  ...{ id: "R1", serialNumber: "GOLD", kind: "golden" as const },
  since: { at: 100, why: "shift" as const },
  last: { runId: "r", at: 200, held: true, why: "as it must" },
};
const METER: EquipmentFacts = { id: "DMM-07", status: "valid", policy: "block" };
/** Everything is as it should be. */
const FACTS: InterlockFacts = {
  place: { rig: "hipot-1", station: "HIPOT-1", operation: "HIPOT" },
  ...{ at: 1_000, scanned: "A1", readsSerial: false, unit: UNIT, stage: "mp" },
  order: { id: "WO-1", status: "in_progress", revision: "C" },
  revisionStatus: "released",
  route: [
    { operation: "FCT", state: "pass" },
    { operation: "HIPOT", state: "open" },
  ],
  procedure: {
    ...{ id: "PSU-24/HIPOT", version: 1, status: "effective", attemptsMax: 3 },
    program: { hash: "ab".repeat(32), verified: true },
  },
  equipment: [METER],
  maintenance: [{ id: "M1", title: "Probes", policy: "block" }],
  references: [REFERENCE],
  operator: { personId: "p1", demanded: true, qualificationId: "q1" },
  shiftStart: [],
};
const { unit: _unit, ...NO_UNIT } = FACTS;
const { procedure: _procedure, ...NO_PROCEDURE } = FACTS;
const { order: _order, ...NO_ORDER } = FACTS;
const { revisionStatus: _revision, ...NO_REVISION } = FACTS;

const foundBy = (facts: InterlockFacts, name: CheckName) =>
  judgeInterlocks(facts).find(({ check }) => check === name);

test("a unit for which everything is in order may be tested, and every check says so", () => {
  const checks = judgeInterlocks(FACTS);
  expect(checks.map(({ check }) => check)).toEqual([...CHECKS]);
  expect(mayRun(checks)).toBe(true);
  expect(checks.every(({ found, rule }) => found !== "" && rule !== "")).toBe(true);
});

const route = (state: "open" | "fail" | "running" | "elsewhere") => ({
  ...FACTS,
  route: [{ operation: "FCT", state }, ...FACTS.route.slice(1)],
});
const withUnit = (change: object) => ({ ...FACTS, unit: { ...UNIT, ...change } });
const withProcedure = (change: object) => ({
  ...FACTS,
  procedure: { ...(FACTS.procedure as NonNullable<InterlockFacts["procedure"]>), ...change },
});
const reference = (change: object) => ({ ...FACTS, references: [{ ...REFERENCE, ...change }] });
const operator = (change: object) => ({ ...FACTS, operator: { demanded: true, ...change } });

/** By hand from the domain: what is never overridden is false. */
const REFUSED: readonly [string, InterlockFacts, CheckName, InterlockCode, boolean][] = [
  ["another serial read", { ...FACTS, read: "B1" }, "identity", "serial.mismatch", false],
  ["a hold", withUnit({ holds: [{ id: "h", reason: "solder" }] }), "hold", "unit.on-hold", false],
  ["a shipped unit (CR-63)", withUnit({ status: "shipped" }), "hold", "unit.left", false],
  [
    "a returned unit that was not taken in (CR-63)",
    withUnit({ status: "returned" }),
    "hold",
    "unit.left",
    false,
  ],
  ["a unit in repair", withUnit({ status: "repair" }), "hold", "unit.in-repair", false],
  ["a scrapped unit", withUnit({ status: "scrap" }), "hold", "unit.left", false],
  [
    "a rig out of service",
    { ...FACTS, outOfService: { rig: "dmm-1", reason: "smells burnt", version: 1 } },
    ...(["service", "rig.out-of-service", false] as const),
  ],
  ["a serial nobody knows", NO_UNIT, "order", "unit.unknown", false],
  ["another part", { ...FACTS, rigPartNumber: "PSU-48" }, "order", "unit.other-part", false],
  ["no order", NO_ORDER, "order", "order.not-open", true],
  ...(["planned", "on_hold", "completed", "closed", "cancelled"] as const).map(
    (status): [string, InterlockFacts, CheckName, InterlockCode, boolean] => [
      `an order that is ${status}`,
      { ...FACTS, order: { id: "WO-1", status, revision: "C" } },
      "order",
      "order.not-open",
      true,
    ],
  ),
  [
    "an obsolete revision",
    { ...FACTS, revisionStatus: "obsolete" },
    "revision",
    "revision.obsolete",
    false,
  ],
  [
    "an obsolete revision in development",
    { ...FACTS, stage: "evt", revisionStatus: "obsolete" },
    "revision",
    "revision.obsolete",
    false,
  ],
  ["a draft", { ...FACTS, revisionStatus: "draft" }, "revision", "revision.not-released", true],
  [
    "a superseded revision",
    { ...FACTS, revisionStatus: "superseded" },
    "revision",
    "revision.not-released",
    true,
  ],
  [
    "a unit of another revision than its order",
    { ...FACTS, order: { id: "WO-1", status: "released", revision: "D" } },
    "revision",
    "revision.mismatch",
    true,
  ],
  ["an earlier operation open", route("open"), "route", "route.earlier-missing", true],
  ["an earlier operation failed", route("fail"), "route", "route.earlier-missing", true],
  ["an earlier operation running", route("running"), "route", "route.earlier-missing", true],
  [
    "an operation that is not in the route",
    { ...FACTS, place: { ...FACTS.place, operation: "EOL" } },
    "route",
    "route.not-here",
    true,
  ],
  ["no attempt left", withUnit({ attempts: 3 }), "attempts", "attempts.exhausted", true],
  ["no procedure", NO_PROCEDURE, "procedure", "procedure.missing", false],
  [
    "a draft procedure",
    withProcedure({ status: "draft" }),
    "procedure",
    "procedure.not-effective",
    true,
  ],
  [
    "CR-46: a program that was changed by a byte",
    withProcedure({ program: { hash: "ac".repeat(32), verified: false } }),
    "program",
    "program.unverified",
    true,
  ],
  [
    "overdue equipment",
    { ...FACTS, equipment: [{ ...METER, status: "overdue" }] },
    "equipment",
    "equipment.unfit",
    true,
  ],
  [
    "equipment nobody registered",
    { ...FACTS, equipment: [{ ...METER, status: "unknown" }] },
    "equipment",
    "equipment.unknown",
    true,
  ],
  [
    "maintenance that is due",
    { ...FACTS, maintenance: [{ id: "M1", title: "Probes", policy: "block", due: "10,000 runs" }] },
    "maintenance",
    "maintenance.due",
    true,
  ],
  [
    "a reference unit not tested in this shift",
    reference({ last: { ...REFERENCE.last, at: 99 } }),
    "reference",
    "reference.due",
    false,
  ],
  [
    "a reference unit that failed its check",
    reference({ last: { ...REFERENCE.last, held: false, why: "it failed" } }),
    "reference",
    "reference.failed",
    false,
  ],
  [
    "a station at which another rig's check is due",
    { ...FACTS, shiftStart: [{ rig: "hipot-2", slot: "3", title: "Golden unit GOLD" }] },
    "shift-start",
    "station.locked",
    false,
  ],
  ["nobody signed in", operator({}), "operator", "operator.unknown", true],
  [
    "somebody not qualified",
    operator({ personId: "p2" }),
    "operator",
    "operator.unqualified",
    true,
  ],
];

test.each(REFUSED)(
  "%s holds the run back, with rule and remedy",
  (_, facts, name, code, overridable) => {
    const check = foundBy(facts, name);
    expect(check).toMatchObject({ result: "refused", code, overridable });
    expect(check?.remedy).toMatch(/\.$/);
    expect(mayRun(judgeInterlocks(facts))).toBe(false);
  },
);

test("what nobody here can tell is unknown, and holds back as well", () => {
  expect(foundBy(route("elsewhere"), "route")).toMatchObject({
    ...{ result: "unknown", code: "route.elsewhere", overridable: true },
  });
  expect(foundBy(NO_REVISION, "revision")?.result).toBe("unknown");
  expect(mayArm(judgeInterlocks(route("elsewhere")))).toBe(false);
});

test("a rig that reads the serial number itself may be armed before it has, and not run", () => {
  const checks = judgeInterlocks({ ...FACTS, readsSerial: true });
  expect(heldBackBy(checks)).toMatchObject([{ check: "identity", result: "unknown" }]);
  expect([mayArm(checks), mayRun(checks)]).toEqual([true, false]);
  expect(mayRun(judgeInterlocks({ ...FACTS, readsSerial: true, read: "A1" }))).toBe(true);
});

test.each([
  ["block", "refused", undefined],
  ["warn", "ok", true],
  ["record", "ok", undefined],
] as const)("CR-43: overdue equipment of policy %s answers %s", (policy, result, warned) => {
  for (const status of [
    "overdue",
    "out_of_tolerance",
    "out_of_service",
    "never_calibrated",
  ] as const) {
    const check = foundBy(
      { ...FACTS, equipment: [METER, { ...METER, status, policy }] },
      "equipment",
    );
    expect(check).toMatchObject({ result });
    expect(check?.warned).toBe(warned);
    expect(check?.found).toContain(status.replaceAll("_", " "));
  }
});

test("before mass production drafts are tested, as engineering mode", () => {
  const drafts = { ...withProcedure({ status: "draft" }), stage: "dvt", revisionStatus: "draft" };
  expect(mayRun(judgeInterlocks(drafts))).toBe(true);
});

const OVERRIDE: Override = {
  ...{ id: "o1", check: "route", rig: "hipot-1", operation: "HIPOT", reason: "agreed" },
  ...{ scope: { kind: "unit", partNumber: "PSU-24", serialNumber: "A1" }, signedBy: "boss" },
  ...{ from: 900, until: 2_000 },
};

test("an override lets its check pass for its unit, and the check names it", () => {
  const checks = judgeInterlocks(route("open"), [OVERRIDE]);
  expect(mayRun(checks)).toBe(true);
  expect(checks.find(({ check }) => check === "route")).toMatchObject({
    ...{ result: "ok", overrideId: "o1", code: "route.earlier-missing" },
  });
});

const { personId: _person, ...NOBODY } = FACTS.operator;
test.each<[string, Partial<Override>, Partial<InterlockFacts>]>([
  ["another check", { check: "order" }, {}],
  ["another rig", { rig: "hipot-2" }, {}],
  ["another operation", { operation: "FCT" }, {}],
  ["another unit", { scope: { kind: "unit", partNumber: "PSU-24", serialNumber: "A2" } }, {}],
  ["a time before it", {}, { at: 899 }],
  ["the moment it ends", {}, { at: 2_000 }],
  ["a runner who signed it himself", { signedBy: "p1" }, {}],
  ["a runner who is not known", {}, { operator: NOBODY }],
  ["one that was taken back", { revoked: true }, {}],
])("an override does nothing for %s", (_, change, facts) => {
  const all = { ...route("open"), ...facts };
  expect(mayRun(judgeInterlocks(all, [{ ...OVERRIDE, ...change }]))).toBe(false);
});

test("no override whatsoever lets a hold, another identity, a missing reference check or an obsolete revision pass", () => {
  for (const [, facts, name, , overridable] of REFUSED) {
    const check = foundBy(facts, name);
    if (check === undefined) throw new Error(name);
    const scope = { kind: "shift", shift: "early" } as const;
    const override = { ...OVERRIDE, ...facts.place, check: name, scope };
    const known = { ...facts, operator: { ...facts.operator, personId: "p3" } };
    expect([name, appliesTo(override, check, known)]).toEqual([name, overridable]);
  }
});

const CLEAN = judgeInterlocks(FACTS);
const STOPPED = judgeInterlocks(route("open"));
const OTHER = judgeInterlocks({ ...FACTS, read: "B1" });
test.each<[string, Strength | undefined, boolean, typeof CLEAN, unknown]>([
  ["a controlled rig begins what is in order", "controlled", false, CLEAN, []],
  ["a controlled rig refuses what is not", "controlled", true, STOPPED, "refuse"],
  ["a permitted rig that was armed begins", "permit", true, CLEAN, []],
  ["an advisory rig that was armed begins", "advisory", true, CLEAN, []],
  ["an uninvited run is kept", "advisory", false, CLEAN, ["not-armed"]],
  ["an uninvited run says all that was wrong", "advisory", false, STOPPED, ["not-armed", "route"]],
  ["another unit than the armed one is kept", "permit", true, OTHER, ["identity"]],
  ["without interlocks a run just begins", undefined, false, STOPPED, []],
  ["without interlocks an armed rig minds the unit alone", undefined, true, STOPPED, []],
  ["without interlocks another unit is uninvited", undefined, true, OTHER, ["identity"]],
])("%s", (_, strength, isArmed, checks, expected) => {
  const admission = admit(strength, { isArmed, checks });
  expect(admission.kind === "refuse" ? "refuse" : admission.uninvited).toEqual(expected);
});
