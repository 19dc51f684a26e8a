// `npm test`: all tests, once. Where the system ended a test process for a fault of the machine
// code below JavaScript (SIGSEGV and its like), its file has proven nothing either way: it is run
// again, once, and that is told. Any other failure stays one.
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const { root } = await import("../../deploy/bootstrap/prepare.mjs");
const words = process.argv.slice(2);
/** More than this is no accident. */
const CRASHES_MAX = 2;

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
if (code !== 0 && first?.failed === 0 && crashed.length > 0 && crashed.length <= CRASHES_MAX) {
  for (const { file, signal } of crashed) {
    console.log(`\n${file}: its process was ended by the system (${signal}). It is run again.`);
  }
  code = await run(crashed.map(({ file }) => file));
  const second = await readResult();
  const failed = (second?.failed ?? 1) + (second?.crashed.length ?? 0);
  console.log(`${first.passed + (second?.passed ?? 0)} passed, ${failed} failed`);
  if (failed > 0) code = 1;
}
await rm(scratch, { recursive: true, force: true });
process.exitCode = code;
