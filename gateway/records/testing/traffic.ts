/** Commands on every record, each made of one small number: for tests that draw them. */
import type { Limits } from "../../domain/limits.ts";
import { declareSinks } from "../../ledger/store/sinks.ts";
import { type Draw, type Drawn, drawStation, openArmedRigs } from "./arming-traffic.ts";
import { importLine, PRODUCT, performRun, recordOf, runId, serial, startTestRun } from "./line.ts";
import type { MemoryLedger } from "./memory-ledger.ts";
import { signed } from "./signed.ts";

const NOW = 1_700_000_000_000_000;
const REASON = { reason: "drawn" };
const PLACE = { partNumber: "PSU-24", operation: "FCT" };
const LIMITS: Limits = { comparator: "LE", unit: "V", specification: { high: 3.35 } };
const HASH = "ab".repeat(32);
const NC = "nc-1";

/** Id of the unit with the nth serial number; one that was never tested has none. */
function unitOf(ledger: MemoryLedger, n: number): string {
  return ledger.ask("units.list", { serialNumber: serial(n), limit: 1 }).items[0]?.id ?? "none";
}

/** A run of its own for a command that needs one; its id. */
function testedBefore(ledger: MemoryLedger, { index, n }: Drawn, volts = 3.3): string {
  performRun(ledger, { index: index + 100_000, serialNumber: serial(n), volts });
  return runId(index + 100_000);
}

/** The next version of a controlled record. */
function nextOf(ledger: MemoryLedger, type: string, id: string) {
  const latest =
    "SELECT coalesce(max(version), 0) AS at FROM controlled_version WHERE type = ? AND id = ?";
  const row = ledger.sql.get<{ at: number }>(latest, type, id);
  return { id, version: 1 + (row?.at ?? 0) };
}

const approved = (personId?: string) => ({ signing: signed("approved", "qa", personId) });
const by = (person: string) => ({ actor: `person:${person}` });

const LINE: Readonly<Record<string, Draw>> = {
  run: (ledger, { index, n }) =>
    performRun(ledger, { index, serialNumber: serial(n), volts: index % 4 === 0 ? 3.7 : 3.3 }),
  openRun: (ledger, { index, n }) => startTestRun(ledger, { index, serialNumber: serial(n + 12) }),
  lostRun: (ledger, { index, n }) => {
    const lost = { index, serialNumber: `lost ${index}` };
    ledger.execute("run.finish", recordOf(startTestRun(ledger, lost), lost));
    const known = { serialNumber: serial(n), partNumber: "PSU-24", ...REASON };
    ledger.execute("run.link", { runId: runId(index), ...known });
  },
  calibrate: (ledger, { index, n }) => {
    const meter = { id: "DMM", title: `Meter ${n}`, intervalDays: 365, policy: "record" };
    ledger.execute("equipment.save", { equipment: meter, ...REASON } as never);
    const point = { function: "voltage-dc", unit: "V", nominal: 3.3, tolerance: 0.05 };
    const made = { id: `cal-${index}`, equipmentId: "DMM", performedAt: NOW - index * 1_000_000 };
    const calibration = {
      ...{ ...made, provider: "Lab", dueOn: "2030-01-01", references: [], certificateHash: HASH },
      points: [{ ...point, asFound: n === 1 ? 3.1 : 3.3 }],
    };
    ledger.execute("equipment.calibrate", { calibration, timeZone: "UTC" } as never);
    const equipment = [{ id: "DMM", function: "voltage-dc" }];
    performRun(ledger, { index, serialNumber: serial(n), equipment });
  },
  clock: (ledger, { n }) => {
    ledger.setTime(NOW + n * 1_000_000);
    const state = n < 4 ? "unsynced" : "synced";
    const told = { bootId: `boot-${n % 2}`, event: "stepped", state, telemetryHead: 1 } as const;
    ledger.execute("clock.note", { ...told, baseUs: n * 1_000_000 });
  },
  telemetry: (ledger, { index }) => {
    const segment = { from: index, to: index + 1, bytes: 4096 };
    ledger.execute("telemetry.drop", { ...segment, reason: "too old" });
  },
  alarm: (ledger, { index, n }) => {
    const raised = { rig: "fct-1", kind: "silence", what: "nothing heard", flapping: false };
    const { result: id } = ledger.execute("alarm.raise", { id: `a${index}`, ...raised } as never);
    if (n > 2) ledger.execute("alarm.clear", { id });
    else ledger.execute("alarm.acknowledge", { id, by: "p-1" });
  },
  site: (ledger, { n }) => {
    const shifts = [{ name: "day", from: "06:00", to: `1${n}:00` }];
    ledger.execute("site.declare", { name: "plant", timeZone: "Europe/Berlin", shifts });
    ledger.execute("station.declare", { id: "FCT-1", title: `Place ${n}` });
  },
  quarantine: (ledger, { index, n }) => {
    const place = { sink: "mqtt", stream: "ledger" } as const;
    const held = "INSERT OR REPLACE INTO quarantine VALUES (?, ?, ?, 'x', 1, 1)";
    ledger.sql.run(held, place.sink, place.stream, n);
    ledger.execute("quarantine.discard", { ...place, id: `q${index}`, by: "p-1", why: "drawn" });
  },
  receivedFile: (ledger, { index, n }) => {
    const report = { stored: n, known: 0, refused: 0, refusals: [], unmapped: [] };
    const file = { name: `${index}.csv`, format: "csv", bytes: 9, report } as const;
    ledger.execute("exchange.receive", { hash: String(n).repeat(64), ...file });
  },
};

