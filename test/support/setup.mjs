// Run by `npm test` before the tests: everything they need, real and installed, so that no test
// is ever skipped. Plain JavaScript for whatever Node.js the machine has.
//
//   npm packages and dashboard (deploy/bootstrap) ─► Debian packages by apt-get, only those missing
import "../../deploy/bootstrap/node-version.mjs";
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const { prepare, reportAndExit } = await import("../../deploy/bootstrap/prepare.mjs");
const { BootstrapError, run, tell } = await import("../../deploy/bootstrap/progress.mjs");

/** Debian package by a file or command that it brings and the tests use. */
const NEEDED = {
  mosquitto: "mosquitto",
  mosquitto_sub: "mosquitto-clients",
  socat: "socat",
  chromium: "chromium",
  influxd: "influxdb",
  "victoria-metrics": "victoria-metrics",
  "/usr/include/modbus/modbus.h": "libmodbus-dev",
  gcc: "gcc",
  "/usr/include/stdio.h": "libc6-dev",
  "pkg-config": "pkg-config",
  mbpoll: "mbpoll",
  strace: "strace",
  python3: "python3",
  xmllint: "libxml2-utils",
  faketime: "faketime",
  "avr-gcc": "gcc-avr",
  "/usr/lib/avr/include/avr/io.h": "avr-libc",
  "/usr/include/simavr/parts/uart_pty.h": "libsimavr-dev",
};

// Debian keeps servers in /usr/sbin, which a user's PATH often lacks.
const FOLDERS = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/usr/local/sbin"];

function isThere(thing) {
  return thing.startsWith("/")
    ? existsSync(thing)
    : FOLDERS.some((folder) => existsSync(join(folder, thing)));
}

function missingPackages() {
  return Object.entries(NEEDED)
    .filter(([thing]) => !isThere(thing))
    .map(([, name]) => name);
}

/** The words before a command that must run as root; undefined where there is no way. */
function rootPrefix() {
  if (process.getuid?.() === 0) return [];
  const sudo = spawnSync("sudo", ["-n", "true"], { stdio: "ignore" });
  return sudo.status === 0 ? ["sudo", "-n"] : undefined;
}

function byHand(names) {
  return `sudo apt-get update && sudo apt-get install --no-install-recommends -y ${names.join(" ")}`;
}

/**
 * While the packages are unpacked no service may start: a mosquitto or influxdb of the system
 * would take ports and run for ever on a developer's machine. An existing policy is left alone.
 */
const INSTALL_SCRIPT = `set -e
policy=/usr/sbin/policy-rc.d
if [ ! -e $policy ]; then
  trap 'rm -f $policy' EXIT
  printf '#!/bin/sh\\nexit 101\\n' > $policy
  chmod 755 $policy
fi
export DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=l
apt-get -qq update
apt-get -qq -y --no-install-recommends install "$@"`;

async function install(prefix, names) {
  const [program, ...words] = [...prefix, "sh", "-c", INSTALL_SCRIPT, "sh", ...names];
  const { code, output } = await run(program, words, { cwd: "/" });
  if (code === 0) return;
  throw new BootstrapError("apt-get failed", {
    remedy: `see what it says below; this does the same by hand:\n    ${byHand(names)}`,
    details: output.trim().split("\n").slice(-15).join("\n"),
  });
}

async function installDebianPackages() {
  const names = missingPackages();
  if (names.length === 0) return;
  const prefix = existsSync("/usr/bin/apt-get") ? rootPrefix() : undefined;
  if (prefix === undefined) {
    throw new BootstrapError(`the tests need Debian packages: ${names.join(" ")}`, {
      remedy: `run this, then \`npm test\` again:\n    ${byHand(names)}`,
    });
  }
  const what = `installing Debian packages: ${names.join(" ")}`;
  await tell({ what }, () => install(prefix, names));
  const still = missingPackages();
  if (still.length === 0) return;
  throw new BootstrapError(`installed, but not found afterwards: ${still.join(" ")}`, {
    remedy: `see where they are: dpkg -L ${still.join(" ")}`,
  });
}

try {
  await prepare();
  await installDebianPackages();
} catch (error) {
  reportAndExit(error);
}
