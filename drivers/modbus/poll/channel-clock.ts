/** When each channel is due, when it was last told, and how often it comes. Pure but for calls. */
import type { ChannelPace, ReadingEvent } from "../../contract.ts";
import type { PlannedChannel } from "../channels.ts";

interface Times {
  readonly channel: PlannedChannel;
  dueMs: number;
  toldMs: number;
  isStale: boolean;
  goodMs: number | undefined;
  meanMs: number | undefined;
}

/** A channel is stale after so many periods without any reading, and not before a timeout. */
const STALE_PERIODS = 3;
/** Weight of the latest distance in the mean. */
const NEWEST = 0.2;

/** The times of the channels of one connection, in milliseconds of the monotonic clock. */
export class ChannelClock {
  readonly #times: ReadonlyMap<string, Times>;
  readonly #timeoutMs: number;
  /** No channel becomes stale before: so none has to be looked at. */
  #noneStaleBeforeMs = 0;

  constructor(
    channels: readonly PlannedChannel[],
    { timeoutMs, nowMs }: { readonly timeoutMs: number; readonly nowMs: number },
  ) {
    this.#timeoutMs = timeoutMs;
    this.#times = new Map(
      channels.map((channel) => [
        channel.name,
        {
          ...{ channel, dueMs: nowMs, toldMs: nowMs, isStale: false },
          ...{ goodMs: undefined, meanMs: undefined },
        },
      ]),
    );
  }

  /** The earliest of the channels. */
  dueOf(channels: readonly PlannedChannel[]): number {
    let dueMs = Number.POSITIVE_INFINITY;
    for (const { name } of channels) dueMs = Math.min(dueMs, this.#of(name).dueMs);
    return dueMs;
  }

  /** True when the channel is due and its reading is to be told; it is due again a period later. */
  take(
    { channel: name, quality }: ReadingEvent,
    { dueBeforeMs, nowMs }: { readonly dueBeforeMs: number; readonly nowMs: number },
  ): boolean {
    const times = this.#of(name);
    if (times.dueMs > dueBeforeMs) return false;
    // Missed turns are left out: catching up would only make the line later.
    times.dueMs = Math.max(times.dueMs + times.channel.everyMs, nowMs);
    times.toldMs = nowMs;
    if (times.isStale) this.#noneStaleBeforeMs = 0;
    times.isStale = false;
    if (quality !== "good") return true;
    if (times.goodMs !== undefined) {
      const distanceMs = nowMs - times.goodMs;
      const { meanMs = distanceMs } = times;
      times.meanMs = meanMs + NEWEST * (distanceMs - meanMs);
    }
    times.goodMs = nowMs;
    return true;
  }

  /** Channels that have become stale since they were asked for last. */
  overdue(nowMs: number): readonly { readonly channel: PlannedChannel; readonly ageMs: number }[] {
    const found: { readonly channel: PlannedChannel; readonly ageMs: number }[] = [];
    if (nowMs < this.#noneStaleBeforeMs) return found;
    let nextMs = Number.POSITIVE_INFINITY;
    for (const times of this.#times.values()) {
      const { channel, toldMs, isStale } = times;
      const { everyMs } = channel;
      const allowedMs = Math.max(STALE_PERIODS * everyMs, everyMs + this.#timeoutMs);
      if (isStale) continue;
      if (nowMs - toldMs <= allowedMs) nextMs = Math.min(nextMs, toldMs + allowedMs);
      else {
        times.isStale = true;
        found.push({ channel, ageMs: nowMs - toldMs });
      }
    }
    this.#noneStaleBeforeMs = nextMs;
    return found;
  }

  /** Asked and achieved, by cadence; the slowest channel of a cadence counts. */
  pace(): readonly ChannelPace[] {
    const groups = Map.groupBy(this.#times.values(), ({ channel }) => channel.everyMs);
    return [...groups].map(([askedMs, members]) => {
      const means = members.flatMap(({ meanMs }) => (meanMs === undefined ? [] : [meanMs]));
      const channels = members.map(({ channel }) => channel.name);
      const achieved = means.length === 0 ? {} : { achievedMs: Math.max(...means) };
      return { askedMs, ...achieved, channels };
    });
  }

  #of(name: string): Times {
    const times = this.#times.get(name);
    if (times === undefined) throw new RangeError(`no channel ${name}`);
    return times;
  }
}
