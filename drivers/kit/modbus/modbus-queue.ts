/**
 * The requests that wait for a Modbus line. Commands go before polls; among equals the rigs take
 * turns, each with its requests in their order, so that a rig with a long plan delays another one
 * by one request and not by the plan.
 */
import { DriverError, type Instant } from "../../contract.ts";
import type { Stray } from "./framing/modbus-framing.ts";
import { type Abortable, AbortWatch } from "./modbus-abort.ts";
import type { ModbusAnswer } from "./modbus-codec.ts";
import type { WireRequest } from "./modbus-request.ts";

/** What goes first: what somebody waits for, or what is asked again and again. */
export type JobPriority = "command" | "poll";

export interface ModbusJob {
  readonly unitId: number;
  readonly request: WireRequest;
  /** For the complete reply, from the moment the request is sent. */
  readonly timeoutMs: number;
  /** Least silence before the request. */
  readonly pauseMs: number;
  /** What all units have time for after a broadcast; the bus's own unless told. */
  readonly turnaroundMs?: number | undefined;
  /** Writes are commands and reads are polls, unless told. */
  readonly priority?: JobPriority | undefined;
  /** Whose it is: jobs of equal priority are served in turns by owner. The same for all without. */
  readonly owner?: object;
  /** Told of bytes that are no reply, until another job takes the line. */
  readonly onStray: (stray: Stray, at: Instant) => void;
}

/** An answer and the instant its last byte was seen. */
export interface ModbusReply extends ModbusAnswer {
  readonly takenAt: Instant;
}

/** More waiting requests than this are a fault of the caller. */
const WAITING_MAX = 1_000;
/** So many commands in a row, then a poll has its turn: a stuck button must not stop readings. */
const COMMANDS_IN_A_ROW_MAX = 16;

/** A job with the promise of its caller. Aborted ones are skipped by whoever takes them. */
export class Waiting implements Abortable {
  readonly job: ModbusJob;
  /** How often the unit said that it is busy. */
  busyCount = 0;
  readonly #caller: PromiseWithResolvers<ModbusReply> = Promise.withResolvers();
  readonly #leave: ((waiting: Waiting) => void) | undefined;
  #isAborted = false;

  /** `leave` is called when the job is done, aborted or not. */
  constructor(job: ModbusJob, leave?: (waiting: Waiting) => void) {
    this.job = job;
    this.#leave = leave;
  }

  get reply(): Promise<ModbusReply> {
    return this.#caller.promise;
  }

  get isAborted(): boolean {
    return this.#isAborted;
  }

  resolve(reply: ModbusReply): void {
    this.#leave?.(this);
    this.#caller.resolve(reply);
  }

  reject(error: unknown): void {
    this.#leave?.(this);
    this.#caller.reject(error);
  }

  /** On the wire it runs to its end all the same: its reply must not meet the next request. */
  abort(reason: unknown): void {
    this.#isAborted = true;
    this.#caller.reject(reason);
  }
}

/** What one owner waits for. */
interface Lane {
  owner: object | undefined;
  readonly waiting: Waiting[];
}

/** Owners in turns. */
class Turns {
  /** Those with something to do; whose turn is next stands first. */
  readonly #lanes: Lane[] = [];
  #length = 0;
  /** Spared from a sequential rig, which empties its lane with each request. */
  #spare: Lane | undefined;

  get length(): number {
    return this.#length;
  }

  add(waiting: Waiting): void {
    const { owner } = waiting.job;
    let lane = this.#lanes.find((each) => each.owner === owner);
    if (lane === undefined) {
      lane = this.#spare ?? { owner, waiting: [] };
      lane.owner = owner;
      this.#spare = undefined;
      this.#lanes.push(lane);
    }
    lane.waiting.push(waiting);
    this.#length += 1;
  }

  next(): Waiting | undefined {
    const lane = this.#lanes.shift();
    const waiting = lane?.waiting.shift();
    if (lane === undefined || waiting === undefined) return undefined;
    this.#length -= 1;
    if (lane.waiting.length > 0) this.#lanes.push(lane);
    else this.#spare = lane;
    return waiting;
  }
}

/** Waiting jobs, and those that rest until a busy unit is asked again. */
export class JobQueue {
  readonly #commands = new Turns();
  readonly #polls = new Turns();
  readonly #resting = new Map<Waiting, NodeJS.Timeout>();
  readonly #aborts = new AbortWatch();
  #commandsInARow = 0;

  /** Settles when the job was done; rejects with the signal's reason on abort. */
  add(job: ModbusJob, signal: AbortSignal): Promise<ModbusReply> {
    const turns = this.#turnsOf(job);
    if (turns.length >= WAITING_MAX) {
      const message = `${WAITING_MAX} Modbus requests wait for one port`;
      return Promise.reject(new DriverError("wire.overrun", message));
    }
    const waiting = new Waiting(job, (done) => this.#aborts.leave(signal, done));
    this.#aborts.join(signal, waiting);
    turns.add(waiting);
    return waiting.reply;
  }

  #turnsOf({ priority, request }: ModbusJob): Turns {
    const isCommand = priority === undefined ? isWrite(request) : priority === "command";
    return isCommand ? this.#commands : this.#polls;
  }

  next(): Waiting | undefined {
    const isPollsTurn = this.#commandsInARow >= COMMANDS_IN_A_ROW_MAX && this.#polls.length > 0;
    const command = isPollsTurn ? undefined : this.#commands.next();
    this.#commandsInARow = command === undefined ? 0 : this.#commandsInARow + 1;
    return command ?? this.#polls.next();
  }

  /** Puts a job back after `restMs` and calls `wake` then. Others have the line meanwhile. */
  rest(waiting: Waiting, restMs: number, wake: () => void): void {
    const timer = setTimeout(() => {
      this.#resting.delete(waiting);
      this.#turnsOf(waiting.job).add(waiting);
      wake();
    }, restMs);
    this.#resting.set(waiting, timer);
  }

  /** Rejects all that wait, and lets go of their signals. */
  close(error: unknown): void {
    for (const turns of [this.#commands, this.#polls]) {
      for (let each = turns.next(); each; each = turns.next()) each.reject(error);
    }
    for (const [waiting, timer] of this.#resting) {
      clearTimeout(timer);
      waiting.reject(error);
    }
    this.#resting.clear();
    this.#aborts.close();
  }
}

function isWrite({ functionCode }: WireRequest): boolean {
  return functionCode > 4 && functionCode !== 43;
}
