/** What passed when it was last checked, by the key of all it depends on. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { SourceKeys } from "./source-keys.ts";

/** The checks that remember, each for its own files; `whole` is all of them over everything. */
type CheckName = "biome" | "unit" | "whole";

type Greens = Partial<Record<CheckName, Readonly<Record<string, string>>>>;

export interface GreenMemory {
  /** Those of `paths` that may not pass any more: new, changed, or something they import is. */
  stale(check: CheckName, paths: readonly string[]): readonly string[];
  /** All of `paths` pass as they are now. */
  keep(check: CheckName, paths: readonly string[]): void;
}

/** The memory in that file; empty where there is none, or none that can be read. */
export function openGreenMemory(file: string, keys: SourceKeys): GreenMemory {
  const greens = read(file);
  return {
    stale: (check, paths) => paths.filter((path) => greens[check]?.[path] !== keys.keyOf(path)),
    keep(check, paths) {
      greens[check] = Object.fromEntries(paths.map((path) => [path, keys.keyOf(path)]));
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(`${file}.new`, JSON.stringify(greens));
      renameSync(`${file}.new`, file);
    },
  };
}

function read(file: string): Greens {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    // It saves time, no more: without it everything is checked.
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === "ENOENT") {
      return {};
    }
    throw error;
  }
}
