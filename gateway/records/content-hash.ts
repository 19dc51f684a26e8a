import { createHash } from "node:crypto";
import { canonicalJson } from "../ledger/canonical-json.ts";

/** Hex SHA-256 over the canonical JSON (RFC 8785) of a value: equal content, equal hash. */
export function contentHash(value: unknown): string {
  return createHash("sha256").update(canonicalJson(value)).digest("hex");
}
