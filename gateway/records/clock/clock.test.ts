import { expect, test } from "vitest";
import type { ClockRecord } from "../../domain/clock/clock-record.ts";
import { openMemoryLedger } from "../testing/memory-ledger.ts";

const HOUR_US = 3_600_000_000;
const STARTED: ClockRecord = {
  bootId: "boot-1",
  event: "started",
  state: "unsynced",
  baseUs: 0,
  telemetryHead: 1,
};
const STEPPED: ClockRecord = {
  ...STARTED,
  ...{ event: "stepped", state: "stepped", baseUs: 2 * HOUR_US, telemetryHead: 8 },
  steps: [{ expectedUs: 5, foundUs: 5 + 2 * HOUR_US }],
};
const SYNCED: ClockRecord = {
  ...STEPPED,
  ...{ event: "changed", state: "synced", telemetryHead: 9 },
};

test("the record of the first sync says how far off everything before was, and changes nothing", () => {
  const ledger = openMemoryLedger();
  ledger.execute("clock.note", STARTED);
  ledger.execute("clock.note", STEPPED);
  const before = structuredClone(ledger.entries());
  ledger.execute("clock.note", SYNCED);
  expect(ledger.entries().slice(0, 2)).toEqual(before);
  expect(ledger.ask("clock.history", { limit: 9 }).corrections).toEqual([
    { fromSeq: 2, toSeq: 3, fromOrdinal: 8, toOrdinal: 9, offsetUs: 0, toldBySeq: 3 },
    { fromSeq: 1, toSeq: 2, fromOrdinal: 1, toOrdinal: 8, offsetUs: 2 * HOUR_US, toldBySeq: 3 },
  ]);
});

test("a gateway that was started again before the clock was in time corrects the earlier one too", () => {
  const ledger = openMemoryLedger();
  ledger.execute("clock.note", STARTED);
  ledger.execute("clock.note", { ...STARTED, baseUs: HOUR_US, telemetryHead: 3 });
  ledger.execute("clock.note", { ...SYNCED, baseUs: 3 * HOUR_US });
  const { corrections } = ledger.ask("clock.history", { limit: 9 });
  expect(corrections.map(({ offsetUs }) => offsetUs)).toEqual([2 * HOUR_US, 3 * HOUR_US]);
});

test("nothing is corrected twice, nor for another boot of the machine", () => {
  const ledger = openMemoryLedger();
  ledger.execute("clock.note", STARTED);
  ledger.execute("clock.note", { ...SYNCED, bootId: "boot-2" });
  expect(ledger.ask("clock.history", { limit: 9 }).corrections).toEqual([]);
  ledger.execute("clock.note", SYNCED);
  ledger.execute("clock.note", SYNCED);
  expect(ledger.ask("clock.history", { limit: 9 }).corrections).toHaveLength(1);
  const tables = ledger.tables();
  ledger.replay();
  expect(ledger.tables()).toEqual(tables);
});
