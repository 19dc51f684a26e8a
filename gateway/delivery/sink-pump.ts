/**
 * Moves one sink's debt over a connection:
 *
 *   debt − under way ─► next message ─► publish ─► acknowledged | receipted ─► settled
 *
 * The ledger's debt is read anew for every message, so the pump owns nothing that could be lost:
 * when the connection falls it forgets what was under way, and that is still debt.
 */
import type { Clock, Log } from "../../drivers/contract.ts";
import type { Mend, Range, SinkDebt, Stream } from "../ledger/contract.ts";
import { DeliveryError, type Fault } from "./delivery-error.ts";
import type { Pause, Receipt } from "./feed.ts";
import type { MqttLink, OutgoingMessage } from "./mqtt-link.ts";
import { assertFits, isMessageBad } from "./mqtt-reasons.ts";
import { type Claim, Claims } from "./schedule/claim.ts";
import { entryBatches } from "./schedule/entry-batches.ts";
import { contains, intersect, subtract } from "./schedule/ranges.ts";
import { TelemetryTurns } from "./schedule/telemetry-turns.ts";
import { type DeliveryLedger, SettleQueue, type SettleQueueOptions } from "./settle-queue.ts";
import { SinkCondition } from "./sink-condition.ts";
import type { SinkRoute } from "./sinks.ts";

/** A message without receipt after this is sent again. */
const RECEIPT_TIMEOUT_MS = 10_000;
/** Entries read at a time: what there is room for, and some more that may go nowhere. */
const ENTRIES_MIN = 16;
const ENTRIES_MAX = 256;

export interface SinkPumpOptions extends Pick<SettleQueueOptions, "wait" | "signal"> {
  readonly ledger: DeliveryLedger;
  readonly route: SinkRoute;
  readonly clock: Clock;
  readonly log: Log;
  /** State, fault or account may have changed. */
  readonly onChange: () => void;
  /** Something unexpected that the pump can not go on after. */
  readonly onFailure: (error: unknown) => void;
}

/** Sends one sink's debt over whatever link `run` is given. Needs a `tick` some times a second. */
export class SinkPump {
  readonly #options: SinkPumpOptions;
  readonly #settling: SettleQueue;
  readonly #claims = new Claims();
  /** Settled since the debt was last asked for: the answer may be older than that settlement. */
  #justSettled: { readonly stream: Stream; readonly ranges: readonly Range[] }[] = [];
  readonly #turns: TelemetryTurns;
  readonly #condition: SinkCondition;
  #woken = true;
  #wake: () => void = () => {};

