// `npm run check`: all that can be said of the code without real components, side by side, with
// the time of each. What fails is shown whole; what passes is one line.
import "../../deploy/bootstrap/node-version.mjs";
import { readFile, rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join, relative } from "node:path";

const { run } = await import("../../deploy/bootstrap/progress.mjs");
const { root } = await import("../../deploy/bootstrap/prepare.mjs");

const BUDGET_MS = 10_000;
const SLOW_TEST_MS = 300;
const cache = join(root, "node_modules", ".cache");
const testReport = join(cache, `check-${process.pid}.json`);
// The longest first: on two cores it sets the time of all.
const CHECKS = {
  "unit and tidy": [
    ...["vitest", "run", "--project", "unit", "--project", "tidy", "--reporter", "dot"],
    ...["--reporter", "./test/support/summary-reporter.ts"],
    ...["--reporter", "json", "--outputFile", testReport],
    // vitest keeps a core free; here the steps share them all.
    ...["--maxWorkers", String(Math.max(2, availableParallelism() - 1))],
  ],
  biome: ["biome", "check", "."],
  tsc: ["tsc", "--noEmit", "--incremental", "--tsBuildInfoFile", join(cache, "tsc.json")],
  knip: ["knip", "--cache"],
};
// The compiled code of the tools themselves is kept, too: half a second of each start.
const env = { ...process.env, NODE_COMPILE_CACHE: join(cache, "compiled") };

async function check([name, [program, ...words]]) {
  const startedMs = performance.now();
  const path = join(root, "node_modules", ".bin", program);
  const { code, output } = await run(path, words, { cwd: root, env });
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1).padStart(5);
  console.log(`${code === 0 ? "ok    " : "FAILED"} ${seconds} s  ${name}`);
  return { name, code, output };
}

/** The unit tests that belong into `*.thorough.test.ts`, said when the check takes too long. */
async function tellSlowTests() {
  const { testResults } = JSON.parse(await readFile(testReport, "utf8"));
  const slow = testResults
    .flatMap(({ name, assertionResults }) =>
      assertionResults.map(({ title, duration = 0 }) => ({ name, title, duration })),
    )
    .filter(({ duration }) => duration > SLOW_TEST_MS)
    .sort((left, right) => right.duration - left.duration);
  for (const { name, title, duration } of slow) {
    console.log(`  ${Math.round(duration)} ms  ${relative(root, name)}: ${title}`);
  }
}

const startedMs = performance.now();
try {
  const results = await Promise.all(Object.entries(CHECKS).map(check));
  for (const { name, code, output } of results) {
    if (code !== 0) console.log(`\n${name}\n${output.trim()}`);
  }
  const tookMs = performance.now() - startedMs;
  console.log(`       ${(tookMs / 1000).toFixed(1).padStart(4)} s  in all`);
  if (tookMs > BUDGET_MS) {
    console.log(`more than ${BUDGET_MS / 1000} s; unit tests of more than ${SLOW_TEST_MS} ms:`);
    await tellSlowTests();
  }
  process.exitCode = results.some(({ code }) => code !== 0) ? 1 : 0;
} finally {
  await rm(testReport, { force: true });
}