const UNITS: Readonly<Record<string, Draw>> = {
  hold: (ledger, { index, n }) => {
    ledger.execute("hold.place", { id: `h${index}`, unitId: unitOf(ledger, n), ...REASON });
    if (n > 3) return;
    const signing = signed("released");
    ledger.execute("hold.lift", { id: `h${index}`, ...REASON, signing });
  },
  repair: (ledger, { index, n }) => {
    const failed = testedBefore(ledger, { index, n }, 3.7);
    const facts = { unitId: unitOf(ledger, n), runId: failed };
    const found = { measurementId: "voltage", diagnosis: "drawn" };
    ledger.execute("repair.begin", { id: `r${index}`, ...facts, ...found });
    ledger.execute("repair.finish", { id: `r${index}`, action: "glued", operation: "FCT" });
  },
  component: (ledger, { index, n }) => {
    const part = { partNumber: "C12", lot: `L${index}` };
    const change = { unitId: unitOf(ledger, n), position: "C12", part, operation: "HIPOT" };
    ledger.execute("component.change", { ...change, ...REASON });
  },
  ship: (ledger, { index, n }) => {
    testedBefore(ledger, { index, n });
    const last = { index: index + 200_000, serialNumber: serial(n), operation: "HIPOT" };
    performRun(ledger, last);
    const id = unitOf(ledger, n);
    ledger.execute("unit.release", { id, signing: signed("released") });
    ledger.execute("unit.ship", { id: `s${index}`, reference: "DN", unitIds: [id] });
  },
  contain: (ledger, { index, n }) => {
    testedBefore(ledger, { index, n }, 3.7);
    const query = { serialNumbers: [serial(n)] };
    ledger.execute("nonconformance.contain", { id: `c${index}`, nonconformanceId: NC, query });
    const chosen = { nonconformanceId: NC, unitIds: [unitOf(ledger, n)], ...REASON };
    const concession = { authority: "MRB", quantity: 9, expiresAt: 4e15 };
    const asIs = { kind: "use_as_is" as const, concession, ...approved() };
    ledger.execute("nonconformance.dispose", { id: `d${index}`, ...chosen, ...asIs });
  },
  correct: (ledger, { index, n }) => {
    const id = `ca${index}`;
    const facts = { title: "t", description: "d", nonconformanceIds: [NC] };
    ledger.execute("correctiveAction.open", { id, ...facts });
    const plan = { cause: "lot", causeMethod: "5 why", similar: "none", actions: ["glue"] };
    const criterion = { kind: "stated" as const, text: "no complaint" };
    const by = { owner: "p-0", dueOn: "2026-12-01", criterion };
    ledger.execute("correctiveAction.move", { id, to: "planned", ...plan, ...by });
    const done = { implementation: "glued" };
    ledger.execute("correctiveAction.move", { id, to: "implemented", ...done });
    if (n > 2) ledger.execute("correctiveAction.move", { id, to: "planned", ...REASON });
  },
  invalidate: (ledger, { index, n }) => {
    const id = `i${index}`;
    const input = { id, runId: testedBefore(ledger, { index, n }), nonconformanceId: NC };
    ledger.execute("invalidation.propose", { ...input, ...REASON });
    const signing = signed(n > 2 ? "approved" : "rejected");
    ledger.execute("invalidation.decide", { id, approve: n > 2, signing, ...REASON });
  },
  order: (ledger) => {
    for (const to of ["on_hold", "in_progress"] as const) {
      ledger.execute("order.move", { id: "WO-1", to, ...REASON });
    }
  },
  demand: (ledger, { index, n }) => {
    const facts = { partNumber: "PSU-24", kind: "firm", dueAt: "2026-12-01T00:00:00Z" } as const;
    const line = { externalKey: `SO/${n}`, quantity: index + 1, ...facts };
    ledger.execute("demand.import", { lines: [line] });
  },
};

