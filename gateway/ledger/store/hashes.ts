/** The hashes that a Merkle log is made of; their form may never change. */
import { hash, randomBytes } from "node:crypto";
import type { Entry } from "../../domain/entry.ts";
import { canonicalJson } from "../canonical-json.ts";
import { hashLeafData } from "../merkle/hashing.ts";

/** SHA-256(salt ‖ body): without the salt a short body could be guessed from its hash. */
export function hashBody(salt: Uint8Array, text: string): Buffer {
  return hash("sha256", Buffer.concat([salt, Buffer.from(text, "utf8")]), "buffer");
}

/** RFC 9162 leaf: SHA-256(0x00 ‖ canonical JSON of the entry). */
export function hashLeaf(entry: Entry): Buffer {
  return hashLeafData(Buffer.from(canonicalJson(entry), "utf8"));
}

/** 16 random bytes, new for each body. */
export function newSalt(): Buffer {
  return randomBytes(16);
}
