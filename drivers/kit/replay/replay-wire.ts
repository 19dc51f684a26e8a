/**
 * Feeds a wire file to its driver and collects what the driver makes of it.
 *
 *   listening rig: chunk after chunk, in recorded time
 *   request and reply: the driver asks at its own pace and is answered as it was then
 */
import { setTimeout as delay } from "node:timers/promises";
import {
  type Clock,
  type Driver,
  DriverError,
  type Log,
  type Port,
  type PortSettings,
  type RigEvent,
} from "../../contract.ts";
import type { WireFile } from "../../wire-file.ts";
import { DialoguePort, type UnknownRequest } from "./dialogue-port.ts";
import { ListeningPort, RecordedClock } from "./listening-port.ts";
import { type Recording, readRecording } from "./recording.ts";

export interface ReplayInput {
  readonly file: WireFile;
  readonly driver: Driver;
  /** Already parsed by the driver's schema. */
  readonly options: unknown;
  /** `real` waits between the chunks of a listening rig as long as it did. */
  readonly speed: "max" | "real";
  readonly signal: AbortSignal;
  /** Milliseconds since the start of the recording. */
  readonly onEvent?: (event: RigEvent, atMs: number) => void;
}

export interface ReplayResult {
  readonly events: readonly RigEvent[];
  /** What failed where no recorded close explains it. */
  readonly faults: readonly DriverError[];
  readonly unknown: readonly UnknownRequest[];
  /** Recorded requests that the driver did not make again. */
  readonly left: number;
}

/** A dialogue may pause as it did, and its driver may poll more slowly than it did. */
const OVERTIME_MS = 10_000;
const RECONNECTS_MAX = 20;

/** Resolves when the recording is used up. Throws only what is a fault of this program. */
export async function replayWire(input: ReplayInput): Promise<ReplayResult> {
  const recording = readRecording(input.file);
  return recording.isDialogue ? replayDialogue(input, recording) : listenAgain(input, recording);
}

async function listenAgain(
  { speed, ...input }: ReplayInput,
  { connections }: Recording,
): Promise<ReplayResult> {
  const clock = new RecordedClock(startOf(input.file));
  const { signal } = input;
  const wait = async (ms: number) => {
    if (speed === "real" && ms > 0) await delay(ms, undefined, { signal }).catch(ignoreAbort);
  };
  const port = new ListeningPort({ ...portOf(input.file), connections, clock, wait });
  const events: RigEvent[] = [];
  const faults: DriverError[] = [];
  while (port.left > 0 && !signal.aborted) {
    const fault = await listenOnce({ ...input, port, clock, events });
    const isRecorded = fault === undefined || fault.code === "wire.lost";
    if (!isRecorded) faults.push(fault);
  }
  return { events, faults, unknown: [], left: port.left };
}

async function replayDialogue(input: ReplayInput, recording: Recording): Promise<ReplayResult> {
  const { file, driver, options } = input;
  const clock = steadyClock(startOf(file));
  const rules = driver.replayRules?.(options);
  const { exchanges } = recording;
  const port = new DialoguePort({ ...portOf(file), exchanges, clock, rules });
  const durationMs = file.lines.at(-1)?.t ?? 0;
  const deadline = AbortSignal.timeout(Math.ceil(durationMs) + OVERTIME_MS);
  const signal = AbortSignal.any([input.signal, port.ended, deadline]);
  const events: RigEvent[] = [];
  const faults: DriverError[] = [];
  const hasClosed = file.lines.some(({ dir }) => dir === "close");
  for (let tries = 0; tries < RECONNECTS_MAX && !signal.aborted; tries += 1) {
    const fault = await listenOnce({ ...input, signal, port, clock, events });
    if (fault === undefined || port.left === 0) break;
    if (!hasClosed) faults.push(fault);
  }
  return { events, faults, unknown: port.unknown, left: port.left };
}

interface Listening extends Omit<ReplayInput, "speed"> {
  readonly port: Port;
  readonly clock: Clock;
  readonly events: RigEvent[];
}

/** One connection to its end. What a driver throws is what it would have told the station. */
async function listenOnce(listening: Listening): Promise<DriverError | undefined> {
  const { file, driver, options, port, clock, signal, events, onEvent } = listening;
  const context = { rig: file.header.rig ?? "replay", clock, log: SILENT, port };
  try {
    await using connection = await driver.connect(options, context, signal);
    for await (const event of connection.events(signal)) {
      events.push(event);
      onEvent?.(event, (event.takenAt.utcUs - startOf(file)) / 1_000);
    }
    return undefined;
  } catch (error) {
    if (signal.aborted) return undefined;
    if (error instanceof DriverError) return error;
    throw error;
  }
}

const quiet = (): void => undefined;
const SILENT: Log = { debug: quiet, info: quiet, warn: quiet, error: quiet };

function startOf({ header }: WireFile): number {
  return Date.parse(header.startedAt) * 1_000;
}

function portOf({ header }: WireFile): { name: string; settings: PortSettings } {
  return { name: header.port, settings: header.settings as unknown as PortSettings };
}

/** Begins with the recording and goes on as this machine's own monotonic clock does. */
function steadyClock(startedAtUs: number): Clock {
  const beganMs = performance.now();
  return {
    now() {
      const us = Math.round((performance.now() - beganMs) * 1_000);
      return { utcUs: startedAtUs + us, monoNs: BigInt(us) * 1_000n };
    },
  };
}

function ignoreAbort(error: unknown): void {
  if (!(error instanceof Error && error.name === "AbortError")) throw error;
}
