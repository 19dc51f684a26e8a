/** Files against manifests (RFC 8493 section 3): complete, and valid. */
import { isInside, parseManifest, TAG_FILES } from "../bag/bag-text.ts";
import { BagError, type BagFile, readText } from "./bag-source.ts";
import type { BagFinding } from "./finding.ts";
import { hex, type NewFileHasher } from "./hasher.ts";

/** The bag's files by their path. */
export type BagFiles = ReadonlyMap<string, BagFile>;

export interface CheckedFiles {
  readonly findings: readonly BagFinding[];
  /** SHA-256 of each file as it is. */
  readonly hashes: ReadonlyMap<string, string>;
}

/** The files by path. Throws BagError for a path that leaves the bag, and for one that is twice. */
export function indexFiles(files: readonly BagFile[]): BagFiles {
  const index = new Map<string, BagFile>();
  for (const file of files) {
    if (!isInside(file.path)) throw new BagError(`"${file.path}" would lie outside of the bag`);
    if (index.has(file.path)) throw new BagError(`"${file.path}" is there twice`);
    index.set(file.path, file);
  }
  return index;
}

/** How files are hashed, and who is told of their bytes as they are read. */
export interface FileCheck {
  readonly newFileHasher: NewFileHasher;
  readonly onBytes: (path: string, bytes: Uint8Array) => void;
}

/** Hashes every file and compares. Throws BagError for what is no bag. */
export async function checkFiles(files: BagFiles, check: FileCheck): Promise<CheckedFiles> {
  const payload = await readManifest(files, TAG_FILES.manifest);
  const tags = await readManifest(files, TAG_FILES.tagManifest);
  const listed = new Map([...payload, ...tags]);
  const findings: BagFinding[] = [];
  const hashes = new Map<string, string>();
  for (const path of [...listed.keys(), ...files.keys()]) {
    if (!isInside(path)) throw new BagError(`the manifest lists "${path}", outside of the bag`);
    const file = files.get(path);
    if (file === undefined) {
      const what = "is listed in the manifest and missing";
      findings.push({ code: "bag.incomplete", path, what });
    } else if (!hashes.has(path)) {
      hashes.set(path, await hashFile(file, check));
      const found = judgeFile(path, listed.get(path), hashes.get(path));
      if (found !== undefined) findings.push(found);
    }
  }
  const unlisted = [...payload.keys()].filter((path) => !path.startsWith("data/"));
  for (const path of unlisted) {
    findings.push({ code: "bag.altered", path, what: "is in the manifest of the payload" });
  }
  return { findings, hashes };
}

const UNLISTED: ReadonlySet<string> = new Set([TAG_FILES.tagManifest, TAG_FILES.seal]);

function judgeFile(path: string, expected: string | undefined, hash: string | undefined) {
  if (expected === hash) return undefined;
  if (expected !== undefined) {
    const what = "was altered: its SHA-256 is not the one in the manifest";
    return { code: "bag.altered", path, what } as const;
  }
  if (UNLISTED.has(path)) return undefined;
  return { code: "bag.unexpected-file", path, what: "was added: no manifest lists it" } as const;
}

async function readManifest(files: BagFiles, name: string): Promise<ReadonlyMap<string, string>> {
  const file = files.get(name);
  if (file === undefined) throw new BagError(`there is no ${name}: this is no evidence package`);
  const hashes = parseManifest(await readText(file));
  if (hashes === undefined) throw new BagError(`${name} has a line that is no hash and path`);
  return hashes;
}

async function hashFile(file: BagFile, { newFileHasher, onBytes }: FileCheck): Promise<string> {
  const hasher = newFileHasher(file.bytes);
  for await (const chunk of file.open()) {
    hasher.update(chunk);
    onBytes(file.path, chunk);
  }
  return hex(await hasher.digest());
}
