/** One `rigline` command, as a person runs it, to its end. */
import { spawn } from "node:child_process";
import { once } from "node:events";

export interface Ran {
  readonly code: number | null;
  /** Standard output. */
  readonly out: string;
  /** Both streams. */
  readonly all: string;
}

const MAIN = new URL("../../gateway/main.ts", import.meta.url).pathname;

/** Resolves when the command has ended by itself; it is killed after `deadlineMs`. */
export async function rigline(
  words: readonly string[],
  deadlineMs = 60_000,
  directory = process.cwd(),
): Promise<Ran> {
  const child = spawn(process.execPath, [MAIN, ...words], {
    ...{ cwd: directory, stdio: ["ignore", "pipe", "pipe"] },
  });
  const timer = setTimeout(() => child.kill("SIGKILL"), deadlineMs);
  let out = "";
  let all = "";
  child.stdout.on("data", (chunk) => {
    out += chunk;
    all += chunk;
  });
  child.stderr.on("data", (chunk) => {
    all += chunk;
  });
  const [code] = (await once(child, "close")) as [number | null];
  clearTimeout(timer);
  return { code, out, all };
}
