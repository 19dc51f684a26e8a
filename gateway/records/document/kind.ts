/** Documents as controlled data: who may read what is decided by what is in force (CR-80). */
import { z } from "zod";
import type { SqlReader } from "../../ledger/contract.ts";
import { contentHash } from "../content-hash.ts";
import {
  type Draft,
  moveVersionRule,
  saveVersionRule,
  type VersionKind,
} from "../controlled/version-rules.ts";
import { findVersion } from "../controlled/versions.ts";
import { sha256, storedName } from "../file/record.ts";
import { refuseInvalid } from "../import-rule.ts";

/** The content of a document's version as it is sent; its file is stored by `POST /files`. */
export const documentInput = z.strictObject({
  name: z.string().trim().min(1).max(200).describe("Title"),
  language: z
    .string()
    .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, "must be a language tag such as en or zh-Hans"),
  translationOf: z
    .strictObject({ id: z.string().min(1).max(200), version: z.int().min(1) })
    .optional()
    .describe("The version of the original it translates; stale once another one is in force"),
  fileHash: sha256,
  fileName: storedName,
  retentionYears: z.int().min(1).max(100).optional(),
});

/** The same as the rules see it. */
export type DocumentContent = z.output<typeof documentInput>;

const kind: VersionKind<DocumentContent> = {
  ...{ type: "document", schema: "document/1", noun: "document" },
  refuseFaults,
  hashOf: ({ status: _, effectiveFrom: __, ...content }) => contentHash(content),
  guards: () => [],
};

function refuseFaults(sql: SqlReader, { id, translationOf }: DocumentContent & Draft): void {
  if (translationOf === undefined) return;
  if (translationOf.id === id)
    refuseInvalid("translationOf", "a document does not translate itself");
  if (findVersion(sql, { type: "document", ...translationOf }) !== undefined) return;
  const message = `there is no version ${translationOf.version} of ${translationOf.id}`;
  refuseInvalid("translationOf", message);
}

/** Writes a draft of a document. */
export const saveDocument = saveVersionRule(kind);

/** Moves a document on. */
export const moveDocument = moveVersionRule(kind);
