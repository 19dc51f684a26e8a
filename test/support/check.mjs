// `npm run check`: all that can be said of the code without real components, side by side, with
// the time of each. What fails is shown whole; what passes is one line.
import "../../deploy/bootstrap/node-version.mjs";
import { join } from "node:path";

const { run } = await import("../../deploy/bootstrap/progress.mjs");
const { root } = await import("../../deploy/bootstrap/prepare.mjs");

const CHECKS = {
  biome: ["biome", "check", "."],
  tsc: ["tsc", "--noEmit", "--incremental", "--tsBuildInfoFile", "node_modules/.cache/tsc.json"],
  knip: ["knip", "--cache"],
  "unit and tidy": ["vitest", "run", "--project", "unit", "--project", "tidy"],
};

const startedMs = performance.now();
const seconds = () => ((performance.now() - startedMs) / 1000).toFixed(1).padStart(5);

async function check([name, [program, ...words]]) {
  const path = join(root, "node_modules", ".bin", program);
  const { code, output } = await run(path, words, { cwd: root, env: process.env });
  console.log(`${code === 0 ? "ok    " : "FAILED"} ${seconds()} s  ${name}`);
  return { name, code, output };
}

const results = await Promise.all(Object.entries(CHECKS).map(check));
for (const { name, code, output } of results) {
  if (code !== 0) console.log(`\n${name}\n${output.trim()}`);
}
process.exitCode = results.some(({ code }) => code !== 0) ? 1 : 0;
