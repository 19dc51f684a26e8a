// The Node.js that the lockfile pins: an npm package for each platform that holds nothing but the
// binary, so that it needs no install script and its integrity is in the lockfile.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { BootstrapError, run } from "./progress.mjs";

/**
 * Resolves with the pinned Node.js, or with the running one where the platform has none pinned
 * but the version fits. Throws BootstrapError.
 *
 * @param {string} root
 */
export async function findNode(root) {
  const node = join(root, "node_modules", ".bin", "node");
  if (existsSync(node)) return node;
  const { optionalDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const platform = `${process.platform}-${process.arch}`;
  const wanted = optionalDependencies[`node-${platform}`];
  if (wanted !== undefined) {
    throw new BootstrapError(`the pinned Node.js ${wanted} for ${platform} is not installed`, {
      remedy: "remove the folder node_modules, then run the command again.",
    });
  }
  const major = Object.values(optionalDependencies)[0].split(".")[0];
  if (process.versions.node.split(".")[0] === major) return process.execPath;
  throw new BootstrapError(`Rigline brings no Node.js for ${platform}`, {
    remedy: `use Linux on x64 or arm64, or install Node.js ${major} yourself and run it with that.`,
  });
}

/**
 * Throws BootstrapError where the pinned binary is there but cannot run, e.g. on a Linux without
 * glibc. Called after an installation only: it costs a process.
 *
 * @param {string} root
 * @param {string} node
 */
export async function checkNodeRuns(root, node) {
  try {
    const { code, output } = await run(node, ["--version"], { cwd: root });
    if (code === 0) return;
    throw new Error(output);
  } catch (cause) {
    throw new BootstrapError("the pinned Node.js cannot run on this system", {
      remedy: "use a Linux with glibc 2.28 or newer (Debian 10 or later).",
      details: String(cause),
      cause,
    });
  }
}
