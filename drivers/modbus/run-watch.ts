/**
 * Follows the runs of a rig by its status bits:
 *
 *   active rises ─► read the serial number ─► run-started
 *   ready bit of a measurement ─► read its value in a later request ─► reading with `step`
 *   active falls ─► read what is left, then the verdict ─► run-finished
 *
 * A value counts for a run only when the serial number, read after it, is still that run's: a run
 * that ended and began anew between two looks must not lend its values to the next unit.
 */
import type { ReadingEvent, ReportedVerdict, RigEvent } from "../contract.ts";
import { ModbusException } from "../kit/modbus/modbus-codec.ts";
import type { RegisterValue } from "../kit/registers.ts";
import type { RunOptions } from "./options.ts";
import type { PlaceReader } from "./place-reader.ts";
import { type Place, type PlannedChannel, placeOf } from "./poll-plan.ts";
import { badReading, goodReading } from "./readings.ts";

interface OpenRun {
  readonly serialNumber: string | undefined;
  readonly emitted: Set<string>;
  /** Looks at the verdict register that found no known value. */
  verdictLooks: number;
}

interface Step {
  readonly channel: PlannedChannel;
  readonly place: Place;
}

/** A verdict register is written after the active bit falls on some rigs; then it is an error. */
const VERDICT_LOOKS_MAX = 5;
const PRINTABLE = /^[\x20-\x7e]+$/;

/** What a text register says, undefined where it is empty or not text. */
export function textOf(value: RegisterValue): string | undefined {
  const text = String(value).trim();
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
  readonly #active: Place;
  readonly #serialNumber: Place;
  readonly #partNumber: Place | undefined;
  readonly #verdict: Place;
  readonly #steps: readonly Step[];
  #open: OpenRun | undefined;
  #acknowledges = false;

  constructor(input: RunWatchInput) {
    const { run, addressBase, channels } = input;
    const text = (fields: RunOptions["serialNumber"]) =>
      placeOf({ ...fields, type: "STRING" }, addressBase);
    this.everyMs = run.everyMs;
    this.#input = input;
    this.#active = placeOf(run.active, addressBase);
    this.#serialNumber = text(run.serialNumber);
    this.#partNumber = run.partNumber && text(run.partNumber);
    this.#verdict = placeOf(run.verdict, addressBase);
    this.#steps = channels.map((channel) => ({ channel, place: channel.place }));
  }

  /** What happened since the last look. Throws DriverError; the same is then seen next time. */
  async look(signal: AbortSignal): Promise<readonly RigEvent[]> {
    if (this.#acknowledges) await this.#acknowledge(signal);
    const isActive = await this.#isActive(signal);
    if (!this.#open) return isActive ? this.#start(signal) : [];
    return isActive ? this.#measure(this.#open, signal) : this.#finish(this.#open, signal);
  }

  async #isActive(signal: AbortSignal): Promise<boolean> {
    const { value } = await this.#input.reader.readOne(this.#active, signal);
    return Boolean(value);
  }

  async #start(signal: AbortSignal): Promise<readonly RigEvent[]> {
    const serial = await this.#input.reader.readOne(this.#serialNumber, signal);
    const part = this.#partNumber && (await this.#input.reader.readOne(this.#partNumber, signal));
    const serialNumber = textOf(serial.value);
    const partNumber = part && textOf(part.value);
    this.#open = { serialNumber, emitted: new Set(), verdictLooks: 0 };
    return [
      {
        kind: "run-started",
        takenAt: serial.takenAt,
        ...(serialNumber === undefined ? {} : { serialNumber }),
        ...(partNumber === undefined ? {} : { partNumber }),
      },
    ];
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
        readings.push(goodReading(step.channel, read));
      } catch (error) {
        if (!(error instanceof ModbusException)) throw error;
        if (isLast) readings.push(badReading(step.channel, "exception", this.#input.reader.now()));
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
    return [{ kind: "run-finished", takenAt: this.#input.reader.now() }];
  }

  async #finish(run: OpenRun, signal: AbortSignal): Promise<readonly RigEvent[]> {
    const ready = await this.#readyNow(run, signal);
    const unsignalled = this.#steps.filter(({ channel }) => !channel.ready);
    const readings = await this.#readSteps([...ready, ...unsignalled], { isLast: true, signal });
    const verdict = await this.#input.reader.readOne(this.#verdict, signal);
    if (!(await this.#isStill(run, signal))) return this.#lose();
    const known: ReportedVerdict | undefined =
      this.#input.run.verdict.values[String(verdict.value)];
    run.verdictLooks += 1;
    if (known === undefined && run.verdictLooks < VERDICT_LOOKS_MAX) return [];
    this.#open = undefined;
    this.#acknowledges = this.#input.run.acknowledge !== undefined;
    const reported = known ?? "error";
    return [...readings, { kind: "run-finished", reported, takenAt: verdict.takenAt }];
  }

  /** Only now: the events of the run's end were taken by whoever stores them. */
  async #acknowledge(signal: AbortSignal): Promise<void> {
    const { run, addressBase, reader } = this.#input;
    if (run.acknowledge) await reader.setCoil(run.acknowledge.address - addressBase, signal);
    this.#acknowledges = false;
  }
}
