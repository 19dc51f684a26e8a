import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeAtml } from "../../gateway/exchange/atml/write-atml.ts";
import type { RunDetail } from "../../gateway/records/views.ts";

const SCHEMA = new URL("../../gateway/exchange/atml/schema/collection.xsd", import.meta.url)
  .pathname;
const AT = "2026-01-15T10:30:00.123456Z";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "rigline-atml-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Measurement = RunDetail["measurements"][number];
const measured = (change: Partial<Measurement>): Measurement => ({
  ...{ id: "m", name: "3V3 rail", step: "rail", attempt: 1, value: 3.71, unit: "V" },
  ...{ quality: "good", takenAt: AT, computed: "fail", warned: false },
  ...change,
});
const limits = (comparator: string, more: object = {}) => ({ comparator, unit: "V", ...more });
const BAND = { specification: { low: 3.2, high: 3.4 } };

function runOf(change: Partial<RunDetail> = {}): RunDetail {
  return {
    ...{ id: "01a20714-d164-7761-8cac-000000000001", seq: 7, rig: "fct-1", station: "FCT-1" },
    ...{ operation: "FCT", serialNumber: "SN-0001", partNumber: "PN-100", revision: "C" },
    ...{ outcome: "fail", completion: "completed", verdict: "fail", computed: "fail" },
    ...{ mismatch: false, failing: [], simulated: false, engineeringMode: false, source: "rig" },
    ...{ startedAt: AT, finishedAt: AT, buildTag: "production", gatewayVersion: "0.1.0" },
    ...{ equipment: [], missing: [], notReached: [], refused: [], entries: [], delivery: [] },
    measurements: [measured({ limits: limits("GELE", BAND) })],
    ...change,
  } as RunDetail;
}

/** What xmllint says of it against our schema; empty where it is valid. */
function faultsOf(xml: string): string {
  const file = join(folder, "run.xml");
  writeFileSync(file, xml);
  const said = spawnSync("xmllint", ["--noout", "--nonet", "--schema", SCHEMA, file], {
    encoding: "utf8",
  });
  return said.status === 0 ? "" : said.stderr;
}
function valueAt(xml: string, path: string): string {
  writeFileSync(join(folder, "run.xml"), xml);
  const steps = path.replaceAll(/(^|\/)(\w+)/g, "$1*[local-name()='$2']");
  return execFileSync("xmllint", ["--xpath", `string(//${steps})`, join(folder, "run.xml")], {
    encoding: "utf8",
  }).trimEnd();
}

const KINDS: readonly (readonly [string, Partial<RunDetail>])[] = [
  ["a failed run", {}],
  ["a run without a unit", { serialNumber: undefined, partNumber: undefined, outcome: "error" }],
  ["a timeout", { outcome: "timeout", measurements: [] }],
  ["an abort with its cause", { outcome: "aborted", cause: "e-stop" }],
  ["a run that goes on", { outcome: "running", finishedAt: undefined, measurements: [] }],
  ["what was not reached", { missing: ["ripple"], notReached: ["led", "label"] }],
  ["an operator and an order", { orderId: "WO-1", invitation: { operator: "op 17" } }],
  [
    "instruments and refused steps",
    { equipment: [{ id: "D", function: "v", status: "valid" }], refused: ["x"] },
  ],
];
test.each(KINDS)("%s is valid by our schema", (_, change) => {
  expect(faultsOf(writeAtml(runOf(change as Partial<RunDetail>)))).toBe("");
});

const COMPARATORS = [
  ...["GT", "GE", "EQ", "NE"].map((each) => limits(each, { specification: { low: 3 } })),
  ...["LT", "LE"].map((each) => limits(each, { specification: { high: 3 } })),
  ...["GTLT", "GELE", "GELT", "GTLE", "LTGT", "LEGE", "LEGT", "LTGE"].map((each) =>
    limits(each, BAND),
  ),
  ...["CASESENSIT", "IGNORECASE", "REGEX"].map((each) => limits(each, { text: 'v<2>&"' })),
  limits("LOG"),
];
test.each(COMPARATORS)("limits by $comparator are valid", (each) => {
  expect(faultsOf(writeAtml(runOf({ measurements: [measured({ limits: each })] })))).toBe("");
});

test("both bounds, their comparators and the value are what was judged", () => {
  const acceptance = { low: 3.25, high: 3.35 };
  const xml = writeAtml(
    runOf({ measurements: [measured({ limits: limits("LTGT", { ...BAND, acceptance }) })] }),
  );
  expect(valueAt(xml, "LimitPair/@operator")).toBe("OR");
  expect(valueAt(xml, "LimitPair/Limit[1]/Datum/@value")).toBe("3.25");
  expect(valueAt(xml, "LimitPair/Limit[2]/@comparator")).toBe("GT");
  expect(valueAt(xml, "TestData/Datum/@value")).toBe("3.71");
  expect(valueAt(xml, "ResultSet/Outcome/@value")).toBe("Failed");
});

test.each<[string, Partial<Measurement>, string]>([
  ["a number that is none", { value: "NaN" }, "c:string"],
  ["the smallest double", { value: 5e-324 }, "c:double"],
  ["a switch", { value: true, unit: "" }, "c:boolean"],
  ["64 bits", { value: "18446744073709551615", integer: true }, "c:unsignedLong"],
  ["63 bits and a sign", { value: "-9223372036854775808", integer: true }, "c:long"],
  ["markup, a line break and what XML can not hold", { value: "<&>\"'\n\u0001\ud800" }, "c:string"],
])("%s is valid and keeps its type", (_, change, type) => {
  const xml = writeAtml(runOf({ measurements: [measured(change)] }));
  expect(faultsOf(xml)).toBe("");
  expect(valueAt(xml, "TestData/Datum/@*[local-name()='type']")).toBe(type);
});

test("every attempt is kept, the last one decides", () => {
  const attempts = [measured({}), measured({ attempt: 2, value: 3.3, computed: "pass" })];
  const xml = writeAtml(runOf({ measurements: attempts }));
  expect(faultsOf(xml)).toBe("");
  expect(valueAt(xml, "Test/Outcome/@value")).toBe("Passed");
  expect(valueAt(xml, "Test/TestResult[1]/Outcome/@value")).toBe("Failed");
  expect(valueAt(xml, "Test/TestResult[2]/TestData/Datum/@value")).toBe("3.3");
});

test("our schema refuses what it must: an outcome it does not know, a bound without value", () => {
  const xml = writeAtml(runOf());
  expect(faultsOf(xml.replace('value="Failed"', 'value="Perhaps"'))).toContain("enumeration");
  expect(faultsOf(xml.replace(' value="3.2"', ""))).toContain("'value' is required");
});
