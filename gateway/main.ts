/**
 * The edge of the process: signals, environment, standard streams, exit code. It loads little
 * itself, so that the compile cache is on before the rest is loaded.
 */
import { readFileSync } from "node:fs";
import { enableCompileCache } from "node:module";
import { join } from "node:path";
import { inspect } from "node:util";
import { findBundledMain, rootOf } from "./cli/process/bundle.ts";
import { becomeLean } from "./cli/process/lean-process.ts";
import { listenForStop } from "./cli/process/stop-signal.ts";

const root = rootOf(import.meta.url);
const { env } = process;

// In the environment: worker threads, child processes and the lean process only look there.
env.NODE_COMPILE_CACHE ??= join(
  env.CACHE_DIRECTORY ?? join(root, "node_modules", ".cache"),
  "rigline-compile",
);
// Before any cache of ours is on: this file, too, must come from it in the process that stays,
// because a process that strips one file of its types carries the compiler (25 MB) for good.
if (process.argv[2] === "start") {
  becomeLean(process, () => (import.meta.url.endsWith(".ts") ? findBundledMain(root) : undefined));
}
enableCompileCache(env.NODE_COMPILE_CACHE);

const SIGNAL_EXIT_BASE = 128;
/** EX_SOFTWARE, as in cli/exit-code.ts, which is not loaded yet. */
const INTERNAL_EXIT = 70;
const stop = listenForStop({
  process,
  terminal: process.stderr.isTTY === true,
  nowMs: () => performance.now(),
  endNow: (signal) => process.exit(SIGNAL_EXIT_BASE + (signal === "SIGINT" ? 2 : 15)),
});

// Crash-only: who threw has nothing left to be trusted with, and the ledger makes an end safe.
let reportCrash: ((error: unknown) => void) | undefined;
process.on("uncaughtException", (error) => {
  reportCrash?.(error);
  process.stderr.write("rigline: unexpected error; what was said to be stored is stored.\n");
  process.stderr.write(`${inspect(error)}\n`);
  process.exit(INTERNAL_EXIT);
});

const { runProgram } = await import("./cli/program.ts");
process.exitCode = await runProgram(process.argv.slice(2), {
  root,
  version: JSON.parse(readFileSync(join(root, "package.json"), "utf8")).version,
  // npm runs scripts in the package's folder and keeps the user's own here.
  directory: (env.npm_lifecycle_event === "start" && env.INIT_CWD) || process.cwd(),
  env,
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  terminal: process.stderr.isTTY === true,
  onReload: stop.onReload,
  onCrash: (report) => {
    reportCrash = report;
  },
  signal: stop.signal,
});
stop[Symbol.dispose]();

// What is still open after a command has ended must not keep the process: a leak is told and cut.
const LINGER_MS = 1_000;
setTimeout(() => {
  const open = [...new Set(process.getActiveResourcesInfo())].join(", ");
  process.stderr.write(`rigline: ended with resources still open: ${open}\n`);
  process.exit();
}, LINGER_MS).unref();
