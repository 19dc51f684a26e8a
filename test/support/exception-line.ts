/** One of everything that does not go by the book, through the commands that record it. */
import { fixtureContext as context } from "../../gateway/ledger/testing/open-fixture.ts";
import type { EquipmentBinding } from "../../gateway/records/equipment/pin.ts";
import { recordOf, runId, type TestRun } from "../../gateway/records/testing/line.ts";
import { by, signed } from "../../gateway/records/testing/signed.ts";
import { rigOf } from "../../gateway/records/testing/station.ts";
import { type EvidenceLine, serialOf } from "./evidence-line.ts";

const AT = context.occurredAt;
const DAY_US = 86_400_000_000;
const USED: EquipmentBinding = { id: "DMM-07", function: "voltage-dc" };

export { runId, serialOf };

type Commands = Parameters<EvidenceLine["ledger"]["execute"]>;

/** Each kind of exception with the entry it is to be found at, by type and id. */
export const EXPECTED = [
  ...([
    ["failed", "run", runId(1)],
    ["mismatch", "run", runId(2)],
    ["not-completed", "run", runId(3)],
    ["uninvited", "run", runId(5)],
    ["override", "override", "override-6"],
    ["override", "run", runId(6)],
    ["hold", "hold", "hold-7"],
    ["nonconformance", "nonconformance", "nc"],
    ["nonconformance", "containment", "box"],
    ["concession", "disposition", "as-is"],
    ["invalidation", "invalidation", "withdrawn"],
    ["out-of-tolerance", "run", runId(10)],
    ["out-of-tolerance", "calibration", "bad"],
    ["equipment", "run", runId(11)],
    ["correction", "run-link", runId(12)],
  ] as const),
] as const;

/** Draws one of each at a line with an order of 20. */
export async function drawExceptions({ ledger }: EvidenceLine): Promise<void> {
  const execute = (...[name, input, change]: [Commands[0], unknown, object?]) =>
    ledger.execute(name, input as never, { ...context, ...change });
  await drawInstrument(execute);
  await drawRuns(execute);
  await drawOverride(execute);
  const unitIds = new Map<string, string>();
  for (const index of [1, 3, 7]) {
    const serialNumber = serialOf(index);
    const { items } = await ledger.ask("units.list", { serialNumber, limit: 1 } as never);
    unitIds.set(serialNumber, items[0]?.id ?? "");
  }
  await drawDecisions(execute, (index) => unitIds.get(serialOf(index)) ?? "");
}

type Execute = (name: Commands[0], input: unknown, change?: object) => Promise<{ result: unknown }>;

async function perform(execute: Execute, run: TestRun): Promise<void> {
  const { index, serialNumber = serialOf(index), operation = "FCT", equipment = [] } = run;
  const startedAt = AT - 10 * DAY_US + index;
  const begun = await execute("run.start", {
    ...{ id: runId(index), rig: `bench-${operation}`, station: "BENCH", operation, serialNumber },
    ...{ partNumber: "PSU-24", simulated: false, gatewayVersion: "0.1.0", equipment, startedAt },
  });
  await finish(execute, begun.result, run);
}

async function finish(execute: Execute, begun: unknown, run: TestRun): Promise<void> {
  await execute("run.finish", recordOf(begun as never, { volts: 3.3, ...run }));
}

interface Found {
  readonly id: string;
  readonly performedAt: number;
  readonly asFound: number;
}

async function calibrate(execute: Execute, { id, performedAt, asFound }: Found): Promise<void> {
  const point = { function: "voltage-dc", unit: "V", nominal: 3.3, tolerance: 0.05, asFound };
  const made = { id, equipmentId: USED.id, performedAt, provider: "Lab", dueOn: "2030-01-01" };
  const calibration = {
    ...made,
    references: [],
    certificateHash: "ab".repeat(32),
    points: [point],
  };
  await execute("equipment.calibrate", { calibration, timeZone: "UTC" });
}

/** Good when unit 10 was measured; found 0.2 V low afterwards. */
async function drawInstrument(execute: Execute): Promise<void> {
  const meter = { id: USED.id, title: "Meter", intervalDays: 365, policy: "record" };
  await execute("equipment.save", { equipment: meter });
  await calibrate(execute, { id: "good", performedAt: AT - 20 * DAY_US, asFound: 3.3 });
  await perform(execute, { index: 10, equipment: [USED] });
  await calibrate(execute, { id: "bad", performedAt: AT - DAY_US, asFound: 3.1 });
}

