/**
 * Where people and a driven rig meet: a start, an abort, one open question, and what the rig is
 * doing. Lives as long as the gateway, whatever its instruments do.
 */
import type { Clock } from "../../../drivers/contract.ts";
import type { AskStep } from "../../domain/program/program.ts";
import { saidPrompts, shownPrompt } from "../../domain/program/translation.ts";
import { Refusal } from "../../ledger/contract.ts";
import type { ProgramView, PromptView } from "../../records/program-views.ts";
import { checkAnswer } from "./check-answer.ts";
import type { NoteLine } from "./exchanges.ts";
import type { FoundValue } from "./find-value.ts";
import { Interrupted } from "./interrupts.ts";

/** For which unit a run is wanted. */
export interface RunOrder {
  readonly serialNumber?: string;
  readonly partNumber?: string;
  /** Person id of who starts it, where known. */
  readonly operator?: string;
}

/** A start that somebody waits for: with the run's id, or why there is none. */
export interface PendingOrder {
  readonly order: RunOrder;
  resolve(runId: string): void;
  reject(reason: unknown): void;
}

export interface Answer {
  /** Id of the question. */
  readonly prompt: string;
  readonly value: number | string | boolean;
  /** Person id of who is signed in, else as they say it. */
  readonly by: string;
  /** In which the question was shown; not told by who answers without a page. */
  readonly language?: string;
}

export interface DeskParts {
  readonly rig: string;
  readonly instruments: readonly string[];
  readonly readsSerialNumber: boolean;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly publish: (program: ProgramView) => void;
  /** Throws Refusal while no new run may start, because the disk is nearly full. */
  readonly requireRoom?: () => void;
}

interface OpenPrompt {
  readonly view: PromptView;
  readonly step: AskStep;
  readonly answered: (answer: Answer) => void;
}

/** One for each driven rig. */
export class OperatorDesk {
  readonly #parts: DeskParts;
  #state: ProgramView["state"] = "idle";
  #step: ProgramView["step"];
  #message: string | undefined;
  #prompt: OpenPrompt | undefined;
  #pending: PendingOrder | undefined;
  #wake: (() => void) | undefined;
  #abort: ((by: string) => void) | undefined;
  #isOpen = false;

  constructor(parts: DeskParts) {
    this.#parts = parts;
  }

