import { expect, test } from "vitest";
import { DEFAULT_REASONS, findReason } from "../../domain/downtime/reasons.ts";
import { openMemoryLedger } from "../testing/memory-ledger.ts";
import { begin, NOW, openStations } from "../testing/station.ts";

const MINUTE = 60_000_000;
const reasonOf = (code: string) => {
  const found = findReason(DEFAULT_REASONS, code);
  if (found === undefined) throw new Error(`no reason ${code}`);
  return found;
};

function open() {
  const ledger = openMemoryLedger();
  openStations(ledger);
  for (const id of ["FCT-1", "HIPOT-1"]) {
    ledger.execute("station.declare", { id, title: id });
  }
  const start = (id: string, at: number, change: object = {}) =>
    ledger.execute(
      "downtime.begin",
      { id, station: "FCT-1", reason: reasonOf("FIXTURE"), ...change },
      { occurredAt: at, actor: "person:p-1" },
    );
  const read = (id: string, now = NOW) => ledger.ask("downtimes.get", { id, now });
  return { ledger, start, read };
}

test("two taps reach every reason; a group with reasons of its own is none", () => {
  const codes = DEFAULT_REASONS.flatMap(({ code, reasons }) =>
    reasons.length === 0 ? [code] : reasons.map((each) => each.code),
  );
  expect(codes.map((code) => findReason(DEFAULT_REASONS, code)?.code)).toEqual(codes);
  expect(findReason(DEFAULT_REASONS, "EQUIPMENT")).toBeUndefined();
  expect(reasonOf("BREAK")).toEqual({ code: "BREAK", path: ["Planned", "Break"], planned: true });
});

test("the next run of the station ends its downtime, with the run and how long it was", () => {
  const { ledger, start, read } = open();
  start("d1", NOW);
  expect(read("d1", NOW + MINUTE)).toMatchObject({ durationMs: 60_000, startedBy: "person:p-1" });
  expect(read("d1").endedAt).toBeUndefined();
  begin(ledger, { index: 1, operation: "HIPOT", startedAt: NOW + MINUTE });
  expect(read("d1").endedAt).toBeUndefined();
  const { header } = begin(ledger, { index: 2, startedAt: NOW + 5 * MINUTE });
  expect(read("d1")).toMatchObject({
    ...{ endedBy: "run", endedActor: "rig:fct-1", runId: header.id, durationMs: 300_000 },
    ...{ path: ["Equipment", "Fixture or probes"], uncertain: false },
  });
});

test("the downtime of one rig goes on while another rig of the station tests", () => {
  const { ledger, start, read } = open();
  start("d1", NOW, { rig: "fct-1" });
  const other = { index: 1, startedAt: NOW + MINUTE };
  const at = { station: "FCT-1", operation: "FCT", simulated: false, gatewayVersion: "0" };
  ledger.execute("run.start", { id: "r1", rig: "fct-2", ...at, startedAt: other.startedAt });
  expect(read("d1").endedAt).toBeUndefined();
  begin(ledger, { index: 2, startedAt: NOW + 2 * MINUTE });
  expect(read("d1")).toMatchObject({ endedBy: "run", durationMs: 120_000 });
});

test("a clock that was set back never makes a downtime negative, and the doubt is told", () => {
  const { ledger, start, read } = open();
  start("d1", NOW);
  const stepped = { occurredAt: NOW - MINUTE, clockState: "stepped" as const };
  ledger.execute("downtime.end", { id: "d1" }, stepped);
  expect(read("d1")).toMatchObject({ durationMs: 0, endedBy: "hand", uncertain: true });
});

test("open → ended, and nothing else: what has ended stays so, by hand or by a run", () => {
  const { ledger, start } = open();
  const end = (id: string) => ledger.execute("downtime.end", { id });
  expect(() => end("none")).toThrow("There is no downtime");
  start("d1", NOW);
  end("d1");
  expect(() => end("d1")).toThrow("has ended");
  start("d2", NOW);
  begin(ledger, { index: 1, startedAt: NOW + 1 });
  expect(() => end("d2")).toThrow("has ended");
});

test("another reason for the same place ends the first at that moment; sent twice is once", () => {
  const { ledger, start, read } = open();
  start("d1", NOW);
  start("d2", NOW + MINUTE, { reason: reasonOf("NO-UNITS") });
  expect(read("d1")).toMatchObject({ endedBy: "next", durationMs: 60_000 });
  expect(start("d2", NOW + MINUTE, { reason: reasonOf("NO-UNITS") }).entries).toEqual([]);
  expect(() => start("d2", NOW, { reason: reasonOf("HELP") })).toThrow("other content");
  const { items } = ledger.ask("downtimes.list", { station: "FCT-1", open: true, now: NOW });
  expect(items.map(({ id }) => id)).toEqual(["d2"]);
});

test("places that do not exist are refused", () => {
  const { start } = open();
  expect(() => start("d1", NOW, { station: "NONE" })).toThrow("no station NONE");
  expect(() => start("d1", NOW, { rig: "hipot-1" })).toThrow("no rig hipot-1 at FCT-1");
});

test("sums by reason count only what lies in the period, planned apart, and what lasts", () => {
  const { ledger, start } = open();
  start("d1", NOW);
  ledger.execute("downtime.end", { id: "d1" }, { occurredAt: NOW + 10 * MINUTE });
  start("d2", NOW + 20 * MINUTE, { reason: reasonOf("BREAK") });
  ledger.execute("downtime.end", { id: "d2" }, { occurredAt: NOW + 30 * MINUTE });
  start("d3", NOW + 40 * MINUTE);
  const period = { from: NOW + 5 * MINUTE, to: NOW + 100 * MINUTE, now: NOW + 42 * MINUTE };
  const sums = ledger.ask("downtimes.sum", { ...period, station: "FCT-1" });
  expect(sums).toMatchObject({ plannedMs: 600_000, unplannedMs: 7 * 60_000 });
  expect(sums.items).toMatchObject([
    { reason: "BREAK", count: 1, durationMs: 600_000 },
    { reason: "FIXTURE", count: 2, durationMs: 7 * 60_000 },
  ]);
  expect(ledger.ask("downtimes.sum", { ...period, station: "HIPOT-1" }).items).toEqual([]);
});

test("the list of a station and a period find downtimes by index", () => {
  const { ledger } = open();
  const plan = (sql: string) =>
    ledger.sql.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).map(({ detail }) => detail);
  const list = "SELECT id FROM downtime WHERE seq < 9 AND station = 'a' ORDER BY seq DESC";
  expect(plan(list).join()).toMatch(/downtime_station|PRIMARY KEY/);
  expect(plan("SELECT id FROM downtime WHERE ended_us > 1").join()).toContain("downtime_ended");
});
