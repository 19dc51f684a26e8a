/** Checks of the place and the person: equipment, maintenance, reference units, qualification. */
import { type Check, holds, refuses, warns } from "./check.ts";
import type { EquipmentFacts, InterlockFacts, ReferenceFacts } from "./facts.ts";

const FIT: readonly EquipmentFacts["status"][] = ["valid", "due_soon", "unverified"];
const RANK = { record: 0, warn: 1, block: 2 } as const;

/**
 * Every instrument of the rig is calibrated; of one that is not, its policy says whether that
 * refuses, warns, or is only recorded (CR-43). One without certificate counts as calibrated.
 */
export function checkEquipment({ equipment }: InterlockFacts): Check {
  if (equipment.length === 0) {
    return holds("equipment", { found: "the rig names no equipment" });
  }
  const [worst] = equipment
    .filter(({ status }) => !FIT.includes(status))
    .toSorted((one, other) => RANK[other.policy] - RANK[one.policy]);
  if (worst === undefined) {
    return holds("equipment", { found: equipment.map(({ id }) => id).join(", ") });
  }
  const { id, status, policy } = worst;
  const found = { found: `${id} is ${words(status)}`, record: { type: "equipment", id } };
  const code = status === "unknown" ? "equipment.unknown" : "equipment.unfit";
  if (policy === "block") return refuses("equipment", code, found);
  if (policy === "warn") return warns("equipment", code, found);
  return holds("equipment", { ...found, found: `${found.found}; recorded with the run` });
}

function words(status: string): string {
  return status === "unknown" ? "not registered" : status.replaceAll("_", " ");
}

/** No maintenance of the rig has run out; as its policy says. */
export function checkMaintenance({ maintenance }: InterlockFacts): Check {
  const [worst] = maintenance
    .filter(({ due }) => due !== undefined)
    .toSorted((one, other) => RANK[other.policy] - RANK[one.policy]);
  if (worst === undefined) {
    const none = maintenance.length === 0 ? "none is planned" : "none is due";
    return holds("maintenance", { found: none });
  }
  const { id, title, due, policy } = worst;
  const found = { found: `${title}: ${due}`, record: { type: "maintenance-plan", id } };
  if (policy === "block") return refuses("maintenance", "maintenance.due", found);
  if (policy === "warn") return warns("maintenance", "maintenance.due", found);
  return holds("maintenance", found);
}

/** Each reference unit that is due here was tested since, and behaved as it must. */
export function checkReference({ references }: InterlockFacts): Check {
  if (references.length === 0) {
    return holds("reference", { found: "no reference unit is demanded here" });
  }
  for (const reference of references) {
    const refused = refuseReference(reference);
    if (refused !== undefined) return refused;
  }
  return holds("reference", { found: references.map(({ id }) => id).join(", ") });
}

function refuseReference({ id, serialNumber, kind, since, last }: ReferenceFacts) {
  const record = { type: "reference-unit", id };
  const name = `${kind} unit ${serialNumber}`;
  // A failed check stands until a good one, whatever made the last one due.
  if (last?.held === false) {
    return refuses("reference", "reference.failed", { found: `${name}: ${last.why}`, record });
  }
  if (since === undefined || (last !== undefined && last.at >= since.at)) return undefined;
  const found = `${name} was not tested since the ${sinceWords(since.why)}`;
  return refuses("reference", "reference.due", { found, record });
}

function sinceWords(why: NonNullable<ReferenceFacts["since"]>["why"]): string {
  return why === "shift" ? "shift began" : why;
}

/** Who tests is known and qualified, where the procedure asks for it. */
export function checkOperator({ operator, procedure }: InterlockFacts): Check {
  const { personId, demanded, qualificationId } = operator;
  if (!demanded) return holds("operator", { found: "no qualification is demanded here" });
  if (personId === undefined) {
    return refuses("operator", "operator.unknown", { found: "nobody is signed in" });
  }
  if (qualificationId === undefined) {
    const found = `not qualified for ${procedure?.id ?? "this"}`;
    const record = { type: "person", id: personId };
    return refuses("operator", "operator.unqualified", { found, record });
  }
  return holds("operator", {
    found: "qualified",
    record: { type: "qualification", id: qualificationId },
  });
}

/** Where the station is locked until all that is due there is done: nothing is. */
export function checkShiftStart({ shiftStart, place }: InterlockFacts): Check {
  if (shiftStart === undefined) {
    return holds("shift-start", { found: "the station is not locked by what is due" });
  }
  const [first] = shiftStart;
  if (first === undefined) return holds("shift-start", { found: "nothing is due" });
  const at = [first.rig, first.slot].filter((part) => part !== "" && part !== place.rig);
  const where = at.length === 0 ? "" : ` (${at.join(", ")})`;
  const others = shiftStart.length - 1;
  const more = others === 0 ? "" : ` and ${others} more`;
  const found = `${place.station} is locked: ${first.title}${where}${more} is due`;
  return refuses("shift-start", "station.locked", { found });
}

/** Nobody has taken the rig, or an instrument that it drives, out of service. */
export function checkService({ outOfService, place }: InterlockFacts): Check {
  if (outOfService === undefined) return holds("service", { found: `${place.rig} is in service` });
  const { rig, reason, version } = outOfService;
  const found = `${rig} is out of service: ${reason}`;
  const record = { type: "rig-service", id: rig, version };
  return refuses("service", "rig.out-of-service", { found, record });
}
