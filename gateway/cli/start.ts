/** `rigline start`: the gateway, until it is asked to stop. */
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { Clock } from "../../drivers/contract.ts";
import type { Gateway } from "../compose.ts";
import type { Config } from "../config/schema.ts";
import { Refusal } from "../ledger/contract.ts";
import type { Reread } from "../opening.ts";
import { type LogLevel, openLog } from "../platform/log.ts";
import { writeCrashReport } from "../platform/service/crash-report.ts";
import { LastLines } from "../platform/service/last-lines.ts";
import { keepWatch, openServiceManager, type ServiceManager } from "../platform/service/systemd.ts";
import { openSystemClock } from "../platform/system-clock.ts";
import type { CliContext } from "./cli-context.ts";
import { dataDirectoryOf } from "./data-directory.ts";
import { CliError, isKnownFault } from "./exit-code.ts";
import { type ReadConfig, readConfig, rereadConfig, SAMPLE_LINE } from "./read-config.ts";

const STOP_WITHIN_MS = 5_000;

const EXAMPLES = `
Examples:
  npm start                              the sample line: simulated rigs, embedded broker
  npm start -- --config rigline.yaml     your rigs
  npx rigline start --config rigline.yaml --data /var/lib/rigline --port 8420

Ctrl-C stops it cleanly; a second Ctrl-C ends it at once. Nothing that was shown as stored is
lost either way.

Exit codes: 0 stopped · 64 usage · 70 internal · 74 disk · 75 port or data directory in use ·
78 configuration.`;

interface StartOptions {
  readonly config?: string;
  readonly data?: string;
  readonly port?: number;
  readonly logLevel?: LogLevel;
  /** False for `--no-story`. */
  readonly story: boolean;
}

/** Adds the command to the program. */
export function addStart(program: Command, context: CliContext): void {
  program
    .command("start")
    .description("run the gateway until it is asked to stop")
    .option("--config <file>", "the configuration; without it the sample line runs as a demo")
    .option("--data <directory>", "where the ledger is kept")
    .option("--port <number>", "port of dashboard and API", parsePort)
    .option("--no-story", "start a demo without its past")
    .addOption(
      new Option("--log-level <level>", "how much is logged").choices([
        "debug",
        "info",
        "warn",
        "error",
      ]),
    )
    .addHelpText("after", EXAMPLES)
    .action((options: StartOptions) => start(options, context));
}

function parsePort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new InvalidArgumentError("A port is a number from 0 to 65535.");
}

async function start(options: StartOptions, context: CliContext): Promise<void> {
  const { config, path, simulated } = choose(options, context);
  const dataDirectory = dataDirectoryOf({ option: options.data, config, demo: simulated }, context);
  const last = new LastLines();
  const clock = openSystemClock();
  const crash = { directory: dataDirectory, config, clock, last };
  context.onCrash((error) => reportCrash(error, crash, context));
  const wish = awaitReload(context);
  // Late, so that `--help` and `check` load nothing of the gateway.
  const { startGateway } = await import("../compose.ts");
  const starting = startGateway({
    config,
    configPath: path,
    demo: simulated,
    revived: context.env.RIGLINE_REVIVED === "yes",
    anyPort: simulated && options.port === undefined,
    dataDirectory,
    dashboardDirectory: join(context.root, "dashboard", "dist"),
    log: openLog(options.logLevel ?? config.log.level, { forPeople: context.terminal, last }),
    logLines: () => last.list(),
    clock,
    reread: async () => asAskedAgain(rereadConfig(fileOf(options, context), context), options),
    out: (line) => context.out(`${line}\n`),
    signal: context.signal,
  });
  const gateway = await starting.catch((error: unknown) => {
    if (context.signal.aborted) return undefined;
    if (!isKnownFault(error)) reportCrash(error, crash, context);
    throw error;
  });
  if (gateway === undefined) {
    context.err("\nstopped before everything had started.\n");
    return;
  }
  const service = openServiceManager(context.env, process.pid);
  wish.fulfil(() => reloadBySignal({ gateway, service }, context));
  await runUntilStopped(
    { gateway, service, crash, stopMs: STOP_WITHIN_MS + teardownMs(config) },
    context,
  );
}

interface RunningGateway {
  readonly gateway: Gateway;
  readonly service: ServiceManager;
  readonly crash: CrashPlace;
  readonly stopMs: number;
}

