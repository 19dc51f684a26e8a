/** What happened to the requests of one unit, counted since its port was first used. */
import type { NoiseReason } from "../../../contract.ts";
import type { Stray } from "../framing/modbus-framing.ts";

/** Why bytes were no reply: the reason, and where more is known, which kind of it. */
export type StrayCause = NoiseReason | "duplicate" | "other-unit";

export interface UnitCounters {
  /** Sent, the barriers and probes among them. */
  readonly requests: number;
  /** Normal replies. */
  readonly replies: number;
  readonly timeouts: number;
  /** Replies with a wrong checksum or header. */
  readonly corrupt: number;
  /** By exception code. */
  readonly exceptions: Readonly<Record<number, number>>;
  /** Asked again because the unit said that it is busy. */
  readonly busyRetries: number;
  /** Requests that prove that no late reply can come any more. */
  readonly barriers: number;
  /** Times the unit was set back for not answering. */
  readonly demotions: number;
  /** Failed at once, unsent, while it was set back. */
  readonly refused: number;
  /** By cause. */
  readonly strays: Readonly<Partial<Record<StrayCause, number>>>;
}

/** Counts for one unit. */
export class UnitTally {
  requests = 0;
  replies = 0;
  timeouts = 0;
  corrupt = 0;
  busyRetries = 0;
  barriers = 0;
  demotions = 0;
  refused = 0;
  readonly #exceptions: Record<number, number> = {};
  readonly #strays: Partial<Record<StrayCause, number>> = {};

  noteException(code: number): void {
    this.#exceptions[code] = (this.#exceptions[code] ?? 0) + 1;
  }

  noteStray({ reason, kind }: Stray): void {
    const cause = kind ?? reason;
    this.#strays[cause] = (this.#strays[cause] ?? 0) + 1;
  }

  /** The counts as they are now. */
  counters(): UnitCounters {
    const { requests, replies, timeouts, corrupt, busyRetries, barriers, demotions, refused } =
      this;
    return {
      ...{ requests, replies, timeouts, corrupt, busyRetries, barriers, demotions, refused },
      exceptions: { ...this.#exceptions },
      strays: { ...this.#strays },
    };
  }
}
