/**
 * The key that signs a gateway's checkpoints: a file in the data directory that only its user may
 * read. It is in no backup: what is restored starts a new log with a new key (decision 0070).
 */
import { createPrivateKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { syncFolder } from "../../telemetry/durable-folder.ts";

const FILE = "log.key";
const OWNER_ONLY = 0o600;

/** The key of the directory; made, durable, where there is none. Throws what the file says. */
export function openLogKey(directory: string): KeyObject {
  const path = join(directory, FILE);
  return existsSync(path) ? readKey(path) : replaceLogKey(directory);
}

/** A new key in place of the old one. */
export function replaceLogKey(directory: string): KeyObject {
  const { privateKey } = generateKeyPairSync("ed25519");
  const path = join(directory, FILE);
  const fresh = `${path}.new`;
  const file = openSync(fresh, "w", OWNER_ONLY);
  try {
    writeSync(file, privateKey.export({ format: "pem", type: "pkcs8" }).toString());
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(fresh, path);
  syncFolder(directory);
  return privateKey;
}

function readKey(path: string): KeyObject {
  // A copy by hand may have opened it to others.
  chmodSync(path, OWNER_ONLY);
  return createPrivateKey(readFileSync(path));
}