async function runUntilStopped(running: RunningGateway, context: CliContext): Promise<void> {
  const { gateway, service, crash, stopMs } = running;
  const { signal } = context;
  const watching = keepWatch({ manager: service, isAlive: gateway.alive, wait, signal });
  try {
    await service.tell("READY=1", `STATUS=listens at ${gateway.url}`);
    await Promise.race([aborted(signal), gateway.failed, rejection(watching)]);
  } catch (error) {
    if (!isKnownFault(error)) reportCrash(error, crash, context);
    throw error;
  } finally {
    context.err("\nstopping …\n");
    void service.tell("STOPPING=1");
    await stopWithin(gateway, stopMs);
    context.err("stopped.\n");
  }
}

/** Rejects where the promise does; never resolves. */
function rejection(promise: Promise<unknown>): Promise<never> {
  return promise.then(() => new Promise<never>(() => undefined));
}

/** A wish to reload that comes while the gateway starts is fulfilled when it has. */
function awaitReload(context: CliContext) {
  let came = false;
  let reload: (() => Promise<void>) | undefined;
  context.onReload(() => {
    if (reload === undefined) came = true;
    else void reload();
  });
  return {
    fulfil(by: () => Promise<void>) {
      reload = by;
      if (came) void by();
    },
  };
}

interface CrashPlace {
  readonly directory: string;
  readonly config: Config;
  readonly clock: Clock;
  readonly last: LastLines;
}

/** A disk that takes no report must not hide what it would have said. */
function reportCrash(
  error: unknown,
  { directory, config, clock, last }: CrashPlace,
  { version, err }: Pick<CliContext, "version" | "err">,
): void {
  const at = new Date(clock.now().utcUs / 1000).toISOString();
  try {
    const lines = last.list();
    const path = writeCrashReport({ directory, error, at, version, config, lines });
    err(`rigline: a report is in ${path}\n`);
  } catch (cause) {
    err(`rigline: no report could be written: ${String(cause)}\n`);
  }
}

/** Nobody waits for the answer to a signal: what was refused is told on standard error. */
async function reloadBySignal(
  { gateway, service }: Pick<RunningGateway, "gateway" | "service">,
  { err }: CliContext,
): Promise<void> {
  await service.tell("RELOADING=1");
  try {
    const { pending, needsRestart } = await gateway.reload();
    err("the configuration was taken up.\n");
    if (pending.length > 0) err(`  once their run has ended: ${pending.join(", ")}\n`);
    if (needsRestart.length > 0) err(`  with the next start: ${needsRestart.join(", ")}\n`);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { errors = [] } = error.details as { errors?: { path: string; message: string }[] };
    const lines = errors.map(({ path, message }) => `  ${path}: ${message}\n`);
    err(`rigline: ${error.message}\n${lines.join("")}`);
  }
  await service.tell("READY=1");
}

function choose(options: StartOptions, context: CliContext): ReadConfig {
  const read = readConfig(fileOf(options, context), context);
  return { ...read, config: asAsked(read.config, options) };
}

function fileOf({ config }: StartOptions, { root }: CliContext): string {
  return config ?? join(root, SAMPLE_LINE);
}

/** What the command line says counts again. */
function asAskedAgain(read: Reread, options: StartOptions): Reread {
  return read.ok ? { ...read, config: asAsked(read.config, options) } : read;
}

function asAsked({ demo, ...config }: Config, { port, story }: StartOptions): Config {
  const api = port === undefined ? config.api : { ...config.api, port };
  return { ...config, api, ...(story && demo !== undefined ? { demo } : {}) };
}

/** A driven rig is made safe before the gateway is gone. */
function teardownMs({ driven }: Config): number {
  return Math.max(0, ...Object.values(driven).map(({ teardownTimeoutMs }) => teardownTimeoutMs));
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

/** Disposes; throws CliError where that takes longer, naming what Node.js still holds open. */
async function stopWithin(resource: AsyncDisposable, deadlineMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const overdue = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const open = [...new Set(process.getActiveResourcesInfo())].join(", ");
      const message = `not stopped after ${deadlineMs / 1000} s; still open: ${open}`;
      reject(new CliError("stop.overdue", message));
    }, deadlineMs);
  });
  try {
    await Promise.race([resource[Symbol.asyncDispose](), overdue]);
  } finally {
    clearTimeout(timer);
  }
}

/** Resolves after `ms`, or at once when the signal aborts. */
async function wait(ms: number, signal: AbortSignal): Promise<void> {
  // An aborted wait is an early end of it, and the caller looks at the signal anyway.
  await delay(ms, undefined, { signal }).catch(() => undefined);
}
