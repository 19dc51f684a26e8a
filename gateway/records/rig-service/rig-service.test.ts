import { expect, test } from "vitest";
import { openMemoryLedger } from "../testing/memory-ledger.ts";
import { openStations } from "../testing/station.ts";

function open() {
  const ledger = openMemoryLedger();
  openStations(ledger, "advisory");
  const set = (enabled: boolean, reason = "relay 4 sticks") =>
    ledger.execute("rigService.set", { rig: "fct-1", enabled, reason }, { actor: "person:ana" });
  const disabled = () => ledger.ask("rigService.disabled", {}).map(({ rig }) => rig);
  return { ledger, set, disabled };
}

test("a rig is disabled and enabled with a reason each, and history has both", () => {
  const { ledger, set, disabled } = open();
  expect(disabled()).toEqual([]);
  set(false);
  expect(disabled()).toEqual(["fct-1"]);
  const now = ledger.ask("rigService.get", { rig: "fct-1" });
  expect(now).toMatchObject({ enabled: false, reason: "relay 4 sticks", by: "person:ana" });
  set(true, "relay board changed");
  expect(disabled()).toEqual([]);
  const history = ledger.ask("records.history", { type: "rig-service", id: "fct-1" });
  expect(history.map(({ action, reason }) => [action, reason])).toEqual([
    ["disabled", "relay 4 sticks"],
    ["enabled", "relay board changed"],
  ]);
});

test("enabled ⇄ disabled: what stands so already, an unknown rig and no reason are refused", () => {
  const { ledger, set } = open();
  expect(() => set(true)).toThrow("is enabled already");
  expect(() => set(false, " ")).toThrow("needs its reason");
  set(false);
  expect(() => set(false)).toThrow("is disabled already");
  const unknown = { rig: "none", enabled: false, reason: "why" };
  expect(() => ledger.execute("rigService.set", unknown)).toThrow("no rig none");
});
