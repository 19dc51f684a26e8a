/** Checks of the unit: is it the one that was scanned, may it be tested, is it its turn. */
import { type Check, doubts, holds, refuses } from "./check.ts";
import type { InterlockFacts, StepFacts } from "./facts.ts";
import { type FoundKey, say } from "./found.ts";

/** The serial number read electronically equals the scan; open until the rig has read it. */
export function checkIdentity(facts: InterlockFacts): Check {
  const { scanned, read, readsSerial } = facts;
  if (read === undefined) {
    if (!readsSerial) return holds("identity", say("rig-reads-none"));
    return doubts("identity", "serial.unread", say("read-at-start"));
  }
  if (read === scanned) return holds("identity", say("unit-says", { read }));
  return refuses("identity", "serial.mismatch", say("unit-says-other", { scanned, read }));
}

/** Statuses of a unit that is not here to be tested. */
const LEFT: readonly string[] = ["shipped", "returned", "scrap"];

/** Not on hold, not shipped, not scrapped. */
export function checkHold({ unit }: InterlockFacts): Check {
  if (unit === undefined) return holds("hold", say("no-unit-no-hold"));
  const [hold] = unit.holds;
  if (hold !== undefined) {
    const record = { type: "hold", id: hold.id };
    return refuses("hold", "unit.on-hold", { ...say("on-hold", { reason: hold.reason }), record });
  }
  if (unit.status === "repair") {
    return refuses("hold", "unit.in-repair", say("in-repair"));
  }
  const found = say("unit-is", { status: unit.status });
  return LEFT.includes(unit.status) ? refuses("hold", "unit.left", found) : holds("hold", found);
}

/** An order that is open has the unit, and the rig is for its part number. */
export function checkOrder({ unit, order, rigPartNumber, scanned }: InterlockFacts): Check {
  if (unit === undefined) {
    return refuses("order", "unit.unknown", say("serial-unknown", { scanned }));
  }
  if (rigPartNumber !== undefined && unit.partNumber !== rigPartNumber) {
    const { serialNumber: serial, partNumber: part } = unit;
    const found = say("other-part", { serial, part, rigPart: rigPartNumber });
    return refuses("order", "unit.other-part", found);
  }
  if (order === undefined) {
    return refuses("order", "order.not-open", say("no-order"));
  }
  const { id, status } = order;
  const found = { ...say("order-is", { order: id, status }), record: { type: "order", id } };
  const isOpen = order.status === "released" || order.status === "in_progress";
  return isOpen ? holds("order", found) : refuses("order", "order.not-open", found);
}

/** The operation is in the unit's route, and all before it are passed. */
export function checkRoute({ route, place, unit }: InterlockFacts): Check {
  if (unit === undefined) {
    return doubts("route", "unit.unknown", say("no-unit-no-route"));
  }
  const here = route.findIndex(({ operation }) => operation === place.operation);
  if (here === -1) {
    const next = route.find(({ state }) => state !== "pass")?.operation;
    const { operation } = place;
    const found =
      next === undefined
        ? say("not-in-route-done", { operation })
        : say("not-in-route", { operation, next });
    return refuses("route", "route.not-here", found);
  }
  const missing = route.slice(0, here).find(({ state }) => state !== "pass");
  if (missing === undefined) return holds("route", passedBefore(route.slice(0, here)));
  const found = say(MISSING[missing.state] ?? "operation-other", { operation: missing.operation });
  return missing.state === "elsewhere"
    ? doubts("route", "route.elsewhere", found)
    : refuses("route", "route.earlier-missing", found);
}

function passedBefore(before: readonly StepFacts[]) {
  if (before.length === 0) return say("first-operation");
  return say("passed-before", { operations: before.map(({ operation }) => operation).join(", ") });
}

const MISSING: Readonly<Partial<Record<StepFacts["state"], FoundKey>>> = {
  ...{ open: "operation-open", elsewhere: "operation-elsewhere" },
  ...{ fail: "operation-fail", running: "operation-running" },
};

/** The procedure's attempts in this cycle are not used up. */
export function checkAttempts({ unit, procedure }: InterlockFacts): Check {
  const attempts = unit?.attempts ?? 0;
  const most = procedure?.attemptsMax;
  const made = String(attempts);
  if (most === undefined) return holds("attempts", say("attempts-unbounded", { made }));
  const found = say("attempts", { made, most: String(most) });
  return attempts < most
    ? holds("attempts", found)
    : refuses("attempts", "attempts.exhausted", found);
}
