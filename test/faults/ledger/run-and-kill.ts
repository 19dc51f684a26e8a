/** Kills a program in the middle of its writing. For the tests of what is durable. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

/**
 * Lets a program write in its directory until it has said `lines` lines of JSON, then kills it by
 * -9. `words` are the program, the directory and the round. Resolves with all it said.
 */
export async function runAndKill<Said>(
  words: readonly [program: string, directory: string, round: string],
  lines: number,
): Promise<Said[]> {
  const child = spawn(process.execPath, words, {
    stdio: ["ignore", "pipe", "inherit"],
    env: { NODE_COMPILE_CACHE: join(words[1], "code-cache") },
  });
  const said: Said[] = [];
  const reader = createInterface({ input: child.stdout });
  reader.on("line", (line) => {
    // A kill may cut the last line; only a whole one was said.
    if (line.endsWith("}")) said.push(JSON.parse(line) as Said);
    if (said.length === lines) child.kill("SIGKILL");
  });
  await Promise.all([once(child, "exit"), once(reader, "close")]);
  return said;
}
