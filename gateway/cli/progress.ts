/** How far a long command has come, for a person at a terminal; silent for a log file. */
import type { CliContext } from "./cli-context.ts";

const SHOWN_EVERY_MS = 200;

export interface Progress {
  /** Shows it where the last look was long enough ago. */
  show(done: number, total: number, unit: string): void;
  /** Takes the line away. */
  end(): void;
}

/** Writes one line of standard error again and again. */
export function openProgress({ err, terminal }: Pick<CliContext, "err" | "terminal">): Progress {
  let shownMs = Number.NEGATIVE_INFINITY;
  return {
    show(done, total, unit) {
      const nowMs = performance.now();
      if (!terminal || nowMs - shownMs < SHOWN_EVERY_MS) return;
      shownMs = nowMs;
      err(`\r  ${done} of ${total} ${unit}\u001b[K`);
    },
    end() {
      if (terminal) err("\r\u001b[K");
    },
  };
}
