/**
 * Turns what a rig says into runs in the ledger. One keeper a rig, one open run a slot.
 *
 *   run-started ─► run.start (commit) ─► reading/step ─► judged, live ─► run-finished
 *               ─► telemetry durable ─► trace blob ─► run.finish (commit) ─► live "stored"
 *
 * Calls are worked off one after the other, in the order they were made.
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

/** Events that made no sense where they came; counted beside the wire's own noise. */
export type StrayReason = "measurement-without-run" | "finish-without-run";

/** Keeps the open run of each slot of one rig: events in, stored runs out, in order. */
export class RunKeeper {
  readonly #parts: RunKeeperParts;
  readonly #active = new Map<string, ActiveRun>();
  #turn: Promise<void> = Promise.resolve();
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
    return [...this.#active.values()].map((active) => ({
      run: summarise(active.header, { seq: 0 }),
      measurements: active.measurements.map(presentMeasurement),
      expected: [...active.expected],
    }));
  }

  /** Works one event off. Throws Refusal where the ledger says no. */
  handle(event: RigEvent): Promise<void> {
    return this.#inTurn(() => this.#take(event));
  }

  /** Ends every open run that the rig did not end itself, with what was measured. */
  stopAll(completion: Exclude<Completion, "running">, cause: RunCause): Promise<void> {
    return this.#inTurn(async () => {
      for (const slot of [...this.#active.keys()]) await this.#stop(slot, { completion, cause });
    });
  }

  /** Ends runs that are older than the rig's limit. */
  tick(now: Instant): Promise<void> {
    const limitUs = this.#parts.runTimeoutMs * 1000;
    return this.#inTurn(async () => {
      for (const [slot, active] of [...this.#active]) {
        if (now.utcUs - active.header.startedAt <= limitUs) continue;
        await this.#stop(slot, { completion: "timeout", cause: "run.silent" });
      }
    });
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(work);
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

  async #finished(event: RunFinishedEvent): Promise<void> {
    const slot = event.slot ?? "";
    if (!this.#active.has(slot)) {
      this.#count("finish-without-run");
      return;
    }
    const { reported, takenAt } = event;
    await this.#finish(slot, takenAt, reported === undefined ? {} : { reported });
  }

  #stop(
    slot: string,
    stoppedBy: { completion: Exclude<Completion, "running">; cause: RunCause },
  ): Promise<void> {
    return this.#finish(slot, this.#parts.clock.now(), { stoppedBy });
  }

  async #finish(
    slot: string,
    at: Instant,
    how: Omit<Parameters<ActiveRun["finish"]>[0], "traceHash">,
  ): Promise<void> {
    const active = this.#active.get(slot);
    if (active === undefined) return;
    const { intake, writeBlob, ledger, publish } = this.#parts;
    await intake.flushed();
    const traceHash = await writeBlob(active.traceBytes());
    const record = active.finish({ ...how, traceHash }, at);
    const { entries, result } = await ledger.execute("run.finish", record, this.#context(at));
    this.#active.delete(slot);
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
