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
import type { RegisterValue } from "../kit/registers.ts";
import { isBitTable } from "./channel-faults.ts";
import { type Place, type PlannedChannel, placeOf } from "./channels.ts";
import type { RunOptions } from "./options.ts";
import type { PlaceReader, PlaceValue } from "./place-reader.ts";
import type { PlannedReads, WantedPlace } from "./poll/planned-reads.ts";
import { badReading, readingOf } from "./readings.ts";

interface OpenRun {
  readonly serialNumber: string | undefined;
  /** Looks at the verdict register that found no known value. */
  verdictLooks: number;
  /** Looks that found the test ended without its done flag. */
  abandonedLooks: number;
}

/** What the flags say of the test: `abandoned` is an end without the done flag. */
type Phase = "idle" | "active" | "ended" | "abandoned";

/** A measurement's ready bit. */
interface ReadyBit extends WantedPlace {
  readonly channel: PlannedChannel;
}

/** A verdict register is written after the active bit falls on some rigs; then it is an error. */
const LOOKS_MAX = 5;
const PRINTABLE = /^[\x20-\x7e]+$/;

/** What a text register says, undefined where it is empty or not text. */
export function textOf(value: RegisterValue | undefined): string | undefined {
  const text = String(value ?? "").trim();
  return PRINTABLE.test(text) ? text : undefined;
}

/** What was asked for is there: a refusal was thrown. */
function valueNamed(read: ReadonlyMap<string, PlaceValue>, name: string): PlaceValue {
  const value = read.get(name);
  if (value === undefined) throw new RangeError(`${name} was not read`);
  return value;
}

export interface RunWatchInput {
  readonly run: RunOptions;
  readonly addressBase: 0 | 1;
  /** Those with a step. */
  readonly channels: readonly PlannedChannel[];
  readonly reader: Pick<PlaceReader, "request" | "now">;
  readonly reads: PlannedReads;
}

/** One rig's runs. `look` is called again and again; each call is whole or, on a throw, nothing. */
export class RunWatch {
  readonly everyMs: number;
  readonly #input: RunWatchInput;
  /** Those that the rig has: active, start, done. */
  readonly #flags: readonly WantedPlace[];
  readonly #start: Place | undefined;
  readonly #identity: readonly WantedPlace[];
  readonly #serialNumber: readonly WantedPlace[];
  readonly #verdict: readonly WantedPlace[];
  /** Of what was not told yet in the open run; the same array until one more is told. */
  #waiting: readonly ReadyBit[] = [];
  #open: OpenRun | undefined;
  #acknowledges = false;

  constructor(input: RunWatchInput) {
    const { run, addressBase } = input;
    const wanted = (name: string, fields: Parameters<typeof placeOf>[0] | undefined) =>
      fields === undefined ? [] : [{ name, place: placeOf(fields, addressBase) }];
    const text = (name: string, fields: RunOptions["partNumber"]) =>
      wanted(name, fields && { ...fields, type: "STRING" });
    const { active, start, done } = run;
    this.everyMs = run.everyMs;
    this.#input = input;
    this.#flags = [...wanted("active", active), ...wanted("start", start), ...wanted("done", done)];
    this.#start = start && placeOf(start, addressBase);
    this.#serialNumber = text("serialNumber", run.serialNumber);
    this.#identity = [...this.#serialNumber, ...text("partNumber", run.partNumber)];
    this.#verdict = wanted("verdict", run.verdict);
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
    const { active, done } = this.#input.run;
    const flags = await this.#input.reads.read(this.#flags, signal);
    const isRunning = Boolean(flags.get(active === undefined ? "start" : "active")?.value);
    if (done === undefined) return isRunning ? "active" : "ended";
    if (flags.get("done")?.value) return "ended";
    return isRunning ? "active" : "abandoned";
  }

  async #begin(signal: AbortSignal): Promise<readonly RigEvent[]> {
    const read = await this.#input.reads.read(this.#identity, signal);
    const serial = valueNamed(read, "serialNumber");
    const serialNumber = textOf(serial.value);
    const partNumber = textOf(read.get("partNumber")?.value);
    this.#open = { serialNumber, verdictLooks: 0, abandonedLooks: 0 };
    this.#waiting = this.#input.channels.flatMap((channel) =>
      channel.ready === undefined ? [] : [{ name: channel.name, place: channel.ready, channel }],
    );
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
    const ready = await this.#readyNow(signal);
    if (ready.length === 0) return [];
    const readings = await this.#readSteps(ready, { isLast: false, signal });
    if (!(await this.#isStill(run, signal))) return this.#lose();
    const told = new Set(readings.map(({ channel }) => channel));
    this.#waiting = this.#waiting.filter(({ name }) => !told.has(name));
    return readings;
  }

  /** Measurements that are ready and not told yet. Their values are read later than this. */
  async #readyNow(signal: AbortSignal): Promise<readonly PlannedChannel[]> {
    const bits = await this.#input.reads.read(this.#waiting, signal);
    return this.#waiting.flatMap(({ name, channel }) => (bits.get(name)?.value ? [channel] : []));
  }

  /** An exception keeps a step back until the end, where it is told as a bad value. */
  async #readSteps(
    steps: readonly PlannedChannel[],
    { isLast, signal }: { isLast: boolean; signal: AbortSignal },
  ): Promise<readonly ReadingEvent[]> {
    const answers = await this.#input.reads.readEach(steps, signal);
    const by = new Map(answers.map((answer) => [answer.item, answer]));
    return steps.flatMap((step) => {
      const { value, refusal } = by.get(step) ?? {};
      if (value !== undefined) return [readingOf(step, value, value.takenAt)];
      if (refusal === undefined || !isLast) return [];
      const badness = { quality: "exception", cause: refusal.message } as const;
      return [badReading(step, badness, this.#input.reader.now())];
    });
  }

  /** A rig may blank the serial number at the end of a run; another one is another unit. */
  async #isStill(run: OpenRun, signal: AbortSignal): Promise<boolean> {
    const read = await this.#input.reads.read(this.#serialNumber, signal);
    const serialNumber = textOf(valueNamed(read, "serialNumber").value);
    return serialNumber === undefined || serialNumber === run.serialNumber;
  }

  /** The run ended unseen and another began: what was told of it stays, it has no verdict. */
  #lose(): readonly RigEvent[] {
    this.#open = undefined;
    return [{ kind: "run-finished", takenAt: this.#input.reader.now(), ...this.#slot() }];
  }

  async #finish(run: OpenRun, signal: AbortSignal): Promise<readonly RigEvent[]> {
    const ready = await this.#readyNow(signal);
    const unsignalled = this.#input.channels.filter((channel) => !channel.ready);
    const readings = await this.#readSteps([...ready, ...unsignalled], { isLast: true, signal });
    const verdict = valueNamed(await this.#input.reads.read(this.#verdict, signal), "verdict");
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
