import { type Query, Refusal } from "../../ledger/contract.ts";
import { getVersion, listVersions } from "../controlled/versions.ts";
import { documentContentOf, findDocumentInForce } from "./in-force.ts";

/** Which file: that of the version in force, or of one that is not effective yet. */
export interface DocumentFileFilter {
  readonly id: string;
  readonly nowUs: number;
  readonly version?: number;
}

/** Where a document's file lies, and what it is called. */
export interface DocumentFile {
  readonly fileHash: string;
  readonly fileName: string;
}

/**
 * The file of the version in force; with `version`, of one that is still to become effective
 * (CR-80). Throws Refusal `record.not-found`, `document.not-effective`.
 */
export const findDocumentFile: Query<DocumentFileFilter, DocumentFile> = ({ sql }, filter) => {
  const { id, nowUs, version } = filter;
  if (version !== undefined) {
    const found = getVersion(sql, { type: "document", id, version });
    if (found.status === "draft" || found.status === "in_review") return fileOf(found);
    const message = `version ${version} of document ${id} is ${found.status}; ask for the one in force`;
    throw new Refusal("document.not-effective", message, { id, version });
  }
  const inForce = findDocumentInForce(sql, id, nowUs);
  if (inForce !== undefined) return fileOf(inForce);
  if (listVersions(sql, { type: "document", id }).length === 0) {
    throw new Refusal("record.not-found", `there is no document ${id}`, { id });
  }
  throw new Refusal("document.not-effective", `document ${id} has no effective version`, { id });
};

function fileOf(version: Parameters<typeof documentContentOf>[0]): DocumentFile {
  const { fileHash, fileName } = documentContentOf(version);
  return { fileHash, fileName };
}
