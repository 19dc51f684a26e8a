/** Checks of the unit: is it the one that was scanned, may it be tested, is it its turn. */
import { type Check, doubts, holds, refuses } from "./check.ts";
import type { InterlockFacts, StepFacts } from "./facts.ts";

/** The serial number read electronically equals the scan; open until the rig has read it. */
export function checkIdentity(facts: InterlockFacts): Check {
  const { scanned, read, readsSerial } = facts;
  if (read === undefined) {
    if (!readsSerial) return holds("identity", { found: "this rig reads no serial number" });
    return doubts("identity", "serial.unread", { found: "read when the run begins" });
  }
  if (read === scanned) return holds("identity", { found: `the unit says ${read}` });
  const found = `scanned ${scanned}, but the unit says ${read}`;
  return refuses("identity", "serial.mismatch", { found });
}

/** Statuses of a unit that is not here to be tested. */
const LEFT: readonly string[] = ["shipped", "returned", "scrap"];

/** Not on hold, not shipped, not scrapped. */
export function checkHold({ unit }: InterlockFacts): Check {
  if (unit === undefined) return holds("hold", { found: "no unit, no hold" });
  const [hold] = unit.holds;
  if (hold !== undefined) {
    const record = { type: "hold", id: hold.id };
    return refuses("hold", "unit.on-hold", { found: `on hold: ${hold.reason}`, record });
  }
  if (unit.status === "repair") {
    return refuses("hold", "unit.in-repair", { found: "the unit is being repaired" });
  }
  if (LEFT.includes(unit.status)) {
    return refuses("hold", "unit.left", { found: `the unit is ${unit.status}` });
  }
  return holds("hold", { found: `the unit is ${unit.status}` });
}

/** An order that is open has the unit, and the rig is for its part number. */
export function checkOrder({ unit, order, rigPartNumber, scanned }: InterlockFacts): Check {
  if (unit === undefined) {
    const found = `no unit and no open order has the serial number ${scanned}`;
    return refuses("order", "unit.unknown", { found });
  }
  if (rigPartNumber !== undefined && unit.partNumber !== rigPartNumber) {
    const found = `${unit.serialNumber} is ${unit.partNumber}, the rig tests ${rigPartNumber}`;
    return refuses("order", "unit.other-part", { found });
  }
  if (order === undefined) {
    return refuses("order", "order.not-open", { found: "the unit has no order" });
  }
  const record = { type: "order", id: order.id };
  const found = `${order.id} is ${order.status}`;
  const isOpen = order.status === "released" || order.status === "in_progress";
  return isOpen
    ? holds("order", { found, record })
    : refuses("order", "order.not-open", { found, record });
}

/** The operation is in the unit's route, and all before it are passed. */
export function checkRoute({ route, place, unit }: InterlockFacts): Check {
  if (unit === undefined) {
    return doubts("route", "unit.unknown", { found: "without a unit there is no route" });
  }
  const here = route.findIndex(({ operation }) => operation === place.operation);
  if (here === -1) {
    const next = route.find(({ state }) => state !== "pass")?.operation ?? "nothing";
    const found = `${place.operation} is not in its route; next is ${next}`;
    return refuses("route", "route.not-here", { found });
  }
  const missing = route.slice(0, here).find(({ state }) => state !== "pass");
  if (missing === undefined) return holds("route", { found: routeText(route.slice(0, here)) });
  const found = `${missing.operation} is ${stateText(missing)}`;
  return missing.state === "elsewhere"
    ? doubts("route", "route.elsewhere", { found })
    : refuses("route", "route.earlier-missing", { found });
}

function routeText(before: readonly StepFacts[]): string {
  if (before.length === 0) return "it is the first operation";
  return `${before.map(({ operation }) => operation).join(", ")} passed`;
}

function stateText({ state }: StepFacts): string {
  if (state === "open") return "not tested yet";
  if (state === "elsewhere") return "made elsewhere, which can not be asked now";
  return state === "fail" ? "failed" : state === "running" ? "still running" : "not passed";
}

/** The procedure's attempts in this cycle are not used up. */
export function checkAttempts({ unit, procedure }: InterlockFacts): Check {
  const made = unit?.attempts ?? 0;
  const most = procedure?.attemptsMax;
  if (most === undefined) return holds("attempts", { found: `${made} so far, no bound` });
  const found = `${made} of ${most} used`;
  if (made < most) return holds("attempts", { found });
  return refuses("attempts", "attempts.exhausted", { found });
}
