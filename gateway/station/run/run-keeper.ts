/**
 * Turns what a rig says into runs in the ledger. One keeper a rig, one open run a slot.
 *
 *   run-started ─► run.start (commit) ─► reading/step ─► judged, live ─► run-finished
 *               ─► telemetry durable ─► blobs ─► run.finish (commit) ─► live "stored"
 *
 * A run that has ended leaves its slot at once and is stored aside, until it is: the rig's readings
 * go on meanwhile, and only the next run waits. While the ledger has no room, both wait for it.
 */
import type {
  Instant,
  NoiseReason,
  ReadingEvent,
  RigEvent,
  RunFinishedEvent,
  RunStartedEvent,
} from "../../../drivers/contract.ts";
import type { Completion, RunCause } from "../../domain/run.ts";
import { Refusal } from "../../ledger/contract.ts";
import { compact } from "../../records/compact.ts";
import { presentMeasurement, summarise } from "../../records/run/present.ts";
import type { LiveEvent, MeasurementView, RunSummary } from "../../records/views.ts";
import { ActiveRun, type RunEnd } from "./active-run.ts";
import { commandContext, type RunKeeperParts } from "./run-keeper-parts.ts";
import { RunStorage } from "./run-storage.ts";

export type { RunKeeperParts } from "./run-keeper-parts.ts";

/** Events that made no sense where they came; counted beside the wire's own noise. */
export type StrayReason = "measurement-without-run" | "finish-without-run";

/** Keeps the open run of each slot of one rig: events in, stored runs out, in order. */
export class RunKeeper {
  readonly #parts: RunKeeperParts;
  readonly #active = new Map<string, ActiveRun>();
  readonly #storage: RunStorage;
  #readings = 0;
  readonly #noise = new Map<NoiseReason | StrayReason, number>();
  #operator: string | undefined;
  #refusal: Refusal | undefined;

  constructor(parts: RunKeeperParts) {
    this.#parts = parts;
    this.#storage = new RunStorage(parts);
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
    return this.#storage.lastRun;
  }

  /** Runs stored on the site's calendar day of `utcUs`. */
  runsToday(utcUs: number): number {
    return this.#storage.runsToday(utcUs);
  }