  constructor(options: SinkPumpOptions) {
    this.#options = options;
    const { clock, log, onChange, route } = options;
    this.#turns = new TelemetryTurns({ ...options, windowMax: route.windowMax });
    this.#condition = new SinkCondition({ sink: route.declaration.name, clock, log, onChange });
    this.#settling = new SettleQueue({
      ...options,
      sink: route.declaration.name,
      onSettled: (stream, ranges) => this.#forget(stream, ranges),
    });
  }

  get route(): SinkRoute {
    return this.#options.route;
  }

  /** Set while the historian asked to wait. */
  get paused(): Fault | undefined {
    return this.#condition.paused;
  }

  /** What is wrong while the connection itself stands. */
  get fault(): Fault | undefined {
    return this.#condition.fault;
  }

  /** There may be something to do. */
  wake(): void {
    this.#woken = true;
    this.#wake();
  }

  /** Sends until the link closes or `signal` aborts; then everything under way is debt again. */
  async run(link: MqttLink, signal: AbortSignal): Promise<void> {
    let open = true;
    const stop = () => {
      open = false;
      this.wake();
    };
    signal.addEventListener("abort", stop, { once: true });
    void link.closed.then(stop);
    this.wake();
    while (open && !signal.aborted) {
      this.#woken = false;
      if (await this.#sendNext(link)) continue;
      await this.#untilWoken();
    }
    signal.removeEventListener("abort", stop);
    this.#claims.clear();
  }

  /** Resolves when every settlement so far is in the ledger. */
  idle(): Promise<void> {
    return this.#settling.idle();
  }

  /** There are new readings. The first after a while go at once, the next wait for company. */
  noteReadings(): void {
    if (this.#turns.note()) this.wake();
  }

  /** Called every 100 ms or so: readings that waited for company go. */
  endGathering(): void {
    if (this.#turns.endGathering()) this.wake();
  }

  /** Called every 300 ms or so: deadlines, and whatever nobody told of. */
  tick(): void {
    this.#turns.allow();
    if (this.#options.route.declaration.settledBy === "receipt") this.#checkReceipts();
    this.wake();
  }

  /** Whoever settles has just come: what was sent before may never have reached it. */
  sendAgain(): void {
    this.#claims.clear();
    // It says so again if it can not write.
    this.#setPause(undefined);
    this.wake();
  }

  /** Settles what the receipt names and this pump has under way; anything else is not ours. */
  onReceipt(receipt: Receipt): void {
    const { stream, settled, rejected } = receipt;
    this.#setPause(receipt.paused);
    this.#condition.clear();
    const known = subtract(this.#claims.ranges(stream), this.#settling.pending(stream));
    for (const { from, to, reason } of rejected) {
      const ranges = intersect([{ from, to }], known);
      this.#settling.add(stream, ranges, { as: "quarantined", reason, attempts: 1 });
    }
    const refused = rejected.map(({ from, to }) => ({ from, to }));
    const written = subtract(intersect(settled, known), refused);
    this.#settling.add(stream, written, { as: "delivered" });
  }

  async #untilWoken(): Promise<void> {
    while (!this.#woken) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  #isHeldBack(): boolean {
    return this.#claims.size >= this.#options.route.windowMax || this.#condition.isHeldBack();
  }

  /** True where something was sent or settled and there may be more. */
  async #sendNext(link: MqttLink): Promise<boolean> {
    if (this.#isHeldBack()) return false;
    const { ledger, route } = this.#options;
    const { name, streams } = route.declaration;
    this.#justSettled = [];
    this.#turns.begin();
    const debts = await ledger.debt(name);
    // Results first, always.
    for (const stream of ["ledger", "telemetry"] as const) {
      const debt = debts.find((candidate) => candidate.stream === stream);
      if (debt === undefined || !streams.includes(stream)) continue;
      const open = this.#openOf(debt);
      if (open.length === 0) continue;
      if (stream === "ledger") return this.#sendEntries(link, open, debt.mended);
      return this.#sendReadings(link, debt, open);
    }
    return false;
  }

  /** Debt that is neither under way nor being settled nor settled meanwhile. */
  #openOf(debt: SinkDebt): Range[] {
    const { stream } = debt;
    const settled = this.#justSettled.flatMap((some) =>
      some.stream === stream ? some.ranges : [],
    );
    const busy = [...this.#claims.ranges(stream), ...settled, ...this.#settling.pending(stream)];
    return subtract(debt.ranges, busy);
  }

  async #sendEntries(
    link: MqttLink,
    open: readonly Range[],
    mended: readonly Mend[] = [],
  ): Promise<boolean> {
    const { ledger, route } = this.#options;
    const from = open[0]?.from ?? 0;
    const places = (route.windowMax - this.#claims.size) * route.runsMax;
    const entries = await ledger.entries(from, Math.min(ENTRIES_MAX, ENTRIES_MIN + 2 * places));
    const mine = entries.filter((stored) => contains(open, stored.entry.seq));
    for (const batch of entryBatches(mine, route.runsMax)) {
      // Strict order: the first that finds no place ends the turn.
      if (this.#isHeldBack()) break;
      if (batch.kind === "runs") {
        const claim = this.#claim("ledger", batch.ranges);
        void this.#send(link, claim, [route.ofRuns(batch.runs, mended)]);
      } else if (batch.kind === "alarm" && route.ofAlarm !== undefined) {
        const claim = this.#claim("ledger", batch.ranges);
        void this.#send(link, claim, route.ofAlarm(batch.stored));
      } else if (batch.kind === "not-routed" || batch.kind === "alarm") {
        this.#settling.add("ledger", batch.ranges, { as: "not-routed" });
      } else {
        const { ranges, reason } = batch;
        this.#settling.add("ledger", ranges, { as: "quarantined", reason, attempts: 0 });
      }
    }
    return mine.length > 0;
  }

  async #sendReadings(link: MqttLink, debt: SinkDebt, open: readonly Range[]): Promise<boolean> {
    const { route } = this.#options;
    const { lane, batches } = await this.#turns.take(debt, open, this.#claims);
    for (const batch of batches) {
      const ranges = [{ from: batch.from, to: batch.to }];
      const claim = this.#claim("telemetry", ranges, lane === "history");
      void this.#send(link, claim, [route.ofReadings(batch, debt.mended ?? [])]);
    }
    return batches.length > 0;
  }

  #claim(stream: Stream, ranges: readonly Range[], isHistory = false): Claim {
    const claim = { stream, ranges, sinceNs: this.#options.clock.now().monoNs, isHistory };
    this.#claims.add(claim);
    return claim;
  }

  async #send(link: MqttLink, claim: Claim, messages: readonly OutgoingMessage[]): Promise<void> {
    try {
      for (const message of messages) assertFits(message, link.packetBytesMax);
      await Promise.all(messages.map((message) => link.publish(message)));
      if (this.#options.route.declaration.settledBy === "receipt") return;
      this.#settling.add(claim.stream, claim.ranges, { as: "delivered" });
      this.#condition.clear();
    } catch (error) {
      if (!(error instanceof DeliveryError)) return this.#options.onFailure(error);
      this.#onRefusal(claim, error);
    }
  }

  #onRefusal(claim: Claim, error: DeliveryError): void {
    // Gone already: the connection fell and everything under way became debt again.
    if (!this.#claims.has(claim)) return;
    if (isMessageBad(error)) {
      const reason = `${error.code}: ${error.message}`;
      this.#settling.add(claim.stream, claim.ranges, { as: "quarantined", reason, attempts: 1 });
      return;
    }
    this.#claims.delete(claim);
    if (error.code === "message.refused") this.#condition.refuse(error);
  }

  #forget(stream: Stream, ranges: readonly Range[]): void {
    this.#justSettled.push({ stream, ranges });
    for (const claim of this.#claims.settle(stream, ranges)) {
      if (claim.isHistory) this.#turns.settled(this.#waitedMs(claim));
    }
    this.wake();
    this.#options.onChange();
  }

  #checkReceipts(): void {
    if (this.#condition.lapse()) this.#restartWaiting();
    if (this.#condition.paused !== undefined) return;
    for (const claim of this.#claims.list()) {
      if (this.#waitedMs(claim) < RECEIPT_TIMEOUT_MS) continue;
      this.#claims.delete(claim);
      const message = `no receipt within ${RECEIPT_TIMEOUT_MS} ms: sent again`;
      this.#condition.fail(new DeliveryError("historian.silent", message));
    }
  }

  #waitedMs({ sinceNs }: Claim): number {
    return Number((this.#options.clock.now().monoNs - sinceNs) / 1_000_000n);
  }

  #setPause(pause: Pause | undefined): void {
    if (pause !== undefined || this.#condition.paused !== undefined) this.#restartWaiting();
    this.#condition.setPause(pause);
    this.wake();
  }

  /** The historian still has what it was sent: the time for a receipt starts again. */
  #restartWaiting(): void {
    const sinceNs = this.#options.clock.now().monoNs;
    for (const claim of this.#claims.list()) claim.sinceNs = sinceNs;
  }
}