const CONTROLLED: Readonly<Record<string, Draw>> = {
  limitSet: (ledger, { index }) => {
    const version = nextOf(ledger, "limit-set", "PSU-24/FCT");
    const limits = [{ measurement: "voltage", limits: LIMITS }];
    const counts = { measured: 0, failsNow: 0, wouldFail: 0, newlyFailing: 0, newlyPassing: 0 };
    const content = { ...PLACE, limits };
    ledger.execute("limitSet.save", { ...version, content }, by("ana"));
    ledger.execute("limits.recordReplay", {
      ...{ id: `replay-${index}`, ...PLACE, measurement: "voltage", limits: LIMITS },
      ...{ fromUs: 0, toUs: 1, newlyFailing: [], counts: { ...counts, cannotBeJudged: 0 } },
    });
    const review = { ...version, to: "in_review" as const, signing: undefined };
    ledger.execute("limitSet.move", review, by("ana"));
    const effective = { ...version, to: "effective" as const, ...approved("bea") };
    ledger.execute("limitSet.move", effective, by("bea"));
  },
  document: (ledger, { n }) => {
    const content = { name: `Doc ${n}`, language: "en", fileHash: HASH, fileName: "a.pdf" };
    const version = nextOf(ledger, "document", `doc-${n}`);
    ledger.execute("document.save", { ...version, content }, by("ana"));
    const review = { ...version, to: "in_review" as const, signing: undefined };
    ledger.execute("document.move", review, by("ana"));
    if (n > 3) ledger.execute("document.move", { ...review, to: "effective", ...approved("bea") });
  },
  revision: (ledger, { index, n }) => {
    const named = { partNumber: "PSU-24", revision: `R${n}` };
    ledger.execute("revision.save", { ...named, documents: [], notes: `${index}` }, by("ana"));
    const signing = signed("authored", "qa", "ana");
    if (n > 3) ledger.execute("revision.move", { ...named, to: "in_review", signing }, by("ana"));
  },
  requirement: (ledger, { index, n }) => {
    const measurements = [{ operation: "FCT", measurement: "voltage" }].slice(0, n % 2);
    const requirement = { id: `R-${n}`, partNumber: "PSU-24", title: `${index}`, measurements };
    ledger.execute("requirement.save", { requirement, ...REASON });
    const waiver = { id: `R-${n}`, expiresAt: NOW * 2, ...REASON, ...approved() };
    if (n > 3) ledger.execute("requirement.waive", waiver);
  },
  product: (ledger, { n }) => {
    const revisions = [...PRODUCT.revisions, { revision: `R${n}`, status: "draft" as const }];
    ledger.execute("product.import", { ...PRODUCT, revisions });
  },
  decision: (ledger, { index, n }) => {
    const id = `decision-${index}`;
    const asked = { question: "ship?", options: ["yes", "no"], asks: ["qa" as const] };
    testedBefore(ledger, { index, n });
    const unit = { recordType: "unit", recordId: unitOf(ledger, n) };
    const attachedTo = [{ recordType: "order", recordId: "WO-1" }, unit];
    const opened = { ...asked, attachedTo, dueAtUs: NOW + 1, holds: n > 3 };
    ledger.execute("decision.open", { id, ...opened });
    ledger.execute("decision.position", { id, role: "qa", option: "yes", why: "drawn" });
    if (n < 3) return;
    const move = { id, to: "decided" as const, outcome: "yes", ...REASON, ...approved() };
    ledger.execute("decision.move", move);
  },
  attachment: (ledger, { index }) => {
    const file = { name: "a.txt", sha256: HASH, bytes: 1, mediaType: "text/plain" };
    const record = { recordType: "order", recordId: "WO-1" };
    ledger.execute("attachment.add", { id: `file-${index}`, ...record, ...file });
  },
  evidence: (ledger, { index, n }) => {
    const id = `package-${index}`;
    const draft = { id, scope: { orderId: "WO-1" }, organization: "plant", demo: false };
    ledger.execute("evidence.draft", draft);
    const counts = { unitsAsked: 2, units: 2, runs: 2, entries: 9, lastSeq: 12 };
    const contents = { ...counts, leavesHash: "00", missing: [], gaps: [] };
    ledger.execute("evidence.assemble", { id, contents });
    const seal = { hash: "aa", bytes: 10, manifestHash: "bb", files: 3 };
    if (n > 3) ledger.execute("evidence.seal", { id, seal });
  },
};

