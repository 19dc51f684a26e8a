/** From verdicts per line to receipts per stream. Pure. */
import { RECEIPT_SCHEMA, type Receipt } from "../delivery/feed.ts";
import { rangesOf } from "../delivery/schedule/ranges.ts";
import type { LineVerdict } from "./batch-writer.ts";
import type { Held } from "./feed-queue.ts";

export interface Receipts {
  readonly messages: readonly Receipt[];
  readonly written: number;
  readonly rejected: number;
}

/**
 * A position is settled when each of its lines is written, and rejected, with every reason, when
 * one could not be encoded or was refused. `verdicts` are those of all lines of `held`, in order.
 */
export function receiptsOf(held: readonly Held[], verdicts: readonly LineVerdict[]): Receipts {
  const streams = new Map<string, { first: Held; settled: number[]; rejected: Rejected[] }>();
  let next = 0;
  for (const position of held) {
    const own = verdicts.slice(next, next + position.lines.length);
    next += position.lines.length;
    const reasons = [position.problem, ...own.map(reasonOf)].filter(
      (reason) => reason !== undefined,
    );
    const key = `${position.logId} ${position.stream}`;
    const stream = streams.get(key) ?? { first: position, settled: [], rejected: [] };
    streams.set(key, stream);
    if (reasons.length === 0 && own.length === position.lines.length) {
      stream.settled.push(position.position);
    } else {
      stream.rejected.push(rejection(position.position, reasons));
    }
  }
  const all = [...streams.values()];
  return {
    messages: all.map(({ first, settled, rejected }) => ({
      schema: RECEIPT_SCHEMA,
      logId: first.logId,
      stream: first.stream,
      settled: rangesOf(settled),
      rejected,
    })),
    written: all.reduce((sum, { settled }) => sum + settled.length, 0),
    rejected: all.reduce((sum, { rejected }) => sum + rejected.length, 0),
  };
}

type Rejected = Receipt["rejected"][number];

const REASON_LENGTH_MAX = 1_000;

function rejection(position: number, reasons: readonly string[]): Rejected {
  const reason = reasons.join("; ").slice(0, REASON_LENGTH_MAX);
  return { from: position, to: position + 1, reason };
}

function reasonOf(verdict: LineVerdict): string | undefined {
  return verdict.kind === "rejected" ? verdict.reason : undefined;
}
