/**
 * The history of a demo, told by a program of its own that sends runs as anybody else would. It
 * ends when it is done, or with the gateway; what it told before, it does not tell again.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Log } from "../../drivers/contract.ts";

/** How far a story is told; `failed` where its program ended before it was done. */
export interface StoryView {
  readonly state: "telling" | "told" | "failed";
  readonly told: number;
  /** Unknown until the first step is told. */
  readonly of?: number;
}

/** The one who tells it. Disposing ends its process. */
export interface StoryTeller extends AsyncDisposable {
  view(): StoryView;
}

/** Starts the program, which is given the address of this gateway as `--url`. */
export function openStoryTeller(parts: {
  /** Absolute path. */
  readonly program: string;
  readonly url: string;
  readonly log: Log;
}): StoryTeller {
  const { program, url, log } = parts;
  // Standard input is its life line, as it is a simulator's.
  const child = spawn(process.execPath, [program, "--url", url], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  child.stdin.on("error", () => undefined);
  let view: StoryView = { state: "telling", told: 0 };
  createInterface({ input: child.stdout }).on("line", (line) => {
    view = { state: "telling", ...(JSON.parse(line) as { told: number; of: number }) };
  });
  const end = (isDone: boolean) => {
    view = { ...view, state: isDone ? "told" : "failed" };
    if (!isDone) log.warn({ program }, "the story of the demo was not told to its end");
  };
  child.once("error", () => end(false));
  // `close` comes when its last line was read, too.
  child.once("close", (code) => end(code === 0));
  return {
    view: () => view,
    async [Symbol.asyncDispose]() {
      child.removeAllListeners("close").removeAllListeners("error");
      await endProcess(child);
    },
  };
}

async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const exited = once(child, "exit");
  child.kill("SIGKILL");
  await exited;
}
