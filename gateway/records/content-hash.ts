import { createHash } from "node:crypto";
import { CanonicalJsonError, canonicalJson } from "../ledger/canonical-json.ts";
import { Refusal } from "../ledger/contract.ts";

/**
 * Hex SHA-256 over the canonical JSON (RFC 8785) of a value: equal content, equal hash. Throws
 * Refusal `record.invalid` for content that has no exact JSON.
 */
export function contentHash(value: unknown): string {
  return createHash("sha256").update(exactJson(value)).digest("hex");
}

function exactJson(value: unknown): string {
  try {
    return canonicalJson(value);
  } catch (error) {
    if (!(error instanceof CanonicalJsonError)) throw error;
    throw new Refusal("record.invalid", error.message, { field: error.path });
  }
}