async function drawRuns(execute: Execute): Promise<void> {
  await perform(execute, { index: 1, volts: 3.7 });
  await perform(execute, { index: 2, reported: "fail" });
  await perform(execute, { index: 3, reported: "aborted" });
  await perform(execute, { index: 4 });
  await perform(execute, { index: 7 });
  await perform(execute, { index: 11, equipment: [{ ...USED, id: "DMM-99" }] });
  await perform(execute, { index: 12, serialNumber: "unreadable" });
  const known = { serialNumber: serialOf(12), partNumber: "PSU-24" };
  await execute("run.link", { runId: runId(12), ...known, reason: "label read again" });
}

/** A run nobody armed for, and one that needed a signature to begin. */
async function drawOverride(execute: Execute): Promise<void> {
  for (const operation of ["FCT", "HIPOT"]) {
    const interlocks = { strength: "advisory" as const, armForMs: 60_000 };
    await execute("rig.declare", rigOf(operation, { interlocks }));
  }
  const run = { partNumber: "PSU-24", simulated: false, gatewayVersion: "0.1.0", startedAt: AT };
  const uninvited = { ...run, id: runId(5), rig: "fct-1", station: "FCT-1", operation: "FCT" };
  const begun = await execute("run.start", { ...uninvited, serialNumber: serialOf(5) });
  await finish(execute, begun.result, { index: 5 });
  const unit = { partNumber: "PSU-24", serialNumber: serialOf(6) };
  await execute("override.give", {
    ...{ id: "override-6", check: "route", rig: "hipot-1", unit, reason: "first article" },
    signing: signed("approved", "qa", "boss"),
  });
  const scan = { rig: "hipot-1", slot: "", scan: serialOf(6), operator: "p-1" };
  await execute("station.arm", scan);
  const armed = { ...run, id: runId(6), rig: "hipot-1", station: "HIPOT-1", operation: "HIPOT" };
  const allowed = await execute("run.start", armed);
  await finish(execute, allowed.result, { index: 6, operation: "HIPOT" });
  await armTwice(execute, { ...uninvited, id: runId(8), serialNumber: serialOf(8) });
}

type TestStart = Readonly<Record<string, unknown>> & { readonly serialNumber: string };

/** The slot's second arming, for whom nothing was measured, is in nobody's package. */
async function armTwice(execute: Execute, run: TestStart): Promise<void> {
  const scan = { rig: "fct-1", slot: "", operator: "p-1" };
  await execute("station.arm", { ...scan, scan: run.serialNumber });
  const begun = await execute("run.start", run);
  await finish(execute, begun.result, { index: 8 });
  await execute("station.arm", { ...scan, scan: serialOf(9) });
}

async function drawDecisions(execute: Execute, unitOf: (index: number) => string): Promise<void> {
  await execute("hold.place", { id: "hold-7", unitId: unitOf(7), reason: "odd smell" });
  const lift = { id: "hold-7", reason: "was the lunch", signing: signed("released") };
  await execute("hold.lift", lift);
  const facts = { title: "Ripple", description: "Lot W40", severity: "major" };
  await execute("nonconformance.open", { id: "nc", ...facts });
  const query = { serialNumbers: [serialOf(1)] };
  await execute("nonconformance.contain", { id: "box", nonconformanceId: "nc", query });
  await execute("nonconformance.move", { id: "nc", to: "contained" });
  await execute("nonconformance.move", { id: "nc", to: "investigating" });
  const why = { reason: "probe was loose" };
  const withdrawn = { id: "withdrawn", runId: runId(3), nonconformanceId: "nc", ...why };
  await execute("invalidation.propose", withdrawn, by("tech-1"));
  const approval = { id: "withdrawn", approve: true, signing: signed("approved") };
  await execute("invalidation.decide", approval);
  await execute("nonconformance.dispose", {
    ...{ id: "as-is", nonconformanceId: "nc", kind: "use_as_is", reason: "agreed" },
    ...{ unitIds: [unitOf(1)], signing: signed("approved") },
    concession: { authority: "MRB", quantity: 1, expiresAt: AT + 100 * DAY_US },
  });
}
