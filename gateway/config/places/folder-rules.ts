/** What the schema cannot say of `watchedFolders:`: what is there, and may be written. */
import { accessSync, constants, statSync } from "node:fs";
import { resolve } from "node:path";
import type { Finding } from "../fault.ts";
import { keysAt, textAt } from "../value-at.ts";

/** All findings about the folders of the value as it was written. */
export function checkWatchedFolders(value: unknown, base: string): readonly Finding[] {
  const seen = new Map<string, string>();
  return keysAt(value, ["watchedFolders"]).flatMap((name) => {
    const findings: Finding[] = [];
    for (const key of ["folder", "mapping"] as const) {
      const path = ["watchedFolders", name, key];
      const written = textAt(value, path);
      if (written === undefined) continue;
      const file = resolve(base, written);
      const other = key === "folder" ? seen.get(file) : undefined;
      const problem = other ?? (key === "folder" ? folderProblem(file) : fileProblem(file));
      if (key === "folder") seen.set(file, `is watched by \`${name}\` already`);
      if (problem === undefined) continue;
      const place = { path, at: "value", value: written } as const;
      findings.push({ ...place, code: "config.unreadable-file", message: `${file} ${problem}` });
    }
    return findings;
  });
}

function folderProblem(path: string): string | undefined {
  return accessProblem(path, constants.R_OK | constants.W_OK, () =>
    statSync(path).isDirectory() ? undefined : "is no folder",
  );
}

function fileProblem(path: string): string | undefined {
  return accessProblem(path, constants.R_OK, () => undefined);
}

function accessProblem(
  path: string,
  mode: number,
  otherwise: () => string | undefined,
): string | undefined {
  try {
    accessSync(path, mode);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return "does not exist";
    if (code === "EACCES" || code === "EPERM") return "may not be read or written by this user";
    throw error;
  }
  return otherwise();
}
