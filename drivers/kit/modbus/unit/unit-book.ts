/**
 * What is known of the units of one port. It outlives a connection: the reply to a request that
 * was given up may come after a new one was opened, and a unit that was dead still is.
 */
import type { Instant } from "../../../contract.ts";
import { monoMs } from "../../mono-ms.ts";
import type { WireRequest } from "../modbus-request.ts";
import { type BarrierInput, chooseBarrier, type ReadRequest } from "./barrier-choice.ts";
import { DeviceLatency } from "./device-latency.ts";
import { UnitTally } from "./unit-counters.ts";
import { UnitHealth } from "./unit-health.ts";
import { UnprovenRequests } from "./unproven-requests.ts";

/** A unit that takes this many times as long as usual does not answer any more. */
const FACTOR = 4;
/** What adapters and a busy computer add. */
const MARGIN_MS = 30;
/** A probe of a unit that never answered. */
const STRANGER_PROBE_MS = 150;

/** One unit of the port. */
export class UnitRecord {
  readonly unitId: number;
  readonly health: UnitHealth;
  readonly latency = new DeviceLatency();
  readonly tally = new UnitTally();
  #heardAt: Instant | undefined;
  readonly #unproven: UnprovenRequests;
  readonly #answered: Partial<Record<number, ReadRequest>> = {};
  readonly #unanswered: Partial<Record<number, number>> = {};

  constructor(unitId: number, unproven: UnprovenRequests) {
    this.unitId = unitId;
    this.health = new UnitHealth(unitId);
    this.#unproven = unproven;
  }

  /** A late reply may come from it. */
  get isUnproven(): boolean {
    return !this.#unproven.isEmpty && this.#unproven.has(this.unitId);
  }

  /** A reply with values, which can only answer this request: what was before it is settled. */
  noteReply(request: WireRequest, takenAt: Instant): void {
    this.tally.replies += 1;
    this.#heardAt = takenAt;
    this.health.noteReply();
    this.#settle(request);
    if ("count" in request) this.#answered[request.functionCode] = request;
  }

  /** As a reply, but a refusal by the unit. */
  noteException(request: WireRequest, exceptionCode: number): void {
    this.tally.noteException(exceptionCode);
    this.health.noteReply();
    this.#settle(request);
  }

  /** A gateway answered in its place that it cannot be reached: it waited as we would have. */
  noteUnreachable(request: WireRequest, exceptionCode: number, nowMs: number): void {
    this.tally.noteException(exceptionCode);
    this.#settle(request);
    if (this.health.noteTimeout(nowMs)) this.tally.demotions += 1;
  }

  #settle({ functionCode }: WireRequest): void {
    if (!this.#unproven.isEmpty) this.#unproven.prove(this.unitId);
    if (this.#unanswered[functionCode] !== undefined) this.#unanswered[functionCode] = 0;
  }

  noteTimeout(nowMs: number): void {
    this.tally.timeouts += 1;
    if (this.health.noteTimeout(nowMs)) this.tally.demotions += 1;
  }

  /** True when it answered since. */
  wasHeard(sinceMs: number): boolean {
    return this.#heardAt !== undefined && monoMs(this.#heardAt) >= sinceMs;
  }

  noteUnansweredBarrier({ functionCode }: ReadRequest): void {
    this.#unanswered[functionCode] = (this.#unanswered[functionCode] ?? 0) + 1;
  }

  /**
   * True when no reply that may still come could be taken for the one to this request, not even
   * an exception: then it needs no barrier, its reply is one.
   */
  canTellReplyTo({ functionCode }: WireRequest): boolean {
    return !this.#unproven.hasFunction(this.unitId, functionCode);
  }

  /** Forgets the replies that are so late that there are none. */
  expire(nowMs: number): void {
    if (this.isUnproven) this.#unproven.expire(this.unitId, nowMs);
  }

  /** Undefined when no request is left whose reply would be its own. */
  chooseBarrier(request: WireRequest): ReadRequest | undefined {
    return chooseBarrier({
      unitId: this.unitId,
      unproven: this.#unproven,
      answered: this.#answered as BarrierInput["answered"],
      unanswered: this.#unanswered as BarrierInput["unanswered"],
      address: "address" in request ? request.address : 0,
    });
  }

  /** What a reply takes at most, by how fast the unit was; undefined before it answered. */
  usualMs(wireMs: number): number | undefined {
    const p95Ms = this.latency.measured()?.p95Ms;
    return p95Ms === undefined ? undefined : Math.ceil(FACTOR * p95Ms + MARGIN_MS + wireMs);
  }

  /** The deadline of a probe: short, learnt from how fast the unit was; now and then in full. */
  probeTimeoutMs(timeoutMs: number, wireMs: number): number {
    if (this.health.isPatient) return timeoutMs;
    return Math.min(timeoutMs, this.usualMs(wireMs) ?? STRANGER_PROBE_MS);
  }
}

/** The units of one port, by id. */
export class UnitBook {
  readonly unproven = new UnprovenRequests();
  readonly #units: (UnitRecord | undefined)[] = [];

  unit(unitId: number): UnitRecord {
    const known = this.#units[unitId];
    if (known !== undefined) return known;
    const unit = new UnitRecord(unitId, this.unproven);
    this.#units[unitId] = unit;
    return unit;
  }

  /** True when another unit answered since: somebody else needs the line. */
  hasOthers(unitId: number, sinceMs: number): boolean {
    return this.#units.some((unit) => unit?.unitId !== unitId && unit?.wasHeard(sinceMs));
  }
}
