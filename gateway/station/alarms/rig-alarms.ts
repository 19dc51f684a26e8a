/**
 * Watches one rig for alarms and writes them into the ledger.
 *
 *   events, link, ticks ─► signs ─► judged ─► hysteresis ─► alarm.raise | alarm.clear
 *
 * What the ledger has no room for is tried again with the next tick: the state is kept here, and
 * only what is stored counts as told.
 */
import type { Instant, Quality, RigEvent } from "../../../drivers/contract.ts";
import { alarmKey } from "../../domain/alarm/alarm.ts";
import type { AlarmSettings } from "../../domain/alarm/alarm-settings.ts";
import { type AlarmState, CALM, nextAlarmState } from "../../domain/alarm/alarm-state.ts";
import type { Sign } from "../../domain/alarm/channel-signs.ts";
import {
  firstRigSigns,
  judgeRig,
  nextRigSigns,
  type RigSignal,
  type RigSigns,
} from "../../domain/alarm/rig-signs.ts";
import type { Ledger } from "../../ledger/contract.ts";
import { isForLater } from "../../ledger/passing.ts";
import type { WatchedAlarm } from "../../records/alarm/queries.ts";
import type { GatewayQueries } from "../../records/queries.ts";
import type { GatewayRules } from "../../records/rules.ts";
import type { StationClock } from "../station-clock.ts";

export interface RigAlarmsParts {
  readonly rig: string;
  readonly station: string;
  readonly settings: AlarmSettings;
  readonly ledger: Pick<Ledger<GatewayRules, GatewayQueries>, "execute">;
  readonly clock: StationClock;
  readonly newId: () => string;
  /** Bytes that came on its port since start; absent where the port is not its own. */
  readonly receivedBytes?: () => number;
  /** Of this rig, from the ledger at start. */
  readonly before: readonly WatchedAlarm[];
}

interface Watched {
  state: AlarmState;
  /** In the ledger and not cleared there. */
  storedId: string | undefined;
  sign: Sign | undefined;
}

/** How the rig stands at a tick. */
export interface RigStanding {
  readonly isUp: boolean;
  readonly isRunOpen: boolean;
}

/** The alarms of one rig. Holds no timer: the session's tick drives it. */
export class RigAlarms {
  readonly #parts: RigAlarmsParts;
  readonly #watched = new Map<string, Watched>();
  #signs: RigSigns;
  #storing = false;
  #receivedBytes = 0;

  constructor(parts: RigAlarmsParts) {
    this.#parts = parts;
    const now = parts.clock.now();
    this.#signs = firstRigSigns(monoMs(now));
    for (const { alarm } of parts.before) {
      // On the monotonic clock of this process, where a stepped wall clock can not move it later.
      const raisedMs = monoMs(now) - Math.max(0, (now.utcUs - alarm.raisedAt) / 1000);
      const known = this.#watched.get(alarmKey(alarm))?.state ?? CALM;
      const raisesMs = [...known.raisesMs, raisedMs];
      const raised = alarm.clearedAt === undefined;
      const state = { raised, raisesMs, flapping: raised && alarm.flapping };
      const storedId = raised ? alarm.id : undefined;
      this.#watched.set(alarmKey(alarm), { state, storedId, sign: undefined });
    }
  }

  /** Takes one event of the rig into account; returns at once. */
  heard(event: RigEvent): void {
    const signal = signalOf(event);
    if (signal === undefined) return;
    const isCounted = signal.kind === "noise" && this.#parts.receivedBytes !== undefined;
    this.#see(isCounted ? { ...signal, bytes: 0 } : signal);
  }

  /** Some times a second. Resolves when what changed is in the ledger, or it has no room now. */
  async tick(now: Instant, { isUp, isRunOpen }: RigStanding): Promise<void> {
    const atMs = monoMs(now);
    this.#see({ kind: "link", atMs, isUp });
    this.#see({ kind: "run", atMs, isOpen: isRunOpen });
    this.#seeBytes(atMs);
    this.#see({ kind: "tick", atMs });
    const { settings } = this.#parts;
    for (const sign of judgeRig(this.#signs, settings, atMs)) this.#judge(sign, atMs);
    if (this.#storing) return;
    this.#storing = true;
    try {
      await this.#store();
    } finally {
      this.#storing = false;
    }
  }

  #see(signal: RigSignal): void {
    this.#signs = nextRigSigns(this.#signs, signal, this.#parts.settings);
  }

  /** A driver tells only the beginning of what it can not read: the wire itself is asked. */
  #seeBytes(atMs: number): void {
    const received = this.#parts.receivedBytes?.();
    if (received === undefined) return;
    this.#see({ kind: "bytes", atMs, bytes: received - this.#receivedBytes });
    this.#receivedBytes = received;
  }

  #judge(sign: Sign, atMs: number): void {
    const key = alarmKey(sign);
    const watched = this.#watched.get(key) ?? { state: CALM, storedId: undefined, sign };
    const { clearAfterMs } = this.#parts.settings;
    const input = { atMs, isBad: sign.isBad, raiseAfterMs: 0, clearAfterMs };
    watched.state = nextAlarmState(watched.state, input);
    watched.sign = sign;
    this.#watched.set(key, watched);
  }

  async #store(): Promise<void> {
    for (const watched of this.#watched.values()) {
      const { state, storedId, sign } = watched;
      try {
        if (state.raised && storedId === undefined && sign !== undefined) {
          watched.storedId = await this.#raise(sign, state.flapping);
        } else if (!state.raised && storedId !== undefined) {
          await this.#parts.ledger.execute("alarm.clear", { id: storedId }, this.#context());
          watched.storedId = undefined;
        }
      } catch (error) {
        if (!isForLater(error)) throw error;
        return;
      }
    }
  }

  async #raise({ kind, channel, what }: Sign, flapping: boolean): Promise<string> {
    const { rig, ledger, newId } = this.#parts;
    const often = flapping ? "; it came again and again within an hour" : "";
    const input = { id: newId(), rig, kind, what: `${what()}${often}`, flapping };
    const withChannel = channel === undefined ? input : { ...input, channel };
    return (await ledger.execute("alarm.raise", withChannel, this.#context())).result;
  }

  #context() {
    const { station, clock } = this.#parts;
    const occurredAt = clock.now().utcUs;
    return { actor: "system:alarms", station, occurredAt, clockState: clock.state() };
  }
}

/** What it says of the rig; undefined where it says that nothing came. */
function signalOf(event: RigEvent): RigSignal | undefined {
  const atMs = monoMs(event.takenAt);
  if (event.kind === "noise") return { kind: "noise", atMs, bytes: event.bytes.length };
  if (event.kind !== "reading") return { kind: "valid", atMs };
  if (NOTHING_CAME.includes(event.quality)) return undefined;
  if (event.quality !== "good") return { kind: "valid", atMs };
  const { channel, value } = event;
  return { kind: "valid", atMs, reading: { channel, value } };
}

/** These say that nothing came. */
const NOTHING_CAME: readonly Quality[] = ["timeout", "disconnected", "stale", "isolated"];

function monoMs({ monoNs }: Instant): number {
  return Number(monoNs / 1000n) / 1000;
}
