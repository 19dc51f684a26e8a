import { expect, test } from "vitest";
import type { SqlReader } from "../../ledger/contract.ts";
import { importLine, performRun, runId, serial } from "../testing/line.ts";
import { type MemoryLedger, openMemoryLedger } from "../testing/memory-ledger.ts";
import { signed } from "../testing/signed.ts";
import { arm, begin, openStations } from "../testing/station.ts";
import { reachFrom } from "./reach.ts";
import { listMembers, listTrail } from "./scope-queries.ts";

const CONCESSION = { authority: "MRB", quantity: 9, expiresAt: 4_000_000_000_000_000 };
const idOf = (ledger: MemoryLedger, serialNumber: string) =>
  ledger.ask("units.list", { serialNumber }).items[0]?.id ?? "";

/** What a package over one serial number of the line holds, by type and id. */
function membersOf(ledger: MemoryLedger, serialNumber: string): string[] {
  const head = ledger.ask("evidence.head", null);
  const unitIds = [idOf(ledger, serialNumber)];
  const records = ledger.ask("evidence.members", { unitIds, head });
  const seqs = new Set(ledger.ask("evidence.trail", { records, head }));
  return ledger
    .entries()
    .filter(({ entry }) => seqs.has(entry.seq))
    .map(({ entry: { type, id, version } }) => `${type} ${id} ${version}`);
}

/** Two units fail; a nonconformance contains both and decides on each; the runs are withdrawn. */
function openCase(): MemoryLedger {
  const ledger = openMemoryLedger();
  importLine(ledger);
  for (const index of [1, 2]) {
    performRun(ledger, { index, serialNumber: serial(index), volts: 3.7 });
    const unitId = idOf(ledger, serial(index));
    ledger.execute("hold.place", { id: `hold-${index}`, unitId, reason: "odd smell" });
  }
  const facts = { title: "Ripple", description: "Lot W40", severity: "major" } as const;
  ledger.execute("nonconformance.open", { id: "nc", ...facts });
  const attached = { name: "photo.png", sha256: "ab".repeat(32), bytes: 1, mediaType: "image/png" };
  const attach = (id: string, recordType: string, recordId: string) =>
    ledger.execute("attachment.add", { id, recordType, recordId, ...attached });
  attach("photo", "nonconformance", "nc");
  attach("other", "unit", idOf(ledger, serial(2)));
  const query = { station: "FCT-1" };
  ledger.execute("nonconformance.contain", { id: "box", nonconformanceId: "nc", query });
  for (const to of ["contained", "investigating"] as const) {
    ledger.execute("nonconformance.move", { id: "nc", to });
  }
  return ledger;
}

function dispose(ledger: MemoryLedger, index: number): void {
  ledger.execute("nonconformance.dispose", {
    ...{ id: `d-${index}`, nonconformanceId: "nc", kind: "use_as_is", reason: "agreed" },
    unitIds: [idOf(ledger, serial(index))],
    concession: CONCESSION,
    signing: signed("approved"),
  });
}

test("a package follows what was decided of its units, and not what was decided of others", () => {
  const ledger = openCase();
  for (const index of [1, 2]) {
    dispose(ledger, index);
    const reason = "probe was loose";
    const proposal = { id: `w-${index}`, runId: runId(index), nonconformanceId: "nc", reason };
    ledger.execute("invalidation.propose", proposal);
  }
  const asked = { asks: ["qa" as const], dueAtUs: 1_800_000_000_000_000, holds: false };
  const attachedTo = [{ recordType: "disposition", recordId: "d-1" }];
  const question = { id: "q", question: "Ask?", options: ["a", "b"], attachedTo, ...asked };
  ledger.execute("decision.open", question);
  const found = membersOf(ledger, serial(1));
  const wanted = [
    "hold hold-1 1",
    "nonconformance nc 1",
    "nonconformance nc 3",
    "containment box 1",
  ];
  const decided = ["disposition d-1 1", "invalidation w-1 1", "attachment photo 1", "decision q 1"];
  expect(found).toEqual(expect.arrayContaining([...wanted, ...decided]));
  expect(found.some((name) => name.startsWith("signature "))).toBe(true);
  const others = ["hold-2", "d-2", "w-2", "other", runId(2), idOf(ledger, serial(2))];
  expect(found.filter((name) => others.some((other) => name.includes(other)))).toEqual([]);
});

test("a component that is a unit brings its own runs, also one that was taken out again", () => {
  const ledger = openMemoryLedger();
  importLine(ledger);
  for (const index of [1, 2]) performRun(ledger, { index, serialNumber: serial(index) });
  const part = { partNumber: "PSU-24", serialNumber: serial(2) };
  const change = { unitId: idOf(ledger, serial(1)), position: "A1" };
  ledger.execute("component.change", { ...change, part });
  ledger.execute("component.change", { ...change, reason: "swapped", operation: "FCT" });
  const component = `component ${change.unitId}:A1`;
  const inner = [`unit ${idOf(ledger, serial(2))} 1`, `run ${runId(2)} 2`];
  const found = membersOf(ledger, serial(1));
  expect(found).toEqual(expect.arrayContaining([`${component} 1`, `${component} 2`, ...inner]));
  const fromInside = membersOf(ledger, serial(2));
  expect(fromInside).toContain(`${component} 1`);
  expect(fromInside).not.toContain(`run ${runId(1)} 2`);
});

