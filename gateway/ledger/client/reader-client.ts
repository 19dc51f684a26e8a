/** The reader worker as the gateway's thread sees it. */
import type { Worker } from "node:worker_threads";
import type { Clock, Log } from "../../../drivers/contract.ts";
import { Refusal } from "../contract.ts";
import type { ReaderMessage, ReaderRequest, ReaderSetup } from "../messages.ts";
import { endWorker, PendingRequests, startWorker, type Unnumbered } from "./worker-link.ts";

export interface ReaderClientOptions {
  readonly url: URL;
  readonly setup: ReaderSetup;
  readonly clock: Clock;
  readonly log: Log;
  readonly onFault: (error: Error) => void;
}

/** A query that pins the write-ahead log longer than this is worth a line in the log. */
const SLOW_QUERY_MS = 1000;

/** Asks the reader worker; its own death rejects what is open. Dispose to end the worker. */
/** Answers each question on its own; one that throws fails its own caller. */
export class ReaderClient {
  readonly #options: ReaderClientOptions;
  readonly #worker: Worker;
  readonly #pending = new PendingRequests();
  #isEnding = false;

  constructor(options: ReaderClientOptions) {
    this.#options = options;
    this.#worker = startWorker<ReaderMessage>({
      url: options.url,
      setup: options.setup,
      onMessage: (message) => this.#onMessage(message),
      onEnd: (error) => this.#onEnd(error),
    });
  }

  /** Resolves with the answer; rejects with Refusal or the query's error. */
  send(request: Unnumbered<ReaderRequest>): Promise<unknown> {
    return this.#pending.send(this.#worker, request, this.#options.clock.now().monoNs);
  }

  /** Everything that waits is rejected with this error. */
  fail(error: Error): void {
    this.#pending.rejectAll(error);
  }

  /** Lets it answer what it has and end. False when it was ended by force. */
  end(deadlineMs: number): Promise<boolean> {
    this.#isEnding = true;
    return endWorker(this.#worker, deadlineMs);
  }

  async terminate(): Promise<void> {
    this.#isEnding = true;
    await this.#worker.terminate();
  }

  #onMessage(message: ReaderMessage): void {
    const waiting = this.#pending.take(message.id);
    if (waiting === undefined) return;
    if (message.durationMs > SLOW_QUERY_MS) {
      const { name, durationMs } = message;
      this.#options.log.warn({ query: name, durationMs }, "a query of the ledger took long");
    }
    if (message.kind === "refused") {
      const { code, message: text, details } = message.refusal;
      waiting.reject(new Refusal(code, text, details));
    } else if (message.kind === "failed") waiting.reject(message.error);
    else waiting.resolve(message.result);
  }

  #onEnd(error: Error | undefined): void {
    if (this.#isEnding && error === undefined) return;
    this.#options.onFault(error ?? new Error("the ledger's reader ended unexpectedly"));
  }
}
