/**
 * What a gateway does for its own data, beside everything else: looks at the disk, signs
 * checkpoints, lets old telemetry go, tells of decisions that are overdue, and writes every sink's
 * account into the ledger.
 */
import type { Log } from "../../../drivers/contract.ts";
import type { CommandContext } from "../../ledger/contract.ts";
import type { OpenedLedger } from "../../ledger/opened-ledger.ts";
import { isForLater } from "../../ledger/passing.ts";
import type { RetentionPolicy } from "../../ledger/upkeep/choose-segments.ts";
import { retainTelemetry } from "../../ledger/upkeep/telemetry-retention.ts";
import type { GatewayQueries } from "../../records/queries.ts";
import type { GatewayRules } from "../../records/rules.ts";
import type { StationClock } from "../station-clock.ts";
import type { DiskGuard } from "./disk-guard.ts";
import { escalateDecisions } from "./escalate-decisions.ts";

export interface UpkeepParts {
  readonly ledger: Pick<
    OpenedLedger<GatewayRules, GatewayQueries>,
    "execute" | "ask" | "accounts" | "checkpoint" | "removeTelemetry" | "whenReady"
  >;
  readonly directory: string;
  readonly guard: DiskGuard;
  readonly policy: RetentionPolicy;
  readonly clock: StationClock;
  readonly log: Log;
  /** Resolves after that time, or when the signal aborts. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
}

export interface Upkeep extends AsyncDisposable {
  /** Rejects where something can not be done for a reason that does not pass. */
  readonly ended: Promise<void>;
}

/** A disk is filled by others as well, and fast. */
const LOOK_MS = 2_000;
const RETAIN_EVERY_MS = 60_000;
/** The most that is unsigned beside the ledger's own count of entries. */
const SIGN_EVERY_MS = 600_000;

/** Works until disposed; disposing writes the account of the day, so do it before the ledger's. */
export function openUpkeep(parts: UpkeepParts): Upkeep {
  const stop = new AbortController();
  const upkeep = new RunningUpkeep(parts, stop.signal);
  const ended = upkeep.run();
  ended.catch(() => undefined);
  return {
    ended,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await ended;
      await upkeep.recordAccount();
    },
  };
}

class RunningUpkeep {
  readonly #parts: UpkeepParts;
  readonly #stop: AbortSignal;
  #retainedMs = Number.NEGATIVE_INFINITY;
  #signedMs: number;
  #day: string;

  constructor(parts: UpkeepParts, stop: AbortSignal) {
    this.#parts = parts;
    this.#stop = stop;
    this.#signedMs = this.#nowMs();
    this.#day = this.#today();
  }

  async run(): Promise<void> {
    const { guard, ledger, wait } = this.#parts;
    await guard.look();
    await Promise.race([ledger.whenReady(), aborted(this.#stop)]);
    while (!this.#stop.aborted) {
      await guard.look();
      await this.#unlessLater(() => this.#round());
      await wait(LOOK_MS, this.#stop);
    }
  }

  /** The day's account as it is now; nothing where the ledger takes nothing now. */
  async recordAccount(): Promise<void> {
    const { ledger, clock } = this.#parts;
    const context: CommandContext = {
      actor: "system:upkeep",
      station: "",
      occurredAt: clock.now().utcUs,
      clockState: clock.state(),
    };
    await this.#unlessLater(async () => {
      const accounts = await ledger.accounts();
      if (accounts.length === 0) return;
      await ledger.execute("account.record", { day: this.#day, accounts }, context);
    });
  }

  async #round(): Promise<void> {
    const nowMs = this.#nowMs();
    if (nowMs - this.#signedMs >= SIGN_EVERY_MS) {
      await this.#parts.ledger.checkpoint();
      this.#signedMs = nowMs;
    }
    if (this.#today() !== this.#day) {
      await this.recordAccount();
      this.#day = this.#today();
    }
    await escalateDecisions(this.#parts.ledger, this.#parts.clock);
    const { bytesWanted } = this.#parts.guard;
    if (bytesWanted === 0 && nowMs - this.#retainedMs < RETAIN_EVERY_MS) return;
    this.#retainedMs = nowMs;
    await this.#retain(bytesWanted);
  }

  async #retain(bytesWanted: number): Promise<void> {
    const { ledger, directory, policy, clock, log } = this.#parts;
    const { utcUs } = clock.now();
    const context = { actor: "system:upkeep", station: "", occurredAt: utcUs } as const;
    const retained = await retainTelemetry(
      {
        ...{ directory, policy },
        owedOf: (range) => ledger.ask("telemetry.owed", range),
        drop: async ({ from, to, bytes }, reason) => {
          const input = { from, to, bytes, reason };
          await ledger.execute("telemetry.drop", input, { ...context, clockState: clock.state() });
        },
        remove: (firsts) => ledger.removeTelemetry(firsts),
      },
      { utcUs, bytesWanted },
    );
    if (retained.removed > 0) log.info({ ...retained }, "old telemetry was removed");
  }

  /** A full disk and tables that are being rebuilt pass; the next round tries again. */
  async #unlessLater(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!isForLater(error)) throw error;
    }
  }

  #today(): string {
    return new Date(this.#parts.clock.now().utcUs / 1000).toISOString().slice(0, 10);
  }

  #nowMs(): number {
    return Number(this.#parts.clock.now().monoNs / 1_000_000n);
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
