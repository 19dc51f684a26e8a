// The gateway's bundle: a few files of JavaScript in place of some eight hundred, so that it starts
// sooner and is smaller. Made by deploy/bundle-gateway.ts where there is none of these sources.
import { BootstrapError, run } from "./progress.mjs";

const DETAILS_MAX = 3_000;

/**
 * Makes the bundle where it is missing or of other sources. Throws BootstrapError.
 *
 * @param {string} root
 * @param {string} node The pinned Node.js.
 */
export async function bundleGateway(root, node) {
  const { code, output } = await run(node, ["deploy/bundle-gateway.ts"], { cwd: root });
  if (code === 0) return;
  throw new BootstrapError("the gateway could not be bundled", {
    remedy:
      "see what the bundler says below; if you did not change gateway/ or drivers/, report it.",
    details: output.trim().slice(0, DETAILS_MAX),
  });
}
