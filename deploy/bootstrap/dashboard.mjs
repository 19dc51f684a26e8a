// The dashboard: built with Vite when its sources or the packages changed since the last build.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { BootstrapError, run, tell } from "./progress.mjs";

const DETAILS_MAX = 3_000;

/**
 * Builds dashboard/dist where it is missing or stale. Throws BootstrapError.
 *
 * @param {string} root
 * @param {string} node The Node.js to build with.
 */
export async function buildDashboard(root, node) {
  const stamp = join(root, "dashboard", "dist", ".built-from");
  const sources = hashSources(root);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === sources) return;
  const vite = join(root, "node_modules", "vite", "bin", "vite.js");
  const buildArguments = [vite, "build", "--config", "dashboard/vite.config.ts"];
  const { code, output } = await tell({ what: "building the dashboard" }, () =>
    run(node, buildArguments, {
      cwd: root,
      env: { ...process.env, NODE_ENV: "production", NO_COLOR: "1" },
    }),
  );
  if (code !== 0) {
    throw new BootstrapError("the dashboard could not be built", {
      remedy: "see what Vite says below; if you did not change dashboard/, report it.",
      details: stripVTControlCharacters(output).trim().slice(0, DETAILS_MAX),
    });
  }
  writeFileSync(stamp, sources);
}

/**
 * `verify.html` is made of the gateway's verifier, which reads little else.
 *
 * @param {string} root
 * @param {import("node:crypto").Hash} hash
 */
function hashVerifier(root, hash) {
  for (const folder of ["gateway/compliance", "gateway/records/evidence"]) {
    const files = readdirSync(join(root, folder), { recursive: true, encoding: "utf8" });
    for (const path of files.filter((name) => name.endsWith(".ts")).sort()) {
      hash.update(`\0${folder}/${path}\0`).update(readFileSync(join(root, folder, path)));
    }
  }
}

/**
 * Names and contents of all the build reads, the packages by their lockfile.
 *
 * @param {string} root
 */
function hashSources(root) {
  const hash = createHash("sha256").update(readFileSync(join(root, "package-lock.json")));
  hashVerifier(root, hash);
  const dashboard = join(root, "dashboard");
  const files = readdirSync(dashboard, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(dashboard.length + 1))
    .filter((path) => !path.startsWith("dist/") && !/\.test\.tsx?$/.test(path))
    .sort();
  for (const path of files) {
    hash.update(`\0${path}\0`).update(readFileSync(join(dashboard, path)));
  }
  return hash.digest("hex");
}
