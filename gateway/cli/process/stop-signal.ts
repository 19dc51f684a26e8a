/** Ctrl-C and the service manager's stop as one AbortSignal, and its wish to reload. */

const SIGNALS = ["SIGINT", "SIGTERM"] as const;
/**
 * A terminal sends Ctrl-C to the whole process group, and npm hands its own copy down as well:
 * the same key arrives twice within a few milliseconds. Only a later one is a second wish.
 */
const SAME_KEY_MS = 400;

export interface StopInput {
  readonly process: Pick<NodeJS.Process, "on" | "off">;
  /** Milliseconds that never run backwards. */
  readonly nowMs: () => number;
  /** A terminal that is closed sends SIGHUP: there it is a stop, elsewhere a wish to reload. */
  readonly terminal: boolean;
  /** The second wish: end at once. */
  readonly endNow: (signal: NodeJS.Signals) => void;
}

/** Aborts at the first signal. Dispose to give the signals back to Node.js. */
export function listenForStop({ process, terminal, nowMs, endNow }: StopInput): Disposable & {
  readonly signal: AbortSignal;
  /** Calls back at each wish to reload; until then SIGHUP is a stop. */
  onReload(listener: () => void): void;
} {
  const controller = new AbortController();
  let firstMs: number | undefined;
  const onSignal = (name: NodeJS.Signals) => {
    const now = nowMs();
    if (firstMs === undefined) {
      firstMs = now;
      controller.abort();
    } else if (now - firstMs > SAME_KEY_MS) {
      endNow(name);
    }
  };
  let reload: (() => void) | undefined;
  const onHangUp = () => {
    if (terminal || reload === undefined) onSignal("SIGHUP");
    else reload();
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  process.on("SIGHUP", onHangUp);
  return {
    signal: controller.signal,
    onReload(listener) {
      reload = listener;
    },
    [Symbol.dispose]() {
      for (const name of SIGNALS) process.off(name, onSignal);
      process.off("SIGHUP", onHangUp);
    },
  };
}
