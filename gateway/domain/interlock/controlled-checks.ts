/** Checks of controlled data: what the unit is, and what it would be judged by. */
import { type Check, doubts, holds, refuses } from "./check.ts";
import { type InterlockFacts, isDevelopment } from "./facts.ts";
import { say } from "./found.ts";

/** The unit's revision is released, and its order's; before mass production it may be a draft. */
export function checkRevision(facts: InterlockFacts): Check {
  const { unit, order, revisionStatus } = facts;
  if (unit?.revision === undefined) {
    return doubts("revision", "unit.unknown", say("no-revision"));
  }
  const record = { type: "product", id: unit.partNumber };
  const { revision } = unit;
  if (revisionStatus === undefined) {
    const unknown = say("revision-unknown", { revision });
    return doubts("revision", "revision.unknown", { ...unknown, record });
  }
  const found = { ...say("revision-is", { revision, status: revisionStatus }), record };
  if (revisionStatus === "obsolete") return refuses("revision", "revision.obsolete", found);
  if (order !== undefined && order.revision !== revision) {
    const both = say("revision-other", { revision, order: order.id, other: order.revision });
    return refuses("revision", "revision.mismatch", { ...both, record });
  }
  if (revisionStatus === "released" || isDevelopment(facts)) {
    return holds("revision", found);
  }
  return refuses("revision", "revision.not-released", found);
}

/** An effective procedure, or in development one that is to become it (engineering mode). */
export function checkProcedure(facts: InterlockFacts): Check {
  const { procedure, place } = facts;
  if (procedure === undefined) {
    const { operation } = place;
    return refuses("procedure", "procedure.missing", say("no-procedure", { operation }));
  }
  const { id, version, status } = procedure;
  const record = { type: "procedure", id, version };
  const values = { procedure: id, version: String(version), status };
  const found = { ...say("procedure-is", values), record };
  if (status === "effective") return holds("procedure", found);
  if (isDevelopment(facts)) {
    return holds("procedure", { ...say("procedure-engineering", values), record });
  }
  return refuses("procedure", "procedure.not-effective", found);
}

/** In mass production the program that runs is the one that was verified, byte for byte (CR-46). */
export function checkProgram(facts: InterlockFacts): Check {
  const { procedure } = facts;
  const program = procedure?.program;
  if (procedure === undefined || program === undefined) {
    return holds("program", say("no-program"));
  }
  const record = { type: "procedure", id: procedure.id, version: procedure.version };
  const key = program.verified ? "program-verified" : "program-unverified";
  const found = { ...say(key, { hash: program.hash.slice(0, 12) }), record };
  if (program.verified || isDevelopment(facts)) return holds("program", found);
  return refuses("program", "program.unverified", found);
}
