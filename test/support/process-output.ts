/** The first line a child process writes. */
import type { ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";

/** Rejects where the process ends, or says nothing, within the time. */
export function firstLine(child: ChildProcess, timeoutMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    if (child.stdout === null) throw new Error("the child's stdout is not piped");
    const timer = setTimeout(() => reject(new Error("no line in time")), timeoutMs);
    const lines = createInterface({ input: child.stdout });
    lines.once("line", (line) => {
      clearTimeout(timer);
      resolve(line);
    });
    child.once("exit", (code) => {
      clearTimeout(timer);
      reject(new Error(`ended with ${code} before it said anything`));
    });
  });
}

/** Sends SIGTERM, or `signal`, and resolves when that very process is gone. */
export async function endChild(child: ChildProcess, signal: NodeJS.Signals = "SIGTERM") {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill(signal);
  await gone;
}
