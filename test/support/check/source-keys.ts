/**
 * What a file's check depends on, as one key: its own text and that of all it imports, however
 * deep. Where the key is that of a check that passed, the check would pass again.
 */
import { createHash } from "node:crypto";
import { posix } from "node:path";

/** Texts by path, relative to the root. */
export type SourceTexts = ReadonlyMap<string, string>;

export interface SourceKeys {
  /** Of a file with all it imports; of everything where it looks for files itself, or is none. */
  keyOf(path: string): string;
  /** Of everything. */
  readonly all: string;
}

/** Decides about every check, whatever it imports. */
const SETTINGS = [
  ...["package.json", "package-lock.json", "tsconfig.json", "biome.json", "knip.json"],
  ...["vitest.config.ts", "test/support/seed.ts", "test/support/check.mjs"],
];
const CODE = /\.(ts|tsx|mjs|js)$/;
/** Static, dynamic, and the entry of a worker. */
const IMPORT = /(?:\bfrom|\bimport|\bimport\(|\bnew URL\()\s*"(\.[^"]+)"/g;
/** These two name no file beyond what is imported. */
const HARMLESS =
  /createRequire\(import\.meta\.url\)|new URL\("\.[^"]+\.ts",\s*import\.meta\.url\)/g;
/** Whoever knows where it lies, or where it was started, may read any file. */
const LOOKS_AROUND = /\bimport\.meta\b|\bprocess\.cwd\b/;

/** Keys of these texts under that version of Node.js. Pure. */
export function sourceKeys(texts: SourceTexts, nodeVersion: string): SourceKeys {
  const hashes = new Map([...texts].map(([path, text]) => [path, hashOf(text)] as const));
  const imports = new Map<string, readonly string[]>();
  for (const [path, text] of texts) {
    if (CODE.test(path)) imports.set(path, importsOf(path, text, texts));
  }
  const join = (paths: Iterable<string>) =>
    hashOf(
      [...paths]
        .sort()
        .map((path) => `${path} ${hashes.get(path)}`)
        .join("\n"),
    );
  const settings = join(SETTINGS);
  const all = hashOf(`${nodeVersion} ${join(texts.keys())}`);
  const readers = [...imports.keys()].filter((path) => looksAround(texts.get(path) ?? ""));
  const isReader = new Set(readers);
  const keyOf = (path: string) => {
    if (!texts.has(path)) return all;
    const reached = new Set([path]);
    for (const next of reached) {
      if (isReader.has(next)) return all;
      for (const imported of imports.get(next) ?? []) reached.add(imported);
    }
    return hashOf(`${nodeVersion} ${settings} ${join(reached)}`);
  };
  const known = new Map<string, string>();
  return {
    all,
    keyOf(path) {
      const key = known.get(path) ?? keyOf(path);
      known.set(path, key);
      return key;
    },
  };
}

function importsOf(path: string, text: string, texts: SourceTexts): readonly string[] {
  const found = [...text.matchAll(IMPORT)].map(([, name = ""]) =>
    posix.join(posix.dirname(path), name.replace(/\?.*$/, "")),
  );
  return found.filter((name) => texts.has(name));
}

function looksAround(text: string): boolean {
  return LOOKS_AROUND.test(text.replaceAll(HARMLESS, ""));
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("base64url").slice(0, 22);
}
