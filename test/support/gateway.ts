/** The real gateway process, as a user starts it, in a scratch directory on a free port. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "./until.ts";

export interface GatewayOptions {
  /** A rigline.yaml; the sample line where absent. */
  readonly config?: string;
  /** Kept by the caller; a scratch directory, removed at the end, where absent. */
  readonly dataDirectory?: string;
  /** 0 takes a free one. */
  readonly port?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** A demo with its past; without it where absent. */
  readonly story?: boolean;
}

export interface GatewayProcess extends AsyncDisposable {
  readonly url: string;
  readonly pid: number;
  readonly dataDirectory: string;
  /** Everything printed so far, both streams. */
  output(): string;
  /** Sends the signal and resolves with exit code or signal name. */
  end(signal?: NodeJS.Signals): Promise<number | string>;
}

const MAIN = new URL("../../gateway/main.ts", import.meta.url).pathname;

/** Starts `rigline start`; resolves when it has printed its URL, else throws its output. */
export async function startGateway(options: GatewayOptions = {}): Promise<GatewayProcess> {
  const scratch = options.dataDirectory ?? (await mkdtemp(join(tmpdir(), "rigline-test-gateway-")));
  const child = spawn(process.execPath, [MAIN, ...argumentsOf(options, scratch)], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...options.env },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      output += chunk;
    });
  }
  const url = await until(() => printedUrl(output) ?? endedWith(child), {
    deadlineMs: 60_000,
    what: "the gateway prints its URL",
  });
  if (!url.startsWith("http")) throw new Error(`the gateway ended (${url}):\n${output}`);
  return {
    url,
    pid: child.pid ?? 0,
    dataDirectory: scratch,
    output: () => output,
    end: (signal = "SIGTERM") => end(child, signal),
    async [Symbol.asyncDispose]() {
      await end(child, "SIGTERM");
      if (options.dataDirectory === undefined) await rm(scratch, { recursive: true, force: true });
    },
  };
}

function argumentsOf(options: GatewayOptions, dataDirectory: string): string[] {
  const { config, port = 0, story = false } = options;
  const own = config === undefined ? [] : ["--config", config];
  const past = story ? [] : ["--no-story"];
  return ["start", ...own, ...past, "--data", dataDirectory, "--port", String(port)];
}

function printedUrl(output: string): string | undefined {
  return /(http:\/\/[\d.]+:\d+)/.exec(output)?.[1];
}

function endedWith(child: ChildProcess): string | undefined {
  if (child.exitCode === null && child.signalCode === null) return undefined;
  return `exit ${child.exitCode ?? child.signalCode}`;
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | string> {
  if (child.exitCode === null && child.signalCode === null) {
    const exited = once(child, "exit");
    child.kill(signal);
    const timer = setTimeout(() => child.kill("SIGKILL"), 10_000);
    await exited;
    clearTimeout(timer);
  }
  return child.exitCode ?? child.signalCode ?? "unknown";
}
