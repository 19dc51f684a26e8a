import { expect, test } from "vitest";
import type { ClockRecord } from "../../domain/clock/clock-record.ts";
import { PRODUCT } from "../testing/line.ts";
import { type MemoryLedger, openMemoryLedger } from "../testing/memory-ledger.ts";
import { latestTime } from "./latest-time.ts";

const HOUR_US = 3_600_000_000;
const NOW = 1_700_000_000_000_000;

/** A clock that is off by `baseUs`, and in time where that is 0. */
function note(ledger: MemoryLedger, bootId: string, baseUs: number): void {
  ledger.setTime(NOW + baseUs);
  const state = baseUs === 0 ? "synced" : "unsynced";
  const record: ClockRecord = { bootId, event: "started", state, baseUs, telemetryHead: 1 };
  ledger.execute("clock.note", record);
}

let count = 0;
function recordAt(ledger: MemoryLedger, us: number): void {
  count += 1;
  ledger.setTime(us);
  ledger.execute("product.import", { ...PRODUCT, partNumber: `P${count}` });
}

test("every kind of entry moves the latest time on, and a clock set back does not move it", () => {
  const ledger = openMemoryLedger();
  expect(latestTime(ledger.sql)).toBe(0);
  recordAt(ledger, NOW + HOUR_US);
  recordAt(ledger, NOW);
  expect(latestTime(ledger.sql)).toBe(NOW + HOUR_US);
  expect(latestTime(ledger.sql, NOW + 2 * HOUR_US)).toBe(NOW + 2 * HOUR_US);
  ledger.execute("person.add", { id: "p-1", roles: ["qa"] });
  ledger.setTime(NOW + 3 * HOUR_US);
  ledger.execute("person.revoke", { id: "p-1", reason: "left" });
  expect(latestTime(ledger.sql)).toBe(NOW + 3 * HOUR_US);
});

test("a time ahead of the true one stands until the clock is in time, then it is corrected", () => {
  const ledger = openMemoryLedger();
  note(ledger, "boot-1", 9 * HOUR_US);
  recordAt(ledger, NOW + 9 * HOUR_US + 5);
  expect(latestTime(ledger.sql, NOW)).toBe(NOW + 9 * HOUR_US + 5);
  note(ledger, "boot-1", 0);
  expect(latestTime(ledger.sql)).toBe(NOW + 5);
});

test("what was recorded before any event of the clock, or by one that was in time, stands for ever", () => {
  const ledger = openMemoryLedger();
  recordAt(ledger, NOW + HOUR_US);
  note(ledger, "boot-1", 0);
  recordAt(ledger, NOW + 2 * HOUR_US);
  note(ledger, "boot-2", 5 * HOUR_US);
  note(ledger, "boot-2", 0);
  expect(latestTime(ledger.sql)).toBe(NOW + 2 * HOUR_US);
});

test("a replay gives the same latest time, corrections among it", () => {
  const ledger = openMemoryLedger();
  for (const boot of ["boot-1", "boot-2", "boot-3"]) {
    note(ledger, boot, 7 * HOUR_US);
    recordAt(ledger, NOW + 8 * HOUR_US);
    note(ledger, boot, 0);
  }
  const before = ledger.tables();
  ledger.replay();
  expect(ledger.tables()).toEqual(before);
  expect(latestTime(ledger.sql)).toBe(NOW + HOUR_US);
});