  /** What the rig does now, for pages and the API. */
  view(): ProgramView {
    const { instruments, readsSerialNumber } = this.#parts;
    return {
      state: this.#state,
      instruments: [...instruments],
      readsSerialNumber,
      ...(this.#step === undefined ? {} : { step: this.#step }),
      ...(this.#prompt === undefined ? {} : { prompt: this.#prompt.view }),
      ...(this.#message === undefined ? {} : { message: this.#message }),
    };
  }

  /**
   * Asks for a run. Resolves with its id once its beginning is in the ledger. Throws Refusal where
   * the rig is busy or not connected, or the disk nearly full.
   */
  start(order: RunOrder): Promise<string> {
    const { rig, requireRoom } = this.#parts;
    requireRoom?.();
    if (!this.#isOpen) throw new Refusal("rig.not-connected", `rig ${rig} is not connected`);
    if (this.#state !== "idle" || this.#pending !== undefined) {
      throw new Refusal("rig.busy", `rig ${rig} has a run already`);
    }
    if (order.serialNumber === undefined && !this.#parts.readsSerialNumber) {
      const errors = [{ path: "serialNumber", message: "This rig does not read it by itself" }];
      throw new Refusal("request.invalid", "serialNumber: is missing", { errors });
    }
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    this.#pending = { order, resolve, reject };
    this.#wake?.();
    return promise;
  }

  /** Ends the open run; its teardown is performed. Throws Refusal where there is none. */
  abort(by: string): void {
    if (this.#abort === undefined) {
      throw new Refusal("run.none-open", `rig ${this.#parts.rig} has no run to abort`);
    }
    this.#abort(by);
  }

  /** The open question. Throws Refusal where there is none. */
  prompt(): PromptView {
    if (this.#prompt !== undefined) return this.#prompt.view;
    throw new Refusal("prompt.not-open", `rig ${this.#parts.rig} asks nothing now`);
  }

  /** Answers the open question. Throws Refusal where it is another one, or the answer is none. */
  answer(answer: Answer): void {
    const prompt = this.#prompt;
    if (prompt?.view.id !== answer.prompt) {
      throw new Refusal("prompt.not-open", `the question ${answer.prompt} is not open now`);
    }
    checkAnswer(prompt.step, answer.value);
    prompt.answered(answer);
  }

  /** The rig is connected: from now on orders are taken. Returns how to close again. */
  open(): () => void {
    this.#isOpen = true;
    return () => {
      this.#isOpen = false;
      const { rig } = this.#parts;
      this.#pending?.reject(new Refusal("rig.not-connected", `rig ${rig} is not connected`));
      this.#pending = undefined;
      this.#tell({ state: "idle" });
    };
  }

  /** The order that waits, once. */
  takeOrder(): PendingOrder | undefined {
    const pending = this.#pending;
    if (pending === undefined) return undefined;
    this.#pending = undefined;
    // Busy from here on, though its beginning is not in the ledger yet.
    this.#tell({ state: "running" });
    return pending;
  }

  /** Calls back as soon as an order waits. */
  onOrder(wake: () => void): void {
    this.#wake = wake;
    if (this.#pending !== undefined) wake();
  }

  /** Calls back when somebody aborts; undefined: nothing can be aborted. */
  onAbort(abort: ((by: string) => void) | undefined): void {
    this.#abort = abort;
  }

  /** Shows where the program stands. */
  show(state: ProgramView["state"], step?: ProgramView["step"]): void {
    this.#tell({ state, step });
  }

  /** The run is over: shows why, where it did not go to its end. */
  close(message: string | undefined): void {
    this.#message = message;
    this.#tell({ state: "idle" });
  }

  /** Shows the question and waits for its answer. Throws `Interrupted` at its deadline. */
  async ask(
    step: AskStep,
    { signal, note }: { signal: AbortSignal; note: (line: NoteLine) => void },
  ): Promise<FoundValue> {
    const { clock, newId } = this.#parts;
    const { withinMs = 0, unit = "" } = step;
    const openedUs = clock.now().utcUs;
    const view = promptOf(step, { id: newId(), openedUs, withinMs });
    const { promise, resolve } = Promise.withResolvers<Answer>();
    this.#prompt = { view, step, answered: resolve };
    this.#tell({});
    note({ kind: "prompt", prompt: view });
    try {
      const answer = await within(promise, { withinMs, signal, text: step.text });
      const { value, by } = answer;
      note({ kind: "answer", prompt: view.id, as: step.as, value, by, ...shownTo(step, answer) });
      return { value, unit, quality: "good", takenAt: clock.now() };
    } finally {
      this.#prompt = undefined;
      this.#tell({});
    }
  }

  #tell(change: { state?: ProgramView["state"]; step?: ProgramView["step"] }): void {
    if (change.state !== undefined) {
      this.#state = change.state;
      this.#step = change.step;
    }
    this.#parts.publish(this.view());
  }
}

function promptOf(
  step: AskStep,
  { id, openedUs, withinMs }: { id: string; openedUs: number; withinMs: number },
): PromptView {
  const { text, kind, choices, low, high, unit, picture, pictureText, pictureHash } = step;
  return {
    ...{ id, text, kind },
    ...(choices === undefined ? {} : { choices: [...choices] }),
    ...(low === undefined ? {} : { low }),
    ...(high === undefined ? {} : { high }),
    ...(unit === undefined ? {} : { unit }),
    ...(picture === undefined ? {} : { picture }),
    ...(pictureText === undefined ? {} : { pictureText }),
    ...(pictureHash === undefined ? {} : { pictureHash }),
    ...translationsOf(step),
    openedAt: iso(openedUs),
    deadlineAt: iso(openedUs + withinMs * 1_000),
  };
}

/** What stood on the screen of who answered (decision 0138). */
function shownTo(step: AskStep, { language, value }: Answer): NoteLine {
  return language === undefined ? {} : { shown: shownPrompt(step, { language, value }) };
}

function translationsOf(step: AskStep): Pick<PromptView, "translations"> {
  const said = saidPrompts(step);
  return Object.keys(said).length === 0 ? {} : { translations: said as PromptView["translations"] };
}

async function within(
  answered: Promise<Answer>,
  { withinMs, signal, text }: { withinMs: number; signal: AbortSignal; text: string },
): Promise<Answer> {
  const { promise: over, reject } = Promise.withResolvers<never>();
  const stop = () => reject(signal.reason);
  signal.addEventListener("abort", stop, { once: true });
  const timer = setTimeout(() => reject(unanswered(text, withinMs)), withinMs);
  try {
    signal.throwIfAborted();
    return await Promise.race([answered, over]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
  }
}

function unanswered(text: string, withinMs: number): Interrupted {
  const message = `nobody answered "${text}" within ${withinMs} ms`;
  const ending = { completion: "timeout", cause: "prompt.unanswered", message } as const;
  return new Interrupted({ kind: "stopped", ...ending });
}

function iso(utcUs: number): string {
  return new Date(utcUs / 1000).toISOString();
}
