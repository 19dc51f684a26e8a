// `npm start`: the gateway. With a configuration it takes this process's place. The sample line has
// a plug that may be pulled on its page: then this one starts it again, as a service manager would.
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const main = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "gateway", "main.ts");
const words = [main, "start", ...process.argv.slice(2)];
const isSample = !words.some((word) => word === "--config" || word.startsWith("--config="));
/** What dies sooner would die again: it is told, not repeated. */
const LIVED_MS = 3_000;

if (!isSample && process.execve !== undefined) {
  process.execve(process.execPath, [process.execPath, ...words], process.env);
}

let child;
function run() {
  const startedMs = performance.now();
  const env = isSample ? { ...process.env, RIGLINE_REVIVED: "yes" } : process.env;
  child = spawn(process.execPath, words, { stdio: "inherit", env });
  child.on("error", (error) => {
    process.stderr.write(`rigline: ${error.message}\n`);
    process.exit(70);
  });
  child.on("close", (code, signal) => {
    const isPulled = signal === "SIGKILL" && isSample && performance.now() - startedMs > LIVED_MS;
    if (!isPulled) process.exit(code ?? 128 + constants.signals[signal]);
    process.stdout.write(
      "\n  The plug was pulled (signal 9). Starting again with what was stored.\n",
    );
    run();
  });
}
run();

// The gateway knows a key that reaches it twice: from the terminal, and from here.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => child.kill(signal));
}