const PEOPLE: Readonly<Record<string, Draw>> = {
  person: (ledger, { index }) =>
    ledger.execute("person.add", { id: `p-${index}`, roles: ["technician"] }),
  revoke: (ledger, { index, n }) => {
    ledger.execute("person.add", { id: `q-${index}`, roles: ["qa", "operations"] });
    ledger.execute("person.roles", { id: `q-${index}`, roles: ["qa"], ...REASON });
    ledger.execute("person.revoke", { id: `q-${index}`, ...REASON });
    if (n > 3) ledger.execute("person.erase", { id: `q-${index}`, ...REASON });
  },
  qualify: (ledger, { n }) =>
    ledger.execute("qualification.grant", {
      ...{ personId: "p-0", procedureId: `PSU-24/${n}`, validUntil: NOW + n, ...REASON },
    }),
  locked: (ledger, { index }) =>
    ledger.execute("access.note", { id: `e-${index}`, kind: "locked", personId: "p-0" }),
  token: (ledger, { index, n }) => {
    const id = `t-${index}`;
    const granted = { kind: "token" as const, personId: "p-0", scopes: ["read" as const] };
    ledger.execute("token.grant", { id, ...granted, expiresAt: NOW * 2 });
    if (n > 3) ledger.execute("token.revoke", { id, ...REASON });
  },
  sign: (ledger, { n }) => {
    const [record] = ledger.ask("records.history", { type: "order", id: "WO-1" }).slice(-1);
    const recordVersion = record?.version ?? 1;
    const signing = signed("reviewed", "qa", `signer-${n}`);
    const named = { recordType: "order", recordId: "WO-1", recordVersion, signing };
    ledger.execute("signature.add", named);
  },
};

/** All of them, by what they do. */
export const TRAFFIC: Readonly<Record<string, Draw>> = {
  ...LINE,
  ...UNITS,
  ...CONTROLLED,
  ...PEOPLE,
  ...drawStation,
};

/** The records that the commands are about: opens the line, a nonconformance and a person. */
export function openTraffic(ledger: MemoryLedger): void {
  importLine(ledger);
  openArmedRigs(ledger);
  const sink = {
    name: "db",
    streams: ["telemetry"],
    settledBy: "receipt",
    startsAt: "beginning",
  } as const;
  declareSinks(ledger.sql, [sink], { ledger: 1, telemetry: 1 });
  ledger.execute("person.add", { id: "p-0", roles: ["technician"] });
  const facts = { title: "t", description: "d", severity: "minor", containment: "held" } as const;
  ledger.execute("nonconformance.open", { id: NC, ...facts });
  for (const to of ["contained", "investigating"] as const) {
    ledger.execute("nonconformance.move", { id: NC, to, containment: "held" });
  }
}