test("of a slot's armings only the one of the run belongs to it; the override it needed does", () => {
  const ledger = openMemoryLedger();
  openStations(ledger, "advisory");
  arm(ledger, "fct-1", serial(2));
  arm(ledger, "fct-1", serial(1));
  begin(ledger, { index: 1, serialNumber: serial(1) });
  arm(ledger, "fct-1", serial(3));
  const unit = { partNumber: "PSU-24", serialNumber: serial(1) };
  const given = { id: "o", check: "route" as const, rig: "hipot-1", unit, reason: "agreed" };
  ledger.execute("override.give", { ...given, signing: signed("approved", "qa", "boss") });
  arm(ledger, "hipot-1", serial(1));
  begin(ledger, { index: 2, operation: "HIPOT", serialNumber: serial(1) });
  const found = membersOf(ledger, serial(1));
  expect(found.filter((name) => name.startsWith("arming fct-1"))).toEqual(["arming fct-1 2"]);
  expect(found).toEqual(expect.arrayContaining(["arming hipot-1 1", "override o 1"]));
});

test("what the ledger takes while a package is made is not half in it", () => {
  const ledger = openCase();
  const head = ledger.ask("evidence.head", null);
  dispose(ledger, 1);
  performRun(ledger, { index: 9, serialNumber: serial(1), operation: "HIPOT" });
  const unitIds = [idOf(ledger, serial(1))];
  const records = ledger.ask("evidence.members", { unitIds, head });
  expect(records.filter(([type]) => type === "run").map(([, id]) => id)).toEqual([runId(1)]);
  const seqs = ledger.ask("evidence.trail", { records, head }).toSorted((one, two) => one - two);
  const lastSeq = seqs.at(-1) ?? 0;
  expect(lastSeq).toBeLessThanOrEqual(head);
  const part = ledger.ask("evidence.part", { seqs, lastSeq });
  // Its lifting came later: for the package the hold is still as it was placed.
  const lines = Buffer.from(part.records["holds.jsonl"] ?? []).toString("utf8");
  const holds = lines.trim().split("\n");
  expect(holds.map((each) => JSON.parse(each).record)).toContainEqual(
    expect.objectContaining({ nonconformanceId: "nc", state: "placed" }),
  );
});

test("no question that a package asks reads a whole table, however many runs there are", () => {
  const ledger = openCase();
  const scans = new Set<string>();
  const explain = (query: string, values: readonly (string | number)[]) => {
    for (const { detail } of ledger.sql.all<{ detail: string }>(
      `EXPLAIN QUERY PLAN ${query}`,
      ...values,
    )) {
      if (/^SCAN (?!used\b|CONSTANT)/.test(detail)) scans.add(`${detail} in ${query}`);
    }
  };
  const sql = {
    get: <Row extends object>(query: string, ...values: (string | number)[]) => {
      explain(query, values);
      return ledger.sql.get<Row>(query, ...values);
    },
    all: <Row extends object>(query: string, ...values: (string | number)[]) => {
      explain(query, values);
      return ledger.sql.all<Row>(query, ...values);
    },
  } as unknown as SqlReader;
  const telemetry = undefined as never;
  const unitIds = [idOf(ledger, serial(1))];
  const records = listMembers({ sql, telemetry }, { unitIds, head: 1_000_000 });
  for (const type of ["equipment", "limit-set", "revision"]) reachFrom(sql, [type, "x"], 1);
  listTrail({ sql, telemetry }, { records, head: 1_000_000 });
  expect([...scans]).toEqual([]);
});

test("CR-92: a package over a shipment is about the units that left with it, and no others", () => {
  const ledger = openMemoryLedger();
  importLine(ledger);
  const unitIds = [1, 2, 3].map((index) => {
    const serialNumber = serial(index);
    performRun(ledger, { index, serialNumber });
    performRun(ledger, { index: index + 10, serialNumber, operation: "HIPOT" });
    const id = idOf(ledger, serialNumber);
    ledger.execute("unit.release", { id, signing: signed("released") });
    return id;
  });
  const left = unitIds.slice(0, 2);
  ledger.execute("unit.ship", { id: "s-1", reference: "DN-20", unitIds: left });
  const found = ledger.ask("evidence.units", { scope: { shipmentId: "s-1" }, after: 0 });
  expect(found).toEqual({ unitIds: left.toSorted(), missing: [], asked: 2 });
  const none = () => ledger.ask("evidence.units", { scope: { shipmentId: "s-2" }, after: 0 });
  expect(none).toThrow(expect.objectContaining({ code: "record.not-found" }));
});
