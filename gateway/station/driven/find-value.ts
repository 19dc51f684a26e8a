/** What a source says: an instrument's channel or query, or an operator's answer. */
import {
  DriverError,
  type Instant,
  type Quality,
  type ReadingValue,
} from "../../../drivers/contract.ts";
import type { Source } from "../../domain/program/program.ts";
import { type ExchangeParts, exchange } from "./exchanges.ts";

/** A value with how far it may be trusted. */
export interface FoundValue {
  readonly value: ReadingValue;
  readonly unit: string;
  readonly quality: Quality;
  readonly cause?: string;
  readonly takenAt: Instant;
  /** The reply as it came. */
  readonly raw?: string;
}

export interface FindParts extends ExchangeParts {
  readonly signal: AbortSignal;
  readonly answers: ReadonlyMap<string, FoundValue>;
  readonly quiet?: boolean;
}

/** Reads the source anew. Throws DriverError, and the signal's reason where that aborts. */
export async function findValue(source: Source, parts: FindParts): Promise<FoundValue> {
  const { on = "", channel, query, answer, timeoutMs } = source;
  if (answer !== undefined) return answerOf(answer, parts);
  const command =
    channel === undefined
      ? ({ kind: "query", text: query ?? "", timeoutMs } as const)
      : ({ kind: "read", channel } as const);
  const { signal, quiet = false } = parts;
  const reply = await exchange(parts, { on, command, timeoutMs, signal, quiet });
  if (reply.kind === "reading") {
    const { value, unit, quality, cause, takenAt, raw } = reply.reading;
    return {
      ...{ value, unit, quality, takenAt },
      ...(cause === undefined ? {} : { cause }),
      ...(raw === undefined ? {} : { raw }),
    };
  }
  if (reply.kind === "done") {
    throw new DriverError("command.unsupported", `${on} gave no value`);
  }
  const { text, takenAt } = reply;
  return { value: text, unit: "", quality: "good", takenAt, raw: text };
}

/** The check refuses an answer nobody asked for; a branch may still have gone around it. */
function answerOf(name: string, { answers, clock }: FindParts): FoundValue {
  const answer = answers.get(name);
  if (answer !== undefined) return answer;
  const cause = `nobody was asked for ${name} in this run`;
  return { value: "", unit: "", quality: "disconnected", cause, takenAt: clock.now() };
}