  /** The open runs with what was measured so far, those that are being stored first. */
  get open(): readonly { run: RunSummary; measurements: MeasurementView[]; expected: string[] }[] {
    return [...this.#storage.waiting, ...this.#active.values()].map((active) => ({
      run: summarise(active.header, active.position),
      measurements: active.measurements.map(presentMeasurement),
      expected: [...active.expected],
    }));
  }

  /** The open run of the rig's first slot; undefined where none is open. */
  get current(): ActiveRun | undefined {
    return this.#active.get("");
  }

  /** Person id of who starts the next run, where that is known. */
  orderedBy(operator: string | undefined): void {
    this.#operator = operator;
  }

  /** Why the latest run was not begun: the interlocks of a rig that we start; nothing is stored. */
  get refusal(): Refusal | undefined {
    return this.#refusal;
  }

  /** Adds a line to the trace of the open run, where there is one. */
  note(line: Readonly<Record<string, unknown>>): void {
    this.current?.note({ takenAt: this.#parts.clock.now().utcUs, ...line });
  }

  /** Runs that have ended and are not stored yet. */
  get storing(): number {
    return this.#storage.waiting.length;
  }

  /** Why the ledger takes nothing of this rig now, though it will again. */
  get trouble(): Refusal | undefined {
    return this.#storage.patience.trouble ?? this.#parts.intake.trouble;
  }

  /** Rejects where a finished run can not be stored for a reason that does not pass. */
  get failed(): Promise<never> {
    return this.#storage.failed;
  }

  /**
   * Works one event off; the caller awaits it before the next. Throws Refusal where the ledger says
   * no to a new run.
   */
  async handle(event: RigEvent): Promise<void> {
    this.#parts.recorder?.heard(event);
    switch (event.kind) {
      case "reading":
        return await this.#reading(event);
      case "run-started":
        return await this.#started(event);
      case "run-finished":
        return this.#ended(event);
      case "noise":
        return this.#count(event.reason);
    }
  }

  /**
   * Ends every open run that the rig did not end itself, with what was measured: at once for the
   * rig. Resolves when they and those before are stored, or the gateway stops before.
   */
  async stopAll(completion: Exclude<Completion, "running">, cause: RunCause): Promise<void> {
    const at = this.#parts.clock.now();
    for (const slot of [...this.#active.keys()]) {
      this.#detach(slot, at, { stoppedBy: { completion, cause } });
    }
    await this.#storage.stored();
  }

  /** Ends runs that are older than the rig's limit; resolves as `stopAll`. */
  async tick(now: Instant): Promise<void> {
    const limitNs = BigInt(this.#parts.runTimeoutMs) * 1_000_000n;
    const overdue = [...this.#active].filter(([, active]) => active.ageNs(now) > limitNs);
    if (overdue.length === 0) return;
    for (const [slot] of overdue) {
      const stoppedBy = { completion: "timeout", cause: "run.silent" } as const;
      this.#detach(slot, this.#parts.clock.now(), { stoppedBy });
    }
    await this.#storage.stored();
  }

  /** The gateway stops: from now on nothing waits for a ledger without room. */
  hurry(): void {
    this.#storage.patience.end();
  }

  /**
   * The last call: ends every open run, and resolves when all runs and readings are durable. Throws
   * Refusal `ledger.unavailable` where the ledger has no room for them: the next start closes them.
   */
  async close(): Promise<void> {
    this.hurry();
    await this.stopAll("error", "gateway.stopped");
    await this.#storage.requireStored();
    await this.#parts.intake.flushed(this.#storage.patience.stop);
  }

  #count(reason: NoiseReason | StrayReason): void {
    this.#noise.set(reason, (this.#noise.get(reason) ?? 0) + 1);
  }

  async #reading(event: ReadingEvent): Promise<void> {
    this.#readings += 1;
    const { rig, intake, publish } = this.#parts;
    const active = this.#activeOf(event);
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
    if (!hasRoom) await intake.flushed(this.#storage.patience.stop);
  }

  async #started(event: RunStartedEvent): Promise<void> {
    const slot = event.slot ?? "";
    const stoppedBy = { completion: "error", cause: "run.superseded" } as const;
    this.#detach(slot, this.#parts.clock.now(), { stoppedBy });
    await this.#storage.requireStored();
    const { rig, station, operation, ledger, simulated, gatewayVersion } = this.#parts;
    const partNumber = event.partNumber ?? this.#parts.partNumber;
    const id = this.#parts.newId();
    // Before the ledger is asked: what was on the wire meanwhile belongs to the run.
    const recording = this.#parts.recorder?.begin(id, event.takenAt);
    const input = {
      id,
      rig,
      station,
      operation,
      simulated,
      gatewayVersion,
      equipment: this.#parts.equipment ?? [],
      timeZone: this.#parts.timeZone ?? "UTC",
      startedAt: event.takenAt.utcUs,
      ...(event.slot === undefined ? {} : { slot: event.slot }),
      ...(event.runKey === undefined ? {} : { runKey: event.runKey }),
      ...(event.serialNumber === undefined ? {} : { serialNumber: event.serialNumber }),
      ...(partNumber === undefined ? {} : { partNumber }),
      ...(this.#operator === undefined ? {} : { operator: this.#operator }),
    };
    this.#operator = undefined;
    const context = commandContext(this.#parts, event.takenAt);
    this.#refusal = undefined;
    const started = await this.#storage.patience
      .repeat(async () => {
        this.#parts.requireRoom?.();
        return await ledger.execute("run.start", input, context);
      })
      .catch((error: unknown) => this.#keepRefusal(error));
    if (started === undefined) return;
    const { result, entries } = started;
    const { attempt } = result;
    const seq = entries.at(-1)?.entry.seq ?? 0;
    const position = attempt === undefined ? { seq } : { seq, attempt };
    const active = new ActiveRun(result, position, { startedAt: event.takenAt, recording });
    this.#active.set(slot, active);
    const run = summarise(active.header, position);
    this.#parts.publish({ kind: "run-started", run, expected: [...active.expected] });
  }

  /** An interlock is no fault of the rig: whoever asked for the run is told. */
  #keepRefusal(error: unknown): undefined {
    if (!(error instanceof Refusal) || error.code !== "interlock.refused") throw error;
    this.#refusal = error;
  }

  #ended(event: RunFinishedEvent): void {
    const { slot = "", reported, cause: said, takenAt } = event;
    if (this.#activeOf(event) === undefined) this.#count("finish-without-run");
    else this.#detach(slot, takenAt, compact({ reported, said }));
  }

  /** The run an event belongs to. One that names another run belongs to none. */
  #activeOf({ slot = "", runKey }: ReadingEvent | RunFinishedEvent): ActiveRun | undefined {
    const active = this.#active.get(slot);
    const own = active?.header.runKey;
    return runKey === undefined || own === undefined || runKey === own ? active : undefined;
  }

  #detach(slot: string, at: Instant, how: RunEnd): void {
    const active = this.#active.get(slot);
    if (active === undefined) return;
    this.#active.delete(slot);
    const record = active.finish(how, at);
    const isWanted = this.#parts.recorder?.wants(record) === true;
    const wire = isWanted ? (active.recording?.cut(at) ?? []) : [];
    this.#storage.add({ active, at, record, wire });
  }
}

function readingsEvent(rig: string, event: ReadingEvent): LiveEvent {
  const { channel, unit, quality, slot } = event;
  const value = typeof event.value === "bigint" ? event.value.toString() : event.value;
  const takenAt = new Date(event.takenAt.utcUs / 1000).toISOString();
  const of = slot === undefined ? { channel } : { channel, slot };
  return { kind: "readings", rig, values: [{ ...of, value, unit, quality, takenAt }] };
}
