/**
 * Writes lines until each one has a verdict. Time and people cure what they can (wait and try
 * again, for ever); a refused batch is halved down to the line that is bad.
 */
import type { Pause } from "../delivery/feed.ts";
import { pauseOf, retryDelayMs, type WriteDecision } from "./write-decision.ts";

export type LineVerdict =
  | { readonly kind: "written" }
  | { readonly kind: "rejected"; readonly reason: string };

export interface BatchWriterOptions {
  /** One request and what its answer means. */
  readonly write: (lines: readonly string[], signal: AbortSignal) => Promise<WriteDecision>;
  /** A line that any database in order takes. */
  readonly probe: () => string;
  /** Resolves after `ms`, or at once when `signal` aborts. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly random: () => number;
  /** Told before each wait, and with `undefined` when the database answers again. */
  readonly onPause: (pause: Pause | undefined) => void;
}

/** A verdict for each line, in order. Throws only the reason of `signal` when that aborts. */
export async function writeLines(
  lines: readonly string[],
  options: BatchWriterOptions,
  signal: AbortSignal,
): Promise<LineVerdict[]> {
  const batch = new Batch(options, signal);
  return lines.length === 0 ? [] : batch.settle(lines);
}

type Final = Extract<WriteDecision, { kind: "accepted" | "refused" | "too-large" }>;

class Batch {
  readonly #options: BatchWriterOptions;
  readonly #signal: AbortSignal;
  /** The database took something of this batch, so what it refuses is the line's own fault. */
  #trusted = false;

  constructor(options: BatchWriterOptions, signal: AbortSignal) {
    this.#options = options;
    this.#signal = signal;
  }

  async settle(lines: readonly string[]): Promise<LineVerdict[]> {
    const decision = await this.#decide(lines);
    if (decision.kind === "accepted") {
      this.#trusted = true;
      return lines.map(() => ({ kind: "written" }));
    }
    const suspects = decision.kind === "refused" ? decision.suspects : undefined;
    if (suspects !== undefined && this.#areUseful(suspects, lines)) {
      return this.#settleApart(lines, suspects);
    }
    if (lines.length > 1) {
      const middle = Math.ceil(lines.length / 2);
      const head = await this.settle(lines.slice(0, middle));
      return [...head, ...(await this.settle(lines.slice(middle)))];
    }
    if (decision.kind === "refused" && !(await this.#isTrusted(decision.reason))) {
      return this.settle(lines);
    }
    const reason = decision.kind === "refused" ? "influxdb.refused" : "influxdb.line-too-large";
    return [{ kind: "rejected", reason: `${reason}: ${decision.reason}` }];
  }

  #areUseful(suspects: readonly number[], lines: readonly string[]): boolean {
    return suspects.length > 0 && suspects.length < lines.length / 2;
  }

  /**
   * The lines the database named by themselves, the others as one batch. Its naming only decides
   * where to look first: each line still gets its verdict from an answer of its own.
   */
  async #settleApart(
    lines: readonly string[],
    suspects: readonly number[],
  ): Promise<LineVerdict[]> {
    const named = new Set(suspects);
    const others = await this.settle(lines.filter((_line, index) => !named.has(index)));
    const verdicts: LineVerdict[] = [];
    let next = 0;
    for (const [index, line] of lines.entries()) {
      const own = named.has(index) ? (await this.settle([line]))[0] : others[next++];
      if (own !== undefined) verdicts.push(own);
    }
    return verdicts;
  }

  /** Repeats one request until its answer is about the lines and not about the database. */
  async #decide(lines: readonly string[]): Promise<Final> {
    for (let failures = 1; ; failures += 1) {
      this.#signal.throwIfAborted();
      const decision = await this.#options.write(lines, this.#signal);
      if (decision.kind === "accepted") this.#options.onPause(undefined);
      if (decision.kind !== "busy" && decision.kind !== "blocked") return decision;
      await this.#pause(decision, failures);
    }
  }

  async #pause(
    decision: Extract<WriteDecision, { kind: "busy" | "blocked" }>,
    failures: number,
  ): Promise<void> {
    this.#signal.throwIfAborted();
    this.#options.onPause(decision.pause);
    const delayMs = retryDelayMs(decision, failures, this.#options.random());
    await this.#options.wait(delayMs, this.#signal);
  }

  /**
   * A wrong setting makes a database refuse everything with 400, and a batch must not be thrown
   * into quarantine for that: where nothing was taken yet, a plain line has to go in first.
   * False after a pause: then the line itself deserves another try.
   */
  async #isTrusted(reason: string): Promise<boolean> {
    for (let failures = 1; !this.#trusted; failures += 1) {
      const decision = await this.#decide([this.#options.probe()]);
      if (decision.kind === "accepted") {
        this.#trusted = true;
        return failures === 1;
      }
      const pause = pauseOf("influxdb.refuses-all", reason);
      await this.#pause({ kind: "blocked", pause }, failures);
    }
    return true;
  }
}
