/**
 * Polls the telemetry of one unit by a plan, and makes the plan anew when it learnt something.
 *
 *   channels ─► plan ─► the request that is due ─► a reading for each channel that is due
 *                 ▲               │ refused
 *                 └─ refusals ◄── search
 */
import type { ChannelPace, Log, ReadingEvent } from "../../contract.ts";
import type { ModbusException } from "../../kit/modbus/modbus-codec.ts";
import type { ModbusReply } from "../../kit/modbus/modbus-queue.ts";
import { monoMs } from "../../kit/mono-ms.ts";
import { type PlannedRequest, planPolls, type Span } from "../../kit/plan/poll-plan.ts";
import type { WireTiming } from "../../kit/plan/wire-time.ts";
import { type PlannedChannel, readRequest, valueAt } from "../channels.ts";
import type { PlaceReader } from "../place-reader.ts";
import { badnessOf, badReading, readingOf } from "../readings.ts";
import { ChannelClock } from "./channel-clock.ts";
import { IllegalSearch, isSearched } from "./illegal-search.ts";
import type { Refusals } from "./refusals.ts";

export interface TelemetryPollInput {
  readonly rig: string;
  /** Those without a step. */
  readonly channels: readonly PlannedChannel[];
  readonly reader: PlaceReader;
  readonly refusals: Refusals;
  /** As it is known now; asked again from time to time. */
  readonly timing: () => WireTiming;
  readonly timeoutMs: number;
  readonly log: Log;
}

interface Poll {
  /** Undefined for isolated channels, of which only that is told. */
  readonly request: PlannedRequest<PlannedChannel> | undefined;
  readonly channels: readonly PlannedChannel[];
  readonly everyMs: number;
  dueMs: number;
}

const NONE: readonly ReadingEvent[] = [];
/** Searches that found nothing: the unit refuses now and then, and no division explains that. */
const FRUITLESS_MAX = 3;
/** The plan is weighed again when the device's time changed by more than this. */
const LATENCY_FACTOR = 1.5;
const LATENCY_STEP_MS = 2;
const RETHINK_EVERY_LOOKS = 50;

/** The telemetry of one unit. A fault of a request makes bad readings, never none. */
export class TelemetryPoll {
  readonly #input: TelemetryPollInput;
  readonly #times: ChannelClock;
  #polls: Poll[] = [];
  #plannedFor: WireTiming;
  #looks = 0;
  #fruitless = 0;

