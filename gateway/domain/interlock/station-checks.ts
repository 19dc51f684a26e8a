/** Checks of the place and the person: equipment, maintenance, reference units, qualification. */
import { type Check, holds, refuses, warns } from "./check.ts";
import type { EquipmentFacts, InterlockFacts, ReferenceFacts } from "./facts.ts";
import { say } from "./found.ts";

const FIT: readonly EquipmentFacts["status"][] = ["valid", "due_soon", "unverified"];
const RANK = { record: 0, warn: 1, block: 2 } as const;

/**
 * Every instrument of the rig is calibrated; of one that is not, its policy says whether that
 * refuses, warns, or is only recorded (CR-43). One without certificate counts as calibrated.
 */
export function checkEquipment({ equipment }: InterlockFacts): Check {
  if (equipment.length === 0) {
    return holds("equipment", say("no-equipment"));
  }
  const [worst] = equipment
    .filter(({ status }) => !FIT.includes(status))
    .toSorted((one, other) => RANK[other.policy] - RANK[one.policy]);
  if (worst === undefined) {
    return holds("equipment", say("names", { names: equipment.map(({ id }) => id).join(", ") }));
  }
  const { id, status, policy } = worst;
  const record = { type: "equipment", id };
  const values = { id, status: status === "unknown" ? "not_registered" : status };
  const found = { ...say("equipment-is", values), record };
  const code = status === "unknown" ? "equipment.unknown" : "equipment.unfit";
  if (policy === "block") return refuses("equipment", code, found);
  if (policy === "warn") return warns("equipment", code, found);
  return holds("equipment", { ...say("equipment-recorded", values), record });
}

/** No maintenance of the rig has run out; as its policy says. */
export function checkMaintenance({ maintenance }: InterlockFacts): Check {
  const [worst] = maintenance
    .filter(({ due }) => due !== undefined)
    .toSorted((one, other) => RANK[other.policy] - RANK[one.policy]);
  if (worst === undefined) {
    const none = maintenance.length === 0 ? "maintenance-none" : "maintenance-done";
    return holds("maintenance", say(none));
  }
  const { id, title, due = "", policy } = worst;
  const found = {
    ...say("maintenance-due", { title, due }),
    record: { type: "maintenance-plan", id },
  };
  if (policy === "block") return refuses("maintenance", "maintenance.due", found);
  if (policy === "warn") return warns("maintenance", "maintenance.due", found);
  return holds("maintenance", found);
}

/** Each reference unit that is due here was tested since, and behaved as it must. */
export function checkReference({ references }: InterlockFacts): Check {
  if (references.length === 0) {
    return holds("reference", say("no-reference"));
  }
  for (const reference of references) {
    const refused = refuseReference(reference);
    if (refused !== undefined) return refused;
  }
  return holds("reference", say("names", { names: references.map(({ id }) => id).join(", ") }));
}

function refuseReference({ id, serialNumber, kind, since, last }: ReferenceFacts) {
  const record = { type: "reference-unit", id };
  const unit = { kind, serial: serialNumber };
  // A failed check stands until a good one, whatever made the last one due.
  if (last?.held === false) {
    return refuses("reference", "reference.failed", {
      ...say("reference-failed", { ...unit, why: last.why }),
      record,
    });
  }
  if (since === undefined || (last !== undefined && last.at >= since.at)) return undefined;
  const found = { ...say(`reference-${since.why}`, unit), record };
  return refuses("reference", "reference.due", found);
}

/** Who tests is known and qualified, where the procedure asks for it. */
export function checkOperator({ operator, procedure }: InterlockFacts): Check {
  const { personId, demanded, qualificationId } = operator;
  if (!demanded) return holds("operator", say("no-qualification"));
  if (personId === undefined) {
    return refuses("operator", "operator.unknown", say("nobody-known"));
  }
  if (qualificationId === undefined) {
    const found = say("not-qualified", { procedure: procedure?.id ?? "this" });
    const record = { type: "person", id: personId };
    return refuses("operator", "operator.unqualified", { ...found, record });
  }
  return holds("operator", {
    ...say("qualified"),
    record: { type: "qualification", id: qualificationId },
  });
}

/** Where the station is locked until all that is due there is done: nothing is. */
export function checkShiftStart({ shiftStart, place }: InterlockFacts): Check {
  if (shiftStart === undefined) {
    return holds("shift-start", say("not-locked"));
  }
  const [first] = shiftStart;
  if (first === undefined) return holds("shift-start", say("nothing-due"));
  const at = [first.rig, first.slot].filter((part) => part !== "" && part !== place.rig);
  const where = at.length === 0 ? "" : ` (${at.join(", ")})`;
  const others = shiftStart.length - 1;
  const values = { station: place.station, title: `${first.title}${where}` };
  const found =
    others === 0
      ? say("station-locked", values)
      : say("station-locked-more", { ...values, others: String(others) });
  return refuses("shift-start", "station.locked", found);
}

/** Nobody has taken the rig, or an instrument that it drives, out of service. */
export function checkService({ outOfService, place }: InterlockFacts): Check {
  if (outOfService === undefined) return holds("service", say("in-service", { rig: place.rig }));
  const { rig, reason, version } = outOfService;
  const found = say("out-of-service", { rig, reason });
  const record = { type: "rig-service", id: rig, version };
  return refuses("service", "rig.out-of-service", { ...found, record });
}
