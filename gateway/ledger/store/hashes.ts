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

const SALT_BYTES = 16;
const SALTS_AT_ONCE = 256;

/** Makes salts: 16 random bytes, new for each body, asked of the system many at a time. */
export function openSalts(): () => Buffer {
  let drawn = Buffer.alloc(0);
  let next = 0;
  return () => {
    if (next === drawn.length) {
      // A new buffer each time: what was given away is never written again.
      drawn = randomBytes(SALT_BYTES * SALTS_AT_ONCE);
      next = 0;
    }
    next += SALT_BYTES;
    return drawn.subarray(next - SALT_BYTES, next);
  };
}