  constructor(input: TelemetryPollInput) {
    this.#input = input;
    this.#times = new ChannelClock(input.channels, {
      timeoutMs: input.timeoutMs,
      nowMs: this.#nowMs(),
    });
    this.#plannedFor = input.timing();
    this.#plan();
  }

  /** When the next look is due, by the monotonic clock. */
  get dueMs(): number {
    return this.#next()?.dueMs ?? Number.POSITIVE_INFINITY;
  }

  /**
   * The channels of the request that is due. Throws DriverError when the unit is silent or the
   * wire lost.
   */
  async look(signal: AbortSignal): Promise<readonly ReadingEvent[]> {
    const poll = this.#next();
    if (poll === undefined) return [];
    this.#rethink();
    const dueBeforeMs = this.#nowMs() + poll.everyMs / 2;
    const readings = await this.#read(poll, signal);
    // When it was heard, which the reading already knows.
    const nowMs = readings[0] === undefined ? this.#nowMs() : monoMs(readings[0].takenAt);
    const told = readings.filter((reading) => this.#times.take(reading, { dueBeforeMs, nowMs }));
    poll.dueMs = this.#times.dueOf(poll.channels);
    return told;
  }

  /** A reading of quality stale for each channel that should have been told by then, told once. */
  overdue(nowMs: number): readonly ReadingEvent[] {
    const overdue = this.#times.overdue(nowMs);
    if (overdue.length === 0) return NONE;
    const now = this.#input.reader.now();
    return overdue.map(({ channel, ageMs }) => {
      const cause = `no reading for ${Math.round(ageMs)} ms, asked every ${channel.everyMs} ms`;
      return badReading(channel, { quality: "stale", cause }, now);
    });
  }

  /** One last reading of each channel when the wire is lost. */
  disconnected(cause: string): readonly ReadingEvent[] {
    const now = this.#input.reader.now();
    return this.#input.channels.map((channel) =>
      badReading(channel, { quality: "disconnected", cause }, now),
    );
  }

  pace(): readonly ChannelPace[] {
    return this.#times.pace();
  }

  #nowMs(): number {
    return monoMs(this.#input.reader.now());
  }

  #next(): Poll | undefined {
    let next: Poll | undefined;
    for (const poll of this.#polls) if (next === undefined || poll.dueMs < next.dueMs) next = poll;
    return next;
  }

  #plan(): void {
    const { channels, refusals } = this.#input;
    const { true: isolated = [], false: read = [] } = Object.groupBy(channels, ({ name }) =>
      refusals.isolationOf(name) === undefined ? "false" : "true",
    );
    const dueOf = (members: readonly PlannedChannel[]) => this.#times.dueOf(members);
    const requests = planPolls(read, refusals.limits, this.#plannedFor);
    const silent = [...Map.groupBy(isolated, ({ everyMs }) => everyMs)];
    this.#polls = [
      ...requests.map((request) => {
        const { items, everyMs } = request;
        return { request, channels: items, everyMs, dueMs: dueOf(items) };
      }),
      ...silent.map(([everyMs, members]) => {
        return { request: undefined, channels: members, everyMs, dueMs: dueOf(members) };
      }),
    ];
  }

  /** The device's time decides how much of a gap is worth reading. */
  #rethink(): void {
    this.#looks += 1;
    if (this.#looks % RETHINK_EVERY_LOOKS !== 0) return;
    const timing = this.#input.timing();
    const before = this.#plannedFor.deviceMs;
    const isFar =
      Math.abs(timing.deviceMs - before) > LATENCY_STEP_MS &&
      (timing.deviceMs > before * LATENCY_FACTOR || timing.deviceMs < before / LATENCY_FACTOR);
    if (!isFar) return;
    this.#plannedFor = timing;
    const { rig, log } = this.#input;
    log.debug({ rig, deviceMs: timing.deviceMs }, `rig ${rig}: planned anew for its latency`);
    this.#plan();
  }

  async #read(poll: Poll, signal: AbortSignal): Promise<readonly ReadingEvent[]> {
    const { request, channels } = poll;
    const { reader } = this.#input;
    if (request === undefined) return channels.flatMap((channel) => this.#isolated(channel));
    try {
      const reply = await reader.request(readRequest(request), signal);
      return this.#decode(channels, request.address, reply);
    } catch (error) {
      if (isSearched(error) && this.#fruitless < FRUITLESS_MAX) {
        return this.#search(poll, error, signal);
      }
      return this.#failed(channels, error);
    }
  }

  #decode(
    channels: readonly PlannedChannel[],
    address: number,
    reply: ModbusReply,
  ): readonly ReadingEvent[] {
    return channels.map((channel) =>
      readingOf(channel, valueAt(channel.place, { address }, reply), reply.takenAt),
    );
  }

  #failed(channels: readonly PlannedChannel[], error: unknown): readonly ReadingEvent[] {
    const badness = badnessOf(error);
    if (badness === undefined) throw error;
    const takenAt = this.#input.reader.now();
    return channels.map((channel) => badReading(channel, badness, takenAt));
  }

  #isolated(channel: PlannedChannel): readonly ReadingEvent[] {
    const isolation = this.#input.refusals.isolationOf(channel.name);
    if (isolation === undefined) return [];
    const { cause } = isolation;
    return [badReading(channel, { quality: "isolated", cause }, this.#input.reader.now())];
  }

  /** Divides a refused block; what was not asked for is due again at once. */
  async #search(
    { channels }: Poll,
    refusal: ModbusException,
    signal: AbortSignal,
  ): Promise<readonly ReadingEvent[]> {
    const { refusals, reader } = this.#input;
    const before = refusals.size;
    const read = (span: Span) => reader.request(readRequest(span), signal);
    const search = new IllegalSearch<PlannedChannel>({ read, refusals });
    try {
      const answers = await search.divide(channels, refusal);
      this.#fruitless += refusals.size === before ? 1 : 0;
      const good = answers.flatMap((part) => this.#decode(part.channels, part.address, part.reply));
      return [...good, ...channels.flatMap((channel) => this.#isolated(channel))];
    } catch (error) {
      return this.#failed(channels, error);
    } finally {
      if (refusals.size !== before) this.#tellAndPlan(channels);
    }
  }

  #tellAndPlan(channels: readonly PlannedChannel[]): void {
    const { rig, log, refusals } = this.#input;
    const isolated = channels.flatMap(({ name }) => (refusals.isolationOf(name) ? [name] : []));
    const { registersMax, bitsMax } = refusals.limits;
    const what =
      isolated.length > 0
        ? `refuses ${isolated.join(", ")}: isolated until the next connect`
        : "refuses blocks of this shape: read in smaller ones";
    log.warn({ rig, isolated, registersMax, bitsMax }, `rig ${rig}: the device ${what}`);
    this.#plan();
  }
}
