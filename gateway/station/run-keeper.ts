/**
 * Turns what a rig says into runs in the ledger. One keeper a rig, one open run a slot.
 *
 *   run-started ─► run.start (commit) ─► reading/step ─► judged, live ─► run-finished
 *               ─► telemetry durable ─► trace blob ─► run.finish (commit) ─► live "stored"
 *
 * Calls are worked off one after the other, in the order they were made. A run that the rig has
 * finished is stored aside: the rig's readings go on meanwhile, and what opens or closes another
 * run waits.
 */
import type {
  Instant,
  NoiseReason,
  ReadingEvent,
  RigEvent,
  RunFinishedEvent,
  RunStartedEvent,
} from "../../drivers/contract.ts";
import type { Completion, RunCause } from "../domain/run.ts";
import type { Ledger } from "../ledger/contract.ts";
import type { GatewayQueries } from "../records/queries.ts";
import type { GatewayRules } from "../records/rules.ts";
import { presentMeasurement, summarise } from "../records/run/present.ts";
import type { LiveEvent, MeasurementView, RunSummary } from "../records/views.ts";
import { ActiveRun } from "./active-run.ts";
import type { StationClock } from "./station-clock.ts";
import type { TelemetryIntake } from "./telemetry-intake.ts";

export interface RunKeeperParts {
  readonly rig: string;
  readonly station: string;
  readonly operation: string;
  /** Of its units, where the rig does not say it. */
  readonly partNumber?: string;
  readonly simulated: boolean;
  readonly runTimeoutMs: number;
  readonly gatewayVersion: string;
  readonly ledger: Pick<Ledger<GatewayRules, GatewayQueries>, "execute">;
  readonly intake: TelemetryIntake;
  readonly writeBlob: (bytes: Uint8Array) => Promise<string>;
  readonly publish: (event: LiveEvent) => void;
  readonly clock: StationClock;
  readonly newId: () => string;
  /** The site's calendar day of an instant, e.g. "2026-11-23". */
  readonly dayOf: (utcUs: number) => string;
  /** From the ledger, at start. */
  readonly before: { readonly runsToday: number; readonly lastRun?: RunSummary };
}

type HowFinished = Omit<Parameters<ActiveRun["finish"]>[0], "traceHash">;

/** Events that made no sense where they came; counted beside the wire's own noise. */
export type StrayReason = "measurement-without-run" | "finish-without-run";

/** Keeps the open run of each slot of one rig: events in, stored runs out, in order. */
export class RunKeeper {
  readonly #parts: RunKeeperParts;
  readonly #active = new Map<string, ActiveRun>();
  /** Finished by their rig and on their way into the ledger, by slot. */
  readonly #storing = new Map<string, ActiveRun>();
  /** Why the last run that was stored aside was not. */
  #failure: { readonly error: unknown } | undefined;
  #turn: Promise<void> = Promise.resolve();
  /** Calls whose turn has not ended; a run that is being stored aside is none. */
  #waiting = 0;
  #readings = 0;
  readonly #noise = new Map<NoiseReason | StrayReason, number>();
  #lastRun: RunSummary | undefined;
  #day: string;
  #runsOfDay: number;

  constructor(parts: RunKeeperParts) {
    this.#parts = parts;
    this.#lastRun = parts.before.lastRun;
    this.#runsOfDay = parts.before.runsToday;
    this.#day = parts.dayOf(parts.clock.now().utcUs);
  }

  /** Readings since start. */
  get readings(): number {
    return this.#readings;
  }

  /** Frames and events that were no reading, by reason. */
  get noise(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#noise);
  }

  get lastRun(): RunSummary | undefined {
    return this.#lastRun;
  }

  /** Runs stored on the site's calendar day of `utcUs`. */
  runsToday(utcUs: number): number {
    const day = this.#parts.dayOf(utcUs);
    if (day !== this.#day) {
      this.#day = day;
      this.#runsOfDay = 0;
    }
    return this.#runsOfDay;
  }

