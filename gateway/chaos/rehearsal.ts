/** The real program in the sandbox: started, looked at from outside, killed, started again. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import type { AccountView, HealthView } from "../records/views.ts";

export interface RehearsalParts {
  /** Of the program. */
  readonly main: string;
  readonly configPath: string;
  readonly dataDirectory: string;
  /** All of it. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds that never run backwards. */
  readonly nowMs: () => number;
}

const STARTED_WITHIN_MS = 120_000;
const SETTLED_WITHIN_MS = 180_000;
const LOOK_MS = 100;

/** Something did not come in its time: what, and what was seen instead. */
export class RehearsalError extends Error {
  readonly code = "chaos.failed";
  readonly remedy = "See above what had happened; report it with this text, it must not happen.";
}

/** Starts nothing by itself; what it started has ended when it is disposed. */
export class Rehearsal implements AsyncDisposable {
  readonly #parts: RehearsalParts;
  #child: ChildProcess | undefined;
  #url = "";
  #output = "";

  constructor(parts: RehearsalParts) {
    this.#parts = parts;
  }

  /** Resolves when the gateway listens. */
  async start(): Promise<void> {
    const { main, configPath, dataDirectory, env } = this.#parts;
    const place = ["--config", configPath, "--data", dataDirectory, "--port", "0"];
    const child = spawn(process.execPath, [main, "start", ...place], {
      stdio: ["ignore", "pipe", "pipe"],
      env,
    });
    this.#child = child;
    this.#output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk) => {
        this.#output = `${this.#output}${chunk}`.slice(-20_000);
      });
    }
    await this.until("the gateway listens", () => this.#findUrl(child), STARTED_WITHIN_MS);
  }

  #findUrl(child: ChildProcess): boolean {
    if (child.exitCode !== null) throw new RehearsalError(`it did not start:\n${this.#output}`);
    this.#url = /listens at {2}(http:\S+)/.exec(this.#output)?.[1] ?? "";
    return this.#url !== "";
  }

  /** Sends the signal and resolves when the process is gone. */
  async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill(signal);
    await gone;
  }

  /** True while the process runs. */
  get isRunning(): boolean {
    return this.#child?.exitCode === null && this.#child.signalCode === null;
  }

  async health(): Promise<HealthView> {
    return this.get<HealthView>("/api/v1/health");
  }

  async get<Body>(path: string): Promise<Body> {
    const response = await fetch(`${this.#url}${path}`);
    if (!response.ok) throw new RehearsalError(`${path} answers ${response.status}`);
    return (await response.json()) as Body;
  }

  /** Polls; throws RehearsalError where it does not become true in time. */
  async until(
    what: string,
    condition: () => boolean | Promise<boolean>,
    withinMs = SETTLED_WITHIN_MS,
  ): Promise<void> {
    const endMs = this.#parts.nowMs() + withinMs;
    while (!(await condition())) {
      if (this.#parts.nowMs() > endMs) throw new RehearsalError(`not in time: ${what}`);
      await delay(LOOK_MS);
    }
  }

  /** Waits until nothing is owed that was there at the call; returns the accounts then. */
  async settle(): Promise<readonly AccountView[]> {
    const goals = new Map((await this.accounts()).map((account) => [keyOf(account), account]));
    await this.until("everything is delivered", async () =>
      (await this.accounts()).every((account) => {
        const settled = account.appended - account.pending;
        return settled >= (goals.get(keyOf(account))?.appended ?? 0);
      }),
    );
    return this.accounts();
  }

  async accounts(): Promise<readonly AccountView[]> {
    return (await this.health()).sinks.flatMap(({ accounts }) => accounts);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end("SIGTERM");
  }
}

function keyOf({ sink, stream }: AccountView): string {
  return `${sink}/${stream}`;
}
