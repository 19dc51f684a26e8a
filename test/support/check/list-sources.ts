/** All files of the clone that git has or would take, as they lie here. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { SourceTexts } from "./source-keys.ts";

const LIST_BYTES_MAX = 64 * 1024 * 1024;

/** Their texts by path, relative to the root; what is no text differs where its bytes do. */
export function readSources(root: string): SourceTexts {
  const listed = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "-z"], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: LIST_BYTES_MAX,
  });
  const texts = new Map<string, string>();
  for (const path of listed.split("\0")) {
    const text = path === "" ? undefined : readIfThere(join(root, path));
    if (text !== undefined) texts.set(path, text);
  }
  return texts;
}

/** Listed and deleted, or a link to a folder. */
const NO_FILE = ["ENOENT", "EISDIR"];

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "latin1");
  } catch (error) {
    if (NO_FILE.includes((error as NodeJS.ErrnoException).code ?? "")) return undefined;
    throw error;
  }
}
