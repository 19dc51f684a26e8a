// The first start compiles every file: this one is that start, on a scratch directory and a free
// port, so that the user's own is quick.
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const WITHIN_MS = 30_000;

/**
 * Resolves when the compile cache is filled, or when it could not be: then the next start fills it
 * and, where something is wrong, says what.
 *
 * @param {string} root
 * @param {string} node
 * @returns {Promise<void>}
 */
export async function warmUp(root, node) {
  const scratch = await mkdtemp(join(tmpdir(), "rigline-warm-up-"));
  try {
    const start = [
      "gateway/main.ts",
      "start",
      "--data",
      join(scratch, "data"),
      "--port",
      "0",
      "--no-story",
    ];
    const gateway = spawn(node, start, { cwd: root, stdio: ["ignore", "pipe", "ignore"] });
    const late = setTimeout(() => gateway.kill("SIGKILL"), WITHIN_MS);
    let output = "";
    gateway.stdout.on("data", (chunk) => {
      output += chunk;
      if (output.includes("listens at")) gateway.kill("SIGTERM");
    });
    await new Promise((resolve) => {
      gateway.once("close", resolve).once("error", resolve);
    });
    clearTimeout(late);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
