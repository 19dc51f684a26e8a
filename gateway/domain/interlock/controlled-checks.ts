/** Checks of controlled data: what the unit is, and what it would be judged by. */
import { type Check, doubts, holds, refuses } from "./check.ts";
import { type InterlockFacts, isDevelopment } from "./facts.ts";

/** The unit's revision is released, and its order's; before mass production it may be a draft. */
export function checkRevision(facts: InterlockFacts): Check {
  const { unit, order, revisionStatus } = facts;
  if (unit?.revision === undefined) {
    return doubts("revision", "unit.unknown", { found: "without a unit there is no revision" });
  }
  const record = { type: "product", id: unit.partNumber };
  const found = `revision ${unit.revision} is ${revisionStatus ?? "not known here"}`;
  if (revisionStatus === undefined) {
    return doubts("revision", "revision.unknown", { found, record });
  }
  if (revisionStatus === "obsolete") {
    return refuses("revision", "revision.obsolete", { found, record });
  }
  if (order !== undefined && order.revision !== unit.revision) {
    const both = `the unit is revision ${unit.revision}, order ${order.id} is ${order.revision}`;
    return refuses("revision", "revision.mismatch", { found: both, record });
  }
  if (revisionStatus === "released" || isDevelopment(facts)) {
    return holds("revision", { found, record });
  }
  return refuses("revision", "revision.not-released", { found, record });
}

/** An effective procedure, or in development one that is to become it (engineering mode). */
export function checkProcedure(facts: InterlockFacts): Check {
  const { procedure, place } = facts;
  if (procedure === undefined) {
    const found = `no procedure for the unit at ${place.operation}`;
    return refuses("procedure", "procedure.missing", { found });
  }
  const { id, version, status } = procedure;
  const record = { type: "procedure", id, version };
  const found = `${id} version ${version} is ${status}`;
  if (status === "effective") return holds("procedure", { found, record });
  if (isDevelopment(facts)) {
    return holds("procedure", { found: `${found}: engineering mode, never evidence`, record });
  }
  return refuses("procedure", "procedure.not-effective", { found, record });
}

/** In mass production the program that runs is the one that was verified, byte for byte (CR-46). */
export function checkProgram(facts: InterlockFacts): Check {
  const { procedure } = facts;
  const program = procedure?.program;
  if (procedure === undefined || program === undefined) {
    return holds("program", { found: "no verified program is demanded here" });
  }
  const record = { type: "procedure", id: procedure.id, version: procedure.version };
  const found = `${program.hash.slice(0, 12)} is ${program.verified ? "" : "not "}verified`;
  if (program.verified || isDevelopment(facts)) return holds("program", { found, record });
  return refuses("program", "program.unverified", { found, record });
}
