// What a fresh clone needs before Rigline can run. Idempotent, and quiet when there is nothing
// to do: packages of the lockfile ─► the pinned Node.js ─► `npx rigline` ─► the dashboard and the
// gateway's bundle ─► a first start, so that the user's own is quick.
import { fileURLToPath } from "node:url";
import { bundleGateway } from "./bundle.mjs";
import { buildDashboard } from "./dashboard.mjs";
import { installPackages, linkCommands } from "./packages.mjs";
import { checkNodeRuns, findNode } from "./pinned-node.mjs";
import { BootstrapError } from "./progress.mjs";
import { warmUp } from "./warm-up.mjs";

/** The folder of the clone. */
export const root = fileURLToPath(new URL("../../", import.meta.url));

/**
 * Resolves with the path of the Node.js to run Rigline with. Throws BootstrapError with a remedy.
 * `dashboard: false` leaves the dashboard and the bundle as they are, for commands that use none.
 *
 * @param {{ dashboard?: boolean }} [options]
 * @returns {Promise<string>}
 */
export async function prepare({ dashboard = true } = {}) {
  const installed = await installPackages(root);
  linkCommands(root);
  const node = await findNode(root);
  if (installed) await checkNodeRuns(root, node);
  if (dashboard) await Promise.all([buildDashboard(root, node), bundleGateway(root, node)]);
  if (installed) await warmUp(root, node);
  return node;
}

/**
 * Ends the process: a known fault as two lines, anything else whole.
 *
 * @param {unknown} error
 * @returns {never}
 */
export function reportAndExit(error) {
  if (error instanceof BootstrapError) {
    console.error(`rigline: ${error.message}\n  What to do: ${error.remedy}`);
    if (error.details) console.error(error.details.replace(/^/gm, "  | "));
  } else {
    console.error(error);
  }
  process.exit(1);
}
