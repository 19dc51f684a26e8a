// `npm run check`: all that can be said of the code without real components, side by side, with
// the time of each. What fails is shown whole; what passes is one line. What has passed as it is
// now, with all that it imports, is not asked again; `npm run check -- --all` asks everything
// (decision 0147).
import "../../deploy/bootstrap/node-version.mjs";
import { readFile, rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join, relative } from "node:path";

const { run } = await import("../../deploy/bootstrap/progress.mjs");
const { root } = await import("../../deploy/bootstrap/prepare.mjs");
const { readSources } = await import("./check/list-sources.ts");
const { sourceKeys } = await import("./check/source-keys.ts");
const { openGreenMemory } = await import("./check/green-memory.ts");

const BUDGET_MS = 10_000;
const SLOW_TEST_MS = 300;
/** From here on naming the files takes longer than taking them all. */
const NAMED_MAX = 400;
const startedMs = performance.now();
const cache = join(root, "node_modules", ".cache");
const testReport = join(cache, `check-${process.pid}.json`);
const sources = readSources(root);
const keys = sourceKeys(sources, process.version);
const memory = openGreenMemory(join(cache, "rigline-check.json"), keys);
const isAll = process.argv.includes("--all");
const UNIT_TEST = /^(gateway|drivers|fixtures|dashboard|deploy)\/.*(?<!\.thorough)\.test\.tsx?$/;
/** Biome takes what it knows. */
const ANY_FILE = /./;

/** What has to be asked of one check. */
function scopeOf(check, pattern) {
  const paths = [...sources.keys()].filter((path) => pattern.test(path));
  const stale = isAll ? paths : memory.stale(check, paths);
  const named = stale.length > NAMED_MAX || stale.length === paths.length ? undefined : stale;
  return { paths, stale, named, told: `${stale.length} of ${paths.length} files` };
}

const unit = scopeOf("unit", UNIT_TEST);
const biome = scopeOf("biome", ANY_FILE);
/** The whole, as it lies here, has passed. */
const isKnown = !isAll && memory.stale("whole", ["."]).length === 0;

// The longest first: on two cores it sets the time of all.
const CHECKS = [
  {
    name: `unit (${unit.told}) and tidy`,
    words: [
      ...["vitest", "run", "--project", "tidy", "--reporter", "dot"],
      ...(unit.stale.length === 0 ? [] : ["--project", "unit"]),
      ...["--reporter", "./test/support/summary-reporter.ts"],
      ...["--reporter", "json", "--outputFile", testReport],
      // vitest keeps a core free; here the steps share them all.
      ...["--maxWorkers", String(Math.max(2, availableParallelism() - 1))],
      ...(unit.named === undefined ? [] : ["test/tidy/", ...unit.named]),
    ],
    onEnd: async (code) => {
      const failed = code === 0 ? [] : await listFailedFiles();
      // Red without a file that is: then nobody knows what it was.
      if (code !== 0 && failed.length === 0) return;
      memory.keep(
        "unit",
        unit.paths.filter((path) => !failed.includes(path)),
      );
    },
  },
  {
    name: `biome (${biome.told})`,
    words: ["biome", "check", "--no-errors-on-unmatched", ...(biome.named ?? ["."])],
    isNeeded: biome.stale.length > 0,
    onEnd: (code) => code === 0 && memory.keep("biome", biome.paths),
  },
  {
    name: "tsc",
    words: ["tsc", "--noEmit", "--incremental", "--tsBuildInfoFile", join(cache, "tsc.json")],
  },
  { name: "knip", words: ["knip", "--cache"] },
];
// The compiled code of the tools themselves is kept, too: half a second of each start.
const env = { ...process.env, NODE_COMPILE_CACHE: join(cache, "compiled") };

async function check({ name, words: [program, ...words], onEnd }) {
  const startedMs = performance.now();
  const path = join(root, "node_modules", ".bin", program);
  const { code, output } = await run(path, words, { cwd: root, env });
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1).padStart(5);
  console.log(`${code === 0 ? "ok    " : "FAILED"} ${seconds} s  ${name}`);
  await onEnd?.(code);
  return { name, code, output };
}

/** Relative to the root, with each that could not be run. */
async function listFailedFiles() {
  const { testResults } = JSON.parse(await readFile(testReport, "utf8"));
  const failed = testResults.filter(({ status }) => status !== "passed");
  return failed.map(({ name }) => relative(root, name));
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

try {
  if (isKnown) console.log("ok      0.0 s  nothing has changed since it passed (--all asks again)");
  const asked = isKnown ? [] : CHECKS.filter(({ isNeeded = true }) => isNeeded);
  const results = await Promise.all(asked.map(check));
  for (const { name, code, output } of results) {
    if (code !== 0) console.log(`\n${name}\n${output.trim()}`);
  }
  const isRed = results.some(({ code }) => code !== 0);
  if (!isRed) memory.keep("whole", ["."]);
  const tookMs = performance.now() - startedMs;
  console.log(`       ${(tookMs / 1000).toFixed(1).padStart(4)} s  in all`);
  if (tookMs > BUDGET_MS) {
    console.log(`more than ${BUDGET_MS / 1000} s; unit tests of more than ${SLOW_TEST_MS} ms:`);
    await tellSlowTests();
  }
  process.exitCode = isRed ? 1 : 0;
} finally {
  await rm(testReport, { force: true });
}
