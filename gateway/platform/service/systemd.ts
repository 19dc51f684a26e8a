/**
 * What the service manager is told: ready, reloading, stopping, alive. Node.js has no datagram
 * sockets of the file system, so systemd's own program carries the message (decision 0087).
 */
import { execFile } from "node:child_process";

/** The part of the environment it reads. */
export type ServiceEnvironment = Readonly<Record<string, string | undefined>>;

export interface ServiceManager {
  /** Resolves when it is told, or can not be: nobody's work may depend on it. */
  tell(...assignments: readonly string[]): Promise<void>;
  /** Within this time it wants to hear `WATCHDOG=1`; undefined where it does not watch. */
  readonly watchdogMs: number | undefined;
}

const TOLD_WITHIN_MS = 5_000;

/** Says nothing where nobody listens. `pid` is that of this process. */
export function openServiceManager(env: ServiceEnvironment, pid: number): ServiceManager {
  const isThere = env.NOTIFY_SOCKET !== undefined && env.NOTIFY_SOCKET !== "";
  return {
    watchdogMs: isThere ? watchdogMs(env, pid) : undefined,
    tell: (...assignments) => (isThere ? tell(assignments) : Promise.resolve()),
  };
}

function watchdogMs({ WATCHDOG_USEC, WATCHDOG_PID }: ServiceEnvironment, pid: number) {
  if (WATCHDOG_PID !== undefined && WATCHDOG_PID !== String(pid)) return undefined;
  const ms = Number(WATCHDOG_USEC ?? Number.NaN) / 1000;
  return Number.isFinite(ms) && ms > 0 ? ms : undefined;
}

function tell(assignments: readonly string[]): Promise<void> {
  return new Promise((resolve) => {
    execFile("systemd-notify", [...assignments], { timeout: TOLD_WITHIN_MS }, () => resolve());
  });
}

export interface WatchdogParts {
  readonly manager: ServiceManager;
  /** Resolves while what counts answers; as long as it does not, nothing is told. */
  readonly isAlive: () => Promise<unknown>;
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
}

/** Of the time the manager gives, this share passes between two signs of life. */
const SHARE = 1 / 3;

/**
 * Tells the manager of life, one look after another, until the signal aborts. Rejects where
 * `isAlive` does: then the process ends by itself.
 */
export async function keepWatch({ manager, isAlive, wait, signal }: WatchdogParts): Promise<void> {
  const { watchdogMs: withinMs } = manager;
  if (withinMs === undefined) return;
  while (!signal.aborted) {
    await isAlive();
    if (!signal.aborted) await manager.tell("WATCHDOG=1");
    await wait(withinMs * SHARE, signal);
  }
}
