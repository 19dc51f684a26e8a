// The npm packages: installed exactly as package-lock.json has them, without install scripts,
// and only when what is there differs.
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statfsSync,
  symlinkSync,
} from "node:fs";
import { join } from "node:path";
import { BootstrapError, run, tell } from "./progress.mjs";

const SPACE_NEEDED_BYTES = 900 * 1024 * 1024;

/**
 * True when node_modules holds what the lockfile names. npm writes node_modules/.package-lock.json
 * last, so an install that was interrupted is not taken for a whole one.
 *
 * @param {string} root
 */
export function packagesMatch(root) {
  const installedFile = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(installedFile)) return false;
  const installed = JSON.parse(readFileSync(installedFile, "utf8")).packages;
  const wanted = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages;
  return Object.entries(wanted).every(([path, item]) => {
    if (path === "") return true;
    const there = installed[path];
    if (there === undefined) return item.optional === true || item.devOptional === true;
    return there.version === item.version && there.integrity === item.integrity;
  });
}

/**
 * Installs the packages where they differ from the lockfile; true when it did. Throws
 * BootstrapError.
 *
 * @param {string} root
 */
export async function installPackages(root) {
  if (packagesMatch(root)) return false;
  checkSpace(root);
  const total = countWanted(root);
  const progress = () => `${countInstalled(root)} of about ${total} packages`;
  const what = "installing the npm packages of package-lock.json (about 650 MB)";
  const { code, output } = await tell({ what, progress }, () => runNpmCi(root));
  if (code !== 0) throw explain(output);
  return true;
}

/**
 * Makes `npx rigline` find the launcher, because npm links the commands of dependencies and not
 * one's own; and `node` the pinned one, which npm 10 installs but does not link.
 *
 * @param {string} root
 */
export function linkCommands(root) {
  const bin = join(root, "node_modules", ".bin");
  mkdirSync(bin, { recursive: true });
  linkOnce(join(bin, "rigline"), "../../deploy/bootstrap/rigline.mjs");
  const pinned = `node-${process.platform}-${process.arch}`;
  if (existsSync(join(root, "node_modules", pinned, "bin", "node"))) {
    linkOnce(join(bin, "node"), `../${pinned}/bin/node`);
  }
}

/**
 * @param {string} link
 * @param {string} target
 */
function linkOnce(link, target) {
  if (lstatSync(link, { throwIfNoEntry: false })) return;
  symlinkSync(target, link);
}

/** @param {string} root */
function runNpmCi(root) {
  const npmArguments = ["ci", "--ignore-scripts", "--include=dev", "--include=optional"];
  const quiet = ["--no-audit", "--no-fund", "--no-progress", "--loglevel=error"];
  // npm tells its scripts which npm runs them; a bare `node bootstrap.mjs` finds it on the PATH.
  const npm = process.env.npm_execpath;
  return npm?.endsWith(".js")
    ? run(process.execPath, [npm, ...npmArguments, ...quiet], { cwd: root })
    : run("npm", [...npmArguments, ...quiet], { cwd: root });
}

/** @param {string} root */
function checkSpace(root) {
  const { bavail, bsize } = statfsSync(root);
  if (bavail * bsize >= SPACE_NEEDED_BYTES) return;
  const freeMb = Math.floor((bavail * bsize) / 1024 / 1024);
  throw new BootstrapError(`the disk of ${root} has ${freeMb} MB free, not enough to install`, {
    remedy: `free at least ${SPACE_NEEDED_BYTES / 1024 / 1024} MB there, then run it again.`,
  });
}

const NETWORK_CODES = ["ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT"];
/** Remedies by the code that npm states as `npm error code …`. */
const REMEDIES = {
  ENOSPC: "the disk is full: free at least 1 GB, then run it again.",
  EACCES: "the user may not write here: make the clone belong to the user that runs npm.",
  EUSAGE: "package.json and package-lock.json differ: restore both (git status), then again.",
  EINTEGRITY:
    "a package is not what the lockfile promises: `npm cache clean --force`, then again; if it stays, do not install and report it.",
  ...Object.fromEntries(
    NETWORK_CODES.map((code) => [
      code,
      "the npm registry cannot be reached: check the network, proxy and `npm config get registry`, then run it again.",
    ]),
  ),
};

/** @param {string} output */
function explain(output) {
  const code = /^npm (?:error|ERR!) code (\w+)/m.exec(output)?.[1] ?? "unknown";
  return new BootstrapError(`\`npm ci\` failed (${code})`, {
    remedy: REMEDIES[code] ?? "see what npm says below; `npm ci --ignore-scripts` repeats it.",
    details: output.trim(),
  });
}

/** @param {string} root */
function countWanted(root) {
  const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  return Object.values(packages).filter((item) => item.optional !== true).length;
}

/**
 * npm makes every folder first; a package is there when its package.json is.
 *
 * @param {string} root
 */
function countInstalled(root) {
  const modules = join(root, "node_modules");
  if (!existsSync(modules)) return 0;
  const names = readdirSync(modules).flatMap((name) =>
    name.startsWith("@")
      ? readdirSync(join(modules, name)).map((inner) => join(name, inner))
      : [name],
  );
  return names.filter((name) => existsSync(join(modules, name, "package.json"))).length;
}
