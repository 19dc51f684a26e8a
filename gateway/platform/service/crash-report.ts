/** What is left of a process that ended for a reason nobody expected. */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inspect } from "node:util";
import { redact, redactText } from "./redact.ts";

export interface CrashInput {
  /** Where the data is; the reports lie in its folder `reports`. */
  readonly directory: string;
  readonly error: unknown;
  /** As ISO 8601. */
  readonly at: string;
  readonly version: string;
  readonly config: unknown;
  /** Of the log, the oldest first. */
  readonly lines: readonly string[];
}

/** Older ones are removed: a process that ends again and again must not fill the disk. */
const REPORTS_MAX = 10;

/**
 * Writes it, without secrets, and returns the path. Synchronous: the process ends next. Throws
 * where the disk takes nothing.
 */
export function writeCrashReport(input: CrashInput): string {
  const { directory, error, at, version, config, lines } = input;
  const folder = join(directory, "reports");
  mkdirSync(folder, { recursive: true, mode: 0o750 });
  const report = {
    ...{ at, version, node: process.version, uptimeS: Math.round(process.uptime()) },
    error: redactText(inspect(error, { depth: 5 })),
    memory: process.memoryUsage(),
    resources: countNames(process.getActiveResourcesInfo()),
    config: redact(config),
    log: lines.map(redactText),
  };
  const path = join(folder, `crash-${at.replaceAll(/[:.]/g, "-")}.json`);
  writeFileSync(path, `${JSON.stringify(report, null, 2)}\n`, { mode: 0o640 });
  const reports = readdirSync(folder).filter((name) => name.startsWith("crash-"));
  for (const old of reports.sort().slice(0, -REPORTS_MAX)) rmSync(join(folder, old));
  return path;
}

function countNames(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
