/** The files of a support bundle, before known secrets are searched in them. */
import { readdirSync, readFileSync, statfsSync, statSync } from "node:fs";
import { arch, cpus, loadavg, platform, release, totalmem } from "node:os";
import { join } from "node:path";
import { SYSTEM_ROOTS } from "../../../drivers/kit/ports/device-roots.ts";
import type { Config } from "../../config/schema.ts";
import { redact } from "../../platform/service/redact.ts";
import { surveyPorts } from "../../probe/port-survey.ts";
import type { ArchivedText } from "./tar.ts";

export interface BundleInput {
  /** Undefined where it has faults. */
  readonly config: Config | undefined;
  readonly configText: string;
  /** What `rigline check` says. */
  readonly checkText: string;
  /** Of the gateway, running or not. */
  readonly url: string | undefined;
  /** To ask with, where the gateway wants one. */
  readonly token: string | undefined;
  readonly directory: string | undefined;
  readonly at: string;
  readonly version: string;
}

/** Asked of the running gateway. */
const ASKED = {
  "health.json": "/api/v1/health",
  "alarms.json": "/api/v1/alarms?limit=100",
  "clock.json": "/api/v1/clock",
  "quarantine.json": "/api/v1/quarantine",
  "ready.json": "/readyz",
  "log.json": "/api/v1/log",
  "metrics.txt": "/metrics",
} as const;
const ANSWER_WITHIN_MS = 5_000;

/** Resolves with all parts; what can not be had says why in its place. */
export async function collectParts(input: BundleInput): Promise<readonly ArchivedText[]> {
  const { config, checkText, directory } = input;
  const asked = await Promise.all(
    Object.entries(ASKED).map(async ([path, route]) => ({ path, text: await ask(input, route) })),
  );
  const devices = await surveyPorts(config, SYSTEM_ROOTS);
  return [
    { path: "about.json", text: print(about(input)) },
    { path: "check.txt", text: checkText },
    { path: "config.json", text: print(redact(config ?? { unreadable: "see check.txt" })) },
    { path: "ports.json", text: print(devices) },
    ...asked,
    { path: "files.json", text: print(directory === undefined ? [] : listFiles(directory)) },
    ...(directory === undefined ? [] : crashReports(directory)),
  ];
}

function about({ at, version, directory }: BundleInput): object {
  const disk = directory === undefined ? undefined : diskOf(directory);
  return {
    ...{ at, version, node: process.version, platform: platform(), release: release() },
    ...{ arch: arch(), cores: cpus().length, memoryBytes: totalmem(), load: loadavg() },
    ...(disk === undefined ? {} : { disk }),
  };
}

function diskOf(directory: string): object {
  return orWhy(() => {
    const { bsize, blocks, bavail, files, ffree } = statfsSync(directory);
    return { totalBytes: bsize * blocks, freeBytes: bsize * bavail, files, freeFiles: ffree };
  });
}

async function ask(
  { url, token }: Pick<BundleInput, "url" | "token">,
  route: string,
): Promise<string> {
  if (url === undefined) return "no address is known\n";
  try {
    const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const text = await (await fetch(`${url}${route}`, { headers, signal })).text();
    return route === "/metrics" ? text : print(redact(JSON.parse(text)));
  } catch (error) {
    // Whether it runs at all is one of the things that the reader wants to know.
    return `not answered: ${error instanceof Error ? error.message : String(error)}\n`;
  }
}

/** Two levels: what there is and how large, never what is in it. */
function listFiles(directory: string): unknown {
  return orWhy(() =>
    readdirSync(directory, { withFileTypes: true }).map((entry) => {
      const path = join(directory, entry.name);
      if (!entry.isDirectory()) return { name: entry.name, bytes: statSync(path).size };
      return { name: `${entry.name}/`, entries: readdirSync(path).length };
    }),
  ) as unknown;
}

function crashReports(directory: string): readonly ArchivedText[] {
  const folder = join(directory, "reports");
  const names = orWhy(() =>
    readdirSync(folder).filter((name) => /^crash-[\w-]+\.json$/.test(name)),
  );
  if (!Array.isArray(names)) return [];
  return names.map((name: string) => ({
    path: `reports/${name}`,
    text: print(redact(JSON.parse(readFileSync(join(folder, name), "utf8")))),
  }));
}

/** What the system says no to is told in place of what was asked for. */
function orWhy<Value extends object>(look: () => Value): Value | { readonly why: string } {
  try {
    return look();
  } catch (error) {
    if (error instanceof Error && "code" in error) return { why: error.message };
    throw error;
  }
}

function print(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
