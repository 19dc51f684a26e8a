/** Procedures as controlled data: drafted, reviewed and approved here. */
import { z } from "zod";
import { decisionRuleFaults } from "../../domain/guard-band.ts";
import { limitsOf } from "../../domain/limit-set.ts";
import type { Procedure } from "../../domain/procedure.ts";
import { staleTranslations } from "../../domain/program/translation.ts";
import type { SqlReader } from "../../ledger/contract.ts";
import { contentHash } from "../content-hash.ts";
import {
  type Draft,
  moveVersionRule,
  saveVersionRule,
  type VersionKind,
} from "../controlled/version-rules.ts";
import { listVersions } from "../controlled/versions.ts";
import { type ProcedureBody, procedureInput } from "../import-file.ts";
import { refuseInvalid } from "../import-rule.ts";
import { untriedLimits } from "../limits/untried-limits.ts";
import { picturesOf, withPictureHashes } from "./prompt-pictures.ts";
import { refuseContradictions } from "./rules.ts";

/** The content of a procedure as it is sent. */
export const procedureContent = procedureInput.omit({
  ...{ id: true, version: true, status: true, effectiveFrom: true },
});
type ProcedureContent = Omit<ProcedureBody, "id" | "version" | "status" | "effectiveFrom">;

const kind: VersionKind<ProcedureContent> = {
  ...{ type: "procedure", schema: "procedure/1", noun: "procedure" },
  complete: (sql, draft) => withKnownPictures(sql, draft),
  refuseFaults: (sql, draft) => {
    refuseContradictions(sql, draft as ProcedureBody);
    refuseUnstatedRules(draft as Procedure);
  },
  // As imports have always hashed it: with its status, for a run of a draft is another thing.
  hashOf: (body) => contentHash(body),
  guards: (sql, { body }, to) => {
    if (to !== "effective") return [];
    const procedure = body as unknown as Procedure;
    return [...untriedLimits(sql, procedure, limitsOf(procedure)), ...oldWords(procedure)];
  },
};

/** What is released says the same in every language it is said in. */
function oldWords({ program }: Procedure): readonly string[] {
  const stale = program === undefined ? [] : staleTranslations(program);
  if (stale.length === 0) return [];
  return [`the translations of texts that have changed: ${stale.join(", ")}`];
}

/** Files may leave the rule out, as they always could; what is written here states it (CR-47). */
function refuseUnstatedRules({ measurements }: Procedure): void {
  for (const { id, limits } of measurements) {
    const [fault] = decisionRuleFaults(limits);
    if (fault !== undefined) refuseInvalid(`measurements.${id}.limits`, fault);
  }
}

/** Pictures come with imports; a draft may name those that a version of the procedure has. */
function withKnownPictures<Content extends ProcedureContent & Draft>(
  sql: SqlReader,
  draft: Content,
): Content {
  const { program } = draft;
  const names = picturesOf(program);
  if (program === undefined || names.length === 0) return draft;
  const known = new Map<string, string>();
  for (const { body } of listVersions(sql, { type: "procedure", id: draft.id })) {
    collectPictures((body as unknown as ProcedureBody).program?.steps, known);
  }
  const unknown = names.find((name) => !known.has(name));
  if (unknown !== undefined) {
    refuseInvalid("program", `picture ${unknown} is in no version; import it with a file`);
  }
  return { ...draft, program: withPictureHashes(program, known) };
}

const pictured = z.looseObject({ picture: z.string(), pictureHash: z.string() });

function collectPictures(node: unknown, known: Map<string, string>): void {
  if (typeof node !== "object" || node === null) return;
  const found = pictured.safeParse(node);
  if (found.success && !known.has(found.data.picture)) {
    known.set(found.data.picture, found.data.pictureHash);
  }
  for (const inner of Object.values(node)) collectPictures(inner, known);
}

/** Writes a draft of a procedure. */
export const saveProcedure = saveVersionRule(kind);

/** Moves a procedure on; `effective` needs its changed limits tried on past runs. */
export const moveProcedure = moveVersionRule(kind);