  /** The open runs with what was measured so far. */
  get open(): readonly { run: RunSummary; measurements: MeasurementView[]; expected: string[] }[] {
    return [...this.#storing.values(), ...this.#active.values()].map((active) => ({
      run: summarise(active.header, { seq: 0 }),
      measurements: active.measurements.map(presentMeasurement),
      expected: [...active.expected],
    }));
  }

  /**
   * Works one event off. Throws Refusal where the ledger says no; where it refused a run that was
   * finished by an earlier event, that run is open again.
   */
  async handle(event: RigEvent): Promise<void> {
    if (this.#waiting > 0 || event.kind === "run-started") {
      await this.#inTurn(() => this.#take(event));
    } else if (event.kind === "run-finished") this.#finishAside(event);
    else await this.#take(event);
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure !== undefined) throw failure.error;
  }

  /** Ends every open run that the rig did not end itself, with what was measured. */
  stopAll(completion: Exclude<Completion, "running">, cause: RunCause): Promise<void> {
    return this.#inTurn(async () => {
      // Whoever stops the runs closes the one that could not be stored as well.
      this.#failure = undefined;
      for (const slot of [...this.#active.keys()]) await this.#stop(slot, { completion, cause });
    });
  }

  /** Ends runs that are older than the rig's limit. */
  async tick(now: Instant): Promise<void> {
    const limitUs = this.#parts.runTimeoutMs * 1000;
    const overdue = () =>
      [...this.#active].filter(([, { header }]) => now.utcUs - header.startedAt > limitUs);
    // Without a turn where there is nothing to do: readings would wait for it.
    if (overdue().length === 0) return;
    await this.#inTurn(async () => {
      for (const [slot] of overdue()) {
        await this.#stop(slot, { completion: "timeout", cause: "run.silent" });
      }
    });
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    this.#waiting += 1;
    const done = this.#turn.then(work).finally(() => {
      this.#waiting -= 1;
    });
    // The next in turn must not inherit the failure; the caller of this one gets it.
    this.#turn = done.catch(() => undefined);
    return done;
  }

  #take(event: RigEvent): Promise<void> {
    switch (event.kind) {
      case "reading":
        return this.#reading(event);
      case "run-started":
        return this.#started(event);
      case "run-finished":
        return this.#finished(event);
      case "noise":
        this.#count(event.reason);
        return Promise.resolve();
    }
  }

  #count(reason: NoiseReason | StrayReason): void {
    this.#noise.set(reason, (this.#noise.get(reason) ?? 0) + 1);
  }

  async #reading(event: ReadingEvent): Promise<void> {
    this.#readings += 1;
    const { rig, intake, publish } = this.#parts;
    const active = this.#active.get(event.slot ?? "");
    if (event.step !== undefined && active === undefined) this.#count("measurement-without-run");
    const measurement = active?.add(event);
    if (active !== undefined && measurement !== undefined) {
      const runId = active.header.id;
      publish({ kind: "measurement", runId, measurement: presentMeasurement(measurement) });
    }
    publish(readingsEvent(rig, event));
    const { channel, value, unit, quality, slot, step, reported } = event;
    const attempt = measurement?.attempt ?? event.attempt;
    const hasRoom = intake.add({
      rig,
      channel,
      value,
      unit,
      quality,
      takenAt: event.takenAt.utcUs,
      ...(slot === undefined ? {} : { slot }),
      ...(active === undefined ? {} : { runId: active.header.id }),
      ...(step === undefined ? {} : { step }),
      ...(attempt === undefined ? {} : { attempt }),
      ...(reported === undefined ? {} : { reported }),
    });
    if (!hasRoom) await intake.flushed();
  }

  async #started(event: RunStartedEvent): Promise<void> {
    const slot = event.slot ?? "";
    if (this.#active.has(slot)) {
      await this.#stop(slot, { completion: "error", cause: "run.superseded" });
    }
    const { rig, station, operation, ledger, simulated, gatewayVersion } = this.#parts;
    const partNumber = event.partNumber ?? this.#parts.partNumber;
    const input = {
      id: this.#parts.newId(),
      rig,
      station,
      operation,
      simulated,
      gatewayVersion,
      startedAt: event.takenAt.utcUs,
      ...(event.slot === undefined ? {} : { slot: event.slot }),
      ...(event.runKey === undefined ? {} : { runKey: event.runKey }),
      ...(event.serialNumber === undefined ? {} : { serialNumber: event.serialNumber }),
      ...(partNumber === undefined ? {} : { partNumber }),
    };
    const { result, entries } = await ledger.execute(
      "run.start",
      input,
      this.#context(event.takenAt),
    );
    const active = new ActiveRun(result.header, result.procedure, event.takenAt);
    this.#active.set(slot, active);
    const seq = entries.at(-1)?.entry.seq ?? 0;
    const run = summarise(result.header, { seq });
    this.#parts.publish({ kind: "run-started", run, expected: [...active.expected] });
  }

  async #finished({ slot = "", reported, takenAt }: RunFinishedEvent): Promise<void> {
    if (!this.#active.has(slot)) this.#count("finish-without-run");
    await this.#finish(slot, takenAt, reported === undefined ? {} : { reported });
  }

  /** Detaches the run at once; its turn to be stored is the next. */
  #finishAside({ slot = "", reported, takenAt }: RunFinishedEvent): void {
    const active = this.#active.get(slot);
    if (active === undefined) {
      this.#count("finish-without-run");
      return;
    }
    this.#active.delete(slot);
    this.#storing.set(slot, active);
    const how = reported === undefined ? {} : { reported };
    this.#turn = this.#turn
      .then(() => this.#store(active, takenAt, how))
      .catch((error: unknown) => {
        this.#active.set(slot, active);
        this.#failure = { error };
      })
      .finally(() => {
        this.#storing.delete(slot);
      });
  }

  #stop(
    slot: string,
    stoppedBy: { completion: Exclude<Completion, "running">; cause: RunCause },
  ): Promise<void> {
    return this.#finish(slot, this.#parts.clock.now(), { stoppedBy });
  }

  async #finish(slot: string, at: Instant, how: HowFinished): Promise<void> {
    const active = this.#active.get(slot);
    if (active === undefined) return;
    await this.#store(active, at, how);
    this.#active.delete(slot);
  }

  async #store(active: ActiveRun, at: Instant, how: HowFinished): Promise<void> {
    const { intake, writeBlob, ledger, publish } = this.#parts;
    const [traceHash] = await Promise.all([writeBlob(active.traceBytes()), intake.flushed()]);
    const record = active.finish({ ...how, traceHash }, at);
    const { entries, result } = await ledger.execute("run.finish", record, this.#context(at));
    this.#runsOfDay = this.runsToday(at.utcUs) + 1;
    const seq = entries.at(-1)?.entry.seq ?? 0;
    this.#lastRun = summarise(record, { seq, ...result });
    publish({ kind: "run-stored", run: this.#lastRun });
  }

  #context(at: Instant) {
    const { rig, station, clock } = this.#parts;
    return { actor: `rig:${rig}`, station, occurredAt: at.utcUs, clockState: clock.state() };
  }
}

function readingsEvent(rig: string, event: ReadingEvent): LiveEvent {
  const { channel, unit, quality } = event;
  const value = typeof event.value === "bigint" ? event.value.toString() : event.value;
  const takenAt = new Date(event.takenAt.utcUs / 1000).toISOString();
  return { kind: "readings", rig, values: [{ channel, value, unit, quality, takenAt }] };
}
