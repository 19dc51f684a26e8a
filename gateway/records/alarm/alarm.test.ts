import { expect, test } from "vitest";
import { openMemoryLedger } from "../testing/memory-ledger.ts";

const RAISED = {
  id: "a-1",
  rig: "fct-1",
  kind: "silence",
  what: "nothing was heard for 30 s",
  flapping: false,
} as const;

test("an alarm that is raised is not raised twice, until its condition has ended", () => {
  const ledger = openMemoryLedger();
  expect(ledger.execute("alarm.raise", RAISED).result).toBe("a-1");
  const again = ledger.execute("alarm.raise", { ...RAISED, id: "a-2" });
  expect(again).toMatchObject({ result: "a-1", entries: [] });
  ledger.execute("alarm.close", { id: "a-1", by: "4711", cause: "was off" });
  expect(ledger.execute("alarm.raise", { ...RAISED, id: "a-2" }).result).toBe("a-1");
  ledger.execute("alarm.clear", { id: "a-1" });
  expect(ledger.execute("alarm.raise", { ...RAISED, id: "a-2" }).result).toBe("a-2");
});

test("its history stays: raised, acknowledged by its owner, cleared, closed with its cause", () => {
  const ledger = openMemoryLedger();
  ledger.execute("alarm.raise", RAISED);
  ledger.execute("alarm.acknowledge", { id: "a-1", by: "4711" }, { expectedVersion: 1 });
  ledger.execute("alarm.clear", { id: "a-1" });
  expect(ledger.execute("alarm.clear", { id: "a-1" }).entries).toEqual([]);
  ledger.execute("alarm.close", { id: "a-1", by: "4712", cause: "was off" });
  const actions = ledger.entries().map(({ entry }) => entry.action);
  expect(actions).toEqual(["raised", "acknowledged", "cleared", "closed"]);
  expect(ledger.ask("alarms.get", { id: "a-1" })).toMatchObject({
    ...{ state: "closed", version: 4, owner: "4711", closedBy: "4712", cause: "was off" },
    isActive: false,
  });
});

test("who comes late or saw another version is refused", () => {
  const ledger = openMemoryLedger();
  ledger.execute("alarm.raise", RAISED);
  const late = { id: "a-1", by: "4711" };
  expect(() => ledger.execute("alarm.acknowledge", late, { expectedVersion: 2 })).toThrow(
    /version/,
  );
  ledger.execute("alarm.clear", { id: "a-1" });
  expect(() => ledger.execute("alarm.acknowledge", late)).toThrow(/is cleared/);
  expect(() => ledger.execute("alarm.clear", { id: "a-9" })).toThrow(/no alarm a-9/);
});

test("the tables are a function of the entries: built again they are the same", () => {
  const ledger = openMemoryLedger();
  ledger.execute("alarm.raise", RAISED);
  ledger.execute("alarm.raise", { ...RAISED, id: "a-2", kind: "stuck-value", channel: "t" });
  ledger.execute("alarm.clear", { id: "a-1" });
  const before = ledger.tables();
  ledger.replay();
  expect(ledger.tables()).toEqual(before);
  expect(ledger.ask("alarms.list", { state: "raised", limit: 1 }).items).toHaveLength(1);
  expect(ledger.ask("alarms.watched", { since: Number.MAX_SAFE_INTEGER })).toHaveLength(1);
});
