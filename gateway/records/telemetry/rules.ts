/** Telemetry that went although a sink was still to get it: told, with counts for each sink. */
import type { Range, Rule } from "../../ledger/contract.ts";
import { listOwed, type Owed } from "../../ledger/store/owed.ts";

export interface DropInput extends Range {
  /** Bytes that it frees. */
  readonly bytes: number;
  /** Why it has to go, in a sentence. */
  readonly reason: string;
}

/** The positions leave every debt as `dropped`; returns what each sink will not get. */
export const dropTelemetry: Rule<DropInput, readonly Owed[]> = (sql, { reason, ...segment }) => {
  const { from, to } = segment;
  const sinks = listOwed(sql, "telemetry", segment);
  // Nothing is dropped that nobody is owed, so there is nothing to tell.
  if (sinks.length === 0) return { entries: [], result: sinks };
  const entry = {
    type: "telemetry",
    id: `${from}-${to}`,
    version: 1,
    schema: "telemetry/1",
    action: "dropped",
    reason,
    body: { ...segment, sinks },
  };
  const debts = sinks.map(({ sink }) => ({
    ...({ kind: "drop", sink, stream: "telemetry" } as const),
    ranges: [{ from, to }],
  }));
  return { entries: [entry], debts, result: sinks };
};
