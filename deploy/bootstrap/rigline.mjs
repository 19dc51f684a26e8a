#!/usr/bin/env node
// `npx rigline …`: makes sure all is installed, then runs the pinned Node.js on the gateway's
// command line with the same arguments, signals and exit code.
import "./node-version.mjs";
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { join } from "node:path";

const { prepare, reportAndExit, root } = await import("./prepare.mjs");
const rest = process.argv.slice(2);
const node = await prepare({ dashboard: rest[0] === "start" }).catch(reportAndExit);
const child = spawn(node, [join(root, "gateway", "main.ts"), ...rest], { stdio: "inherit" });

// A terminal sends its signals to both processes, a service manager only to this one. The child
// decides when to stop; this one waits for it.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => child.kill(signal));
}
child.on("error", reportAndExit);
child.on("close", (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
