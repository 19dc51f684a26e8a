/**
 * The bundle: the gateway and its libraries as a few files of plain JavaScript, made by the
 * bootstrap (deploy/bundle-gateway.ts) in `dist/HASH`, where HASH is of all that went into it.
 * So a bundle is either of exactly the sources that lie here or is not found.
 */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** What a bundle is made of, beside the packages, which the lockfile names. */
const FOLDERS = ["drivers", "gateway"];
const FILES = ["package.json", "package-lock.json", "deploy/bundle-gateway.ts"];
const HASH_DIGITS = 16;

/** The folder of the clone, of a file in the sources as well as in a bundle. */
export function rootOf(moduleUrl: string): string {
  let folder = dirname(fileURLToPath(moduleUrl));
  while (!existsSync(join(folder, "package-lock.json"))) {
    if (folder === dirname(folder)) throw new Error(`${moduleUrl} lies in no clone of Rigline`);
    folder = dirname(folder);
  }
  return folder;
}

/** Where the bundle of the sources as they are now lies, or would lie. Reads them all: 30 ms. */
export function bundleDirectory(root: string): string {
  const hash = createHash("sha256");
  for (const path of [...FILES, ...FOLDERS.flatMap((folder) => listSources(root, folder))]) {
    hash.update(`\0${path}\0`).update(readFileSync(join(root, path)));
  }
  return join(root, "dist", hash.digest("hex").slice(0, HASH_DIGITS));
}

/** The bundle's main file; undefined where there is none of the sources as they are now. */
export function findBundledMain(root: string): string | undefined {
  const dist = join(root, "dist");
  if (!existsSync(dist)) return undefined;
  const main = join(bundleDirectory(root), "main.js");
  return existsSync(main) ? main : undefined;
}

function listSources(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => /\.(ts|json)$/.test(path) && !path.endsWith(".test.ts"))
    .map((path) => `${folder}/${path}`)
    .sort();
}
