/**
 * Follows the runs of a rig by its status bits:
 *
 *   active rises ─► read the serial number ─► run-started
 *   ready bit of a measurement ─► read its value in a later request ─► reading with `step`
 *   active falls, or done rises ─► read what is left, then the verdict ─► run-finished
 *   the next look ─► acknowledge, and the start flag back to 0
 *
 * A rig without an active bit is active from its start flag to its done flag.
 * A value counts for a run only when the serial number, read after it, is still that run's: a run
 * that ended and began anew between two looks must not lend its values to the next unit.
 */
import type { ReadingEvent, ReportedVerdict, RigEvent } from "../contract.ts";
import { ModbusException } from "../kit/modbus/modbus-codec.ts";
import type { RegisterValue } from "../kit/registers.ts";
import { isBitTable } from "./channel-faults.ts";
import { type Place, type PlannedChannel, placeOf } from "./channels.ts";
import type { RunOptions } from "./options.ts";
import type { PlaceReader } from "./place-reader.ts";
import { badReading, readingOf } from "./readings.ts";

interface OpenRun {
  readonly serialNumber: string | undefined;
  readonly emitted: Set<string>;
  /** Looks at the verdict register that found no known value. */
  verdictLooks: number;
  /** Looks that found the test ended without its done flag. */
  abandonedLooks: number;
}

/** What the flags say of the test: `abandoned` is an end without the done flag. */
type Phase = "idle" | "active" | "ended" | "abandoned";

interface Step {
  readonly channel: PlannedChannel;
  readonly place: Place;
}

/** A verdict register is written after the active bit falls on some rigs; then it is an error. */
const LOOKS_MAX = 5;
const PRINTABLE = /^[\x20-\x7e]+$/;

/** What a text register says, undefined where it is empty or not text. */
export function textOf(value: RegisterValue | undefined): string | undefined {
  const text = String(value ?? "").trim();
  return PRINTABLE.test(text) ? text : undefined;
}

export interface RunWatchInput {
  readonly run: RunOptions;
  readonly addressBase: 0 | 1;
  /** Those with a step. */
  readonly channels: readonly PlannedChannel[];
  readonly reader: PlaceReader;
}

/** One rig's runs. `look` is called again and again; each call is whole or, on a throw, nothing. */
export class RunWatch {
  readonly everyMs: number;
  readonly #input: RunWatchInput;
  readonly #active: Place | undefined;
  readonly #start: Place | undefined;
  readonly #done: Place | undefined;
  readonly #serialNumber: Place;
  readonly #partNumber: Place | undefined;
  readonly #verdict: Place;
  readonly #steps: readonly Step[];
  #open: OpenRun | undefined;
  #acknowledges = false;

  constructor(input: RunWatchInput) {
    const { run, addressBase, channels } = input;
    const text = (fields: NonNullable<RunOptions["partNumber"]>) =>
      placeOf({ ...fields, type: "STRING" }, addressBase);
    this.everyMs = run.everyMs;
    this.#input = input;
    this.#active = run.active && placeOf(run.active, addressBase);
    this.#start = run.start && placeOf(run.start, addressBase);
    this.#done = run.done && placeOf(run.done, addressBase);
    this.#serialNumber = text(run.serialNumber);
    this.#partNumber = run.partNumber && text(run.partNumber);
    this.#verdict = placeOf(run.verdict, addressBase);
    this.#steps = channels.map((channel) => ({ channel, place: channel.place }));
  }

