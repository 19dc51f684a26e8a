/** The hashes that a Merkle log is made of; their form may never change. */
import { createHash, randomBytes } from "node:crypto";
import type { Entry } from "../../domain/entry.ts";
import { canonicalJson } from "../canonical-json.ts";

const LEAF_PREFIX = Uint8Array.of(0);

/** SHA-256(salt ‖ body): without the salt a short body could be guessed from its hash. */
export function hashBody(salt: Uint8Array, text: string): Buffer {
  return createHash("sha256").update(salt).update(text, "utf8").digest();
}

/** RFC 9162 leaf: SHA-256(0x00 ‖ canonical JSON of the entry). */
export function hashLeaf(entry: Entry): Buffer {
  return createHash("sha256").update(LEAF_PREFIX).update(canonicalJson(entry), "utf8").digest();
}

/** 16 random bytes, new for each body. */
export function newSalt(): Buffer {
  return randomBytes(16);
}
