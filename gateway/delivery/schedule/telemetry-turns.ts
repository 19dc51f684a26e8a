/**
 * What of a telemetry debt goes next, as messages: several for each reading of the store, because
 * that and the debt each cost a trip to another thread.
 */
import type { Clock } from "../../../drivers/contract.ts";
import type { NumberedReading, SinkDebt } from "../../ledger/contract.ts";
import { batchOf, READINGS_MAX, type TelemetryBatch } from "../payloads.ts";
import type { DeliveryLedger } from "../settle-queue.ts";
import type { Claims } from "./claim.ts";
import { HistoryWindow } from "./history-window.ts";
import { chooseLane, LATE_AFTER_MS, type Lane, ON_TIME, splitAtHead } from "./lanes.ts";
import { type Ranges, sizeOf } from "./ranges.ts";

/** Messages of one turn: a live one waits for no more than these to be written as JSON. */
const TURN_MESSAGES_MAX = 4;

export interface TelemetryTurn {
  readonly lane: Lane;
  /** In order; empty where nothing should go now. */
  readonly batches: readonly TelemetryBatch[];
}

/** Readings gather for this long: each message costs a settlement and its sync. */
const GATHER_MS = 90;

const NOTHING: TelemetryTurn = { lane: "live", batches: [] };

export interface TelemetryTurnsOptions {
  readonly ledger: Pick<DeliveryLedger, "readings">;
  readonly clock: Clock;
  /** Messages under way at a time. */
  readonly windowMax: number;
}

/** Remembers which lane had its turn. What a turn gives is for its caller to claim at once. */
export class TelemetryTurns {
  readonly #options: TelemetryTurnsOptions;
  readonly #history: HistoryWindow;
  #lanes = ON_TIME;
  /** A part-filled live message may go: messages of a handful cost as much as full ones. */
  #isDue = true;
  /** As it was when the debt was asked for: what came later is not in the answer. */
  #allowed = 0;
  #allowedAtBegin = 0;
  #hasNew = false;
  #liveAtNs: bigint | undefined;
  /** Of the last full message: what a turn reads is what it can send. */
  #perMessage = READINGS_MAX;

  constructor(options: TelemetryTurnsOptions) {
    this.#options = options;
    this.#history = new HistoryWindow(options.windowMax);
  }

  /** There are new readings; true where no live turn was lately, so that they may go at once. */
  note(): boolean {
    this.#hasNew = true;
    const sinceNs = this.#options.clock.now().monoNs - (this.#liveAtNs ?? 0n);
    const isRested = this.#liveAtNs === undefined || sinceNs >= BigInt(GATHER_MS) * 1_000_000n;
    return isRested && this.endGathering();
  }

  /** Readings have waited long enough for company; true where there are any. */
  endGathering(): boolean {
    const hadNew = this.#hasNew;
    if (hadNew) this.allow();
    return hadNew;
  }

  /** The next live turn may be part-filled. */
  allow(): void {
    this.#hasNew = false;
    this.#isDue = true;
    this.#allowed += 1;
  }

  /** The debt of the next `take` is about to be asked for. */
  begin(): void {
    this.#allowedAtBegin = this.#allowed;
  }

  /** A message of history is settled, this long after it was sent. */
  settled(tookMs: number): void {
    this.#history.settled(tookMs);
  }

  /** `open` is the part of `debt` that nobody is sending. */
  async take(debt: SinkDebt, open: Ranges, claims: Claims): Promise<TelemetryTurn> {
    const { ledger, clock, windowMax } = this.#options;
    const all = windowMax - claims.size;
    const forHistory = Math.min(all, this.#history.places - claims.historyCount);
    const choice = chooseLane(this.#lanes, {
      ...{ open, owed: debt.ranges, historyMayGo: forHistory > 0 },
      liveMayGo: (live) => this.#isDue || sizeOf(live) >= this.#perMessage,
    });
    const [range] = choice.ranges;
    const places = choice.lane === "history" ? forHistory : all;
    if (range === undefined || places <= 0) return NOTHING;
    const most = Math.min(places, TURN_MESSAGES_MAX);
    const limit = most * this.#perMessage;
    const readings = await ledger.readings(range, limit);
    const [oldest] = readings;
    if (oldest === undefined) return NOTHING;
    const now = clock.now();
    const isLate = now.utcUs - oldest.takenAt > LATE_AFTER_MS * 1_000;
    const split = choice.lane === "live" && isLate;
    this.#lanes = split ? splitAtHead(choice.state, debt.head) : choice.state;
    const lane = isLate ? "history" : choice.lane;
    if (lane === "live") {
      this.#isDue = this.#allowed !== this.#allowedAtBegin;
      this.#liveAtNs = now.monoNs;
    }
    const isHistory = lane === "history";
    const cut = { isHistory, most: isHistory ? Math.min(most, forHistory) : most, limit };
    return { lane, batches: this.#cut(readings, cut) };
  }

  #cut(readings: readonly NumberedReading[], { isHistory, most, limit }: Cut): TelemetryBatch[] {
    const batches: TelemetryBatch[] = [];
    for (let at = 0; at < readings.length && batches.length < most; ) {
      const batch = batchOf(readings.slice(at), isHistory);
      at += batch.readings.length;
      const isLast = at >= readings.length;
      // What is behind it in the store belongs into the same message: next turn.
      if (isLast && readings.length === limit && batches.length > 0) break;
      batches.push(batch);
      const size = batch.readings.length;
      if (isLast) this.#perMessage = Math.min(READINGS_MAX, Math.max(this.#perMessage, 2 * size));
      else if (readings[at]?.ordinal === batch.to) this.#perMessage = size;
    }
    return batches;
  }
}

interface Cut {
  readonly isHistory: boolean;
  readonly most: number;
  /** What was asked for: with so many readings there may be more in the store. */
  readonly limit: number;
}
