// `npm test`: all tests, once. Two kinds of files are run a second time, alone and last, and that
// is told by name: one whose process the system ended for a fault of machine code (SIGSEGV), and,
// up to two of them, one of real components that failed on a machine busy with everything else.
// What fails alone as well has failed. Unit tests have no second time (decision 0135).
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const { root } = await import("../../deploy/bootstrap/prepare.mjs");
const words = process.argv.slice(2);
/** More than this is no accident. */
const CRASHES_MAX = 2;
const UNSTEADY_MAX = 2;

const scratch = await mkdtemp(join(tmpdir(), "rigline-tests-"));
const resultFile = join(scratch, "result.json");
let child;

function run(files) {
  const vitest = join(root, "node_modules", ".bin", "vitest");
  const env = { ...process.env, RIGLINE_TEST_RESULT: resultFile };
  child = spawn(vitest, ["run", ...words, ...files], { cwd: root, env, stdio: "inherit" });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve(code ?? 1));
  });
}

/** Undefined where the run ended before it could be summed up. */
async function readResult() {
  const text = await readFile(resultFile, "utf8").catch(() => undefined);
  await rm(resultFile, { force: true });
  return text === undefined ? undefined : JSON.parse(text);
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
let code = await run([]);
const first = await readResult();
const crashed = first?.crashed ?? [];
const unsteady = first?.unsteady ?? [];
const again = [...new Set([...crashed.map(({ file }) => file), ...unsteady])];
const isFew = crashed.length <= CRASHES_MAX && unsteady.length <= UNSTEADY_MAX;
if (code !== 0 && first?.failed === 0 && again.length > 0 && isFew) {
  for (const { file, signal } of crashed) {
    console.log(`\n${file}: its process was ended by the system (${signal}). It is run again.`);
  }
  for (const file of unsteady) console.log(`\n${file}: failed. It is run again, alone.`);
  code = await run(again);
  const second = await readResult();
  const left = (second?.crashed.length ?? 0) + (second?.unsteady.length ?? 0);
  const failed = (second?.failed ?? 1) + left;
  if (failed > 0) code = 1;
  for (const file of again) {
    const how = code === 0 ? "passed" : "was run";
    console.log(`unsteady: ${file} ${how} the second time`);
  }
  console.log(`${first.passed + (second?.passed ?? 0)} passed, ${failed} failed`);
}
await rm(scratch, { recursive: true, force: true });
process.exitCode = code;