  /** What happened since the last look. Throws DriverError; the same is then seen next time. */
  async look(signal: AbortSignal): Promise<readonly RigEvent[]> {
    if (this.#acknowledges) await this.#acknowledge(signal);
    const phase = await this.#phase(signal);
    const run = this.#open;
    if (run === undefined) return phase === "active" ? this.#begin(signal) : [];
    if (phase === "active") return this.#measure(run, signal);
    if (phase === "ended") return this.#finish(run, signal);
    run.abandonedLooks += 1;
    return run.abandonedLooks < LOOKS_MAX ? [] : this.#finish(run, signal);
  }

  async #phase(signal: AbortSignal): Promise<Phase> {
    const flags = [this.#active, this.#start, this.#done].flatMap((place) =>
      place === undefined ? [] : [{ place }],
    );
    const values = await this.#input.reader.read(flags, signal);
    const isSet = (flag: Place | undefined) =>
      Boolean(values.find(({ item }) => item.place === flag)?.value);
    const isRunning = isSet(this.#active ?? this.#start);
    if (this.#done === undefined) return isRunning ? "active" : "ended";
    if (isSet(this.#done)) return "ended";
    return isRunning ? "active" : "abandoned";
  }

  async #begin(signal: AbortSignal): Promise<readonly RigEvent[]> {
    const serial = await this.#input.reader.readOne(this.#serialNumber, signal);
    const part = this.#partNumber && (await this.#input.reader.readOne(this.#partNumber, signal));
    const serialNumber = textOf(serial.value);
    const partNumber = part && textOf(part.value);
    this.#open = { serialNumber, emitted: new Set(), verdictLooks: 0, abandonedLooks: 0 };
    return [
      {
        kind: "run-started",
        takenAt: serial.takenAt,
        ...(serialNumber === undefined ? {} : { serialNumber }),
        ...(partNumber === undefined ? {} : { partNumber }),
        ...this.#slot(),
      },
    ];
  }

  #slot(): { slot?: string } {
    const { slot } = this.#input.run;
    return slot === undefined ? {} : { slot };
  }

  async #measure(run: OpenRun, signal: AbortSignal): Promise<readonly RigEvent[]> {
    const ready = await this.#readyNow(run, signal);
    if (ready.length === 0) return [];
    const readings = await this.#readSteps(ready, { isLast: false, signal });
    if (!(await this.#isStill(run, signal))) return this.#lose();
    for (const { channel } of readings) run.emitted.add(channel);
    return readings;
  }

  /** Steps that are ready and not told yet. Their values are read later than this. */
  async #readyNow(run: OpenRun, signal: AbortSignal): Promise<readonly Step[]> {
    const open = this.#steps.filter(
      ({ channel }) => channel.ready && !run.emitted.has(channel.name),
    );
    const bits = open.flatMap((step) =>
      step.channel.ready ? [{ place: step.channel.ready, step }] : [],
    );
    const values = await this.#input.reader.read(bits, signal);
    return values.flatMap(({ item, value }) => (value ? [item.step] : []));
  }

  /** An exception keeps a step back until the end, where it is told as a bad value. */
  async #readSteps(
    steps: readonly Step[],
    { isLast, signal }: { isLast: boolean; signal: AbortSignal },
  ): Promise<readonly ReadingEvent[]> {
    const readings: ReadingEvent[] = [];
    for (const step of steps) {
      try {
        const read = await this.#input.reader.readOne(step.place, signal);
        readings.push(readingOf(step.channel, read, read.takenAt));
      } catch (error) {
        if (!(error instanceof ModbusException)) throw error;
        const badness = { quality: "exception", cause: error.message } as const;
        if (isLast) readings.push(badReading(step.channel, badness, this.#input.reader.now()));
      }
    }
    return readings;
  }

  /** A rig may blank the serial number at the end of a run; another one is another unit. */
  async #isStill(run: OpenRun, signal: AbortSignal): Promise<boolean> {
    const { value } = await this.#input.reader.readOne(this.#serialNumber, signal);
    const serialNumber = textOf(value);
    return serialNumber === undefined || serialNumber === run.serialNumber;
  }

  /** The run ended unseen and another began: what was told of it stays, it has no verdict. */
  #lose(): readonly RigEvent[] {
    this.#open = undefined;
    return [{ kind: "run-finished", takenAt: this.#input.reader.now(), ...this.#slot() }];
  }

  async #finish(run: OpenRun, signal: AbortSignal): Promise<readonly RigEvent[]> {
    const ready = await this.#readyNow(run, signal);
    const unsignalled = this.#steps.filter(({ channel }) => !channel.ready);
    const readings = await this.#readSteps([...ready, ...unsignalled], { isLast: true, signal });
    const verdict = await this.#input.reader.readOne(this.#verdict, signal);
    if (!(await this.#isStill(run, signal))) return this.#lose();
    // An end without the done flag has no verdict, whatever the register still holds.
    const known = run.abandonedLooks > 0 ? undefined : this.#reported(verdict.value);
    run.verdictLooks += 1;
    if (known === undefined && run.verdictLooks + run.abandonedLooks < LOOKS_MAX) return [];
    this.#open = undefined;
    const { acknowledge, start } = this.#input.run;
    this.#acknowledges = acknowledge !== undefined || start !== undefined;
    const reported = known ?? "error";
    const { takenAt } = verdict;
    return [...readings, { kind: "run-finished", reported, takenAt, ...this.#slot() }];
  }

  #reported(value: RegisterValue | undefined): ReportedVerdict | undefined {
    const number = typeof value === "boolean" ? Number(value) : value;
    return this.#input.run.verdict.values[String(number)];
  }

  /** Only now: the events of the run's end were taken by whoever stores them. */
  async #acknowledge(signal: AbortSignal): Promise<void> {
    const { run, addressBase } = this.#input;
    if (run.acknowledge) {
      await this.#set(placeOf(run.acknowledge, addressBase), run.acknowledge.value, signal);
    }
    if (this.#start) await this.#set(this.#start, 0, signal);
    this.#acknowledges = false;
  }

  async #set(place: Place, value: number, signal: AbortSignal): Promise<void> {
    const { address } = place;
    const { reader } = this.#input;
    if (isBitTable(place.table)) {
      await reader.request({ functionCode: 5, address, value: value !== 0 }, signal);
    } else await reader.request({ functionCode: 6, address, value }, signal);
  }
}
