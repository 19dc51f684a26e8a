/** Cuts ledger entries into what one message carries. Pure; order is kept. */
import type { Range, StoredEntry } from "../../ledger/contract.ts";
import { runOfEntry, type WireRun } from "../feed.ts";
import { rangesOf } from "./ranges.ts";

/** A finished run with the entry it came from. */
export interface RoutedRun {
  readonly stored: StoredEntry;
  readonly run: WireRun;
}

export type RoutedRuns = readonly [RoutedRun, ...RoutedRun[]];

export type EntryBatch =
  | { readonly kind: "runs"; readonly ranges: readonly Range[]; readonly runs: RoutedRuns }
  | { readonly kind: "alarm"; readonly ranges: readonly Range[]; readonly stored: StoredEntry }
  | { readonly kind: "not-routed"; readonly ranges: readonly Range[] }
  | { readonly kind: "unreadable"; readonly ranges: readonly Range[]; readonly reason: string };

/** Some 300 bytes each: keeps a message of several runs near 64 KB. */
const MEASUREMENTS_MAX = 200;

/** Runs in groups of at most `runsMax`; every other entry by itself, as it comes. */
export function* entryBatches(
  entries: readonly StoredEntry[],
  runsMax: number,
): Generator<EntryBatch> {
  let runs: RoutedRun[] = [];
  let measurements = 0;
  for (const stored of entries) {
    const ranges = rangesOf([stored.entry.seq]);
    const found = runOfEntry(stored.entry.type, stored.body);
    if (stored.entry.type === "alarm") {
      yield { kind: "alarm", ranges, stored };
    } else if (found.kind === "not-routed") {
      yield { kind: "not-routed", ranges };
    } else if (found.kind === "unreadable") {
      yield { kind: "unreadable", ranges, reason: `run.unreadable: ${found.problem}` };
    } else {
      const more = found.run.measurements.length;
      const full = runs.length >= runsMax || measurements + more > MEASUREMENTS_MAX;
      if (full) {
        yield* groupOf(runs);
        runs = [];
        measurements = 0;
      }
      runs.push({ stored, run: found.run });
      measurements += more;
    }
  }
  yield* groupOf(runs);
}

function* groupOf([first, ...others]: readonly RoutedRun[]): Generator<EntryBatch> {
  if (first === undefined) return;
  const runs: RoutedRuns = [first, ...others];
  yield { kind: "runs", runs, ranges: rangesOf(runs.map(({ stored }) => stored.entry.seq)) };
}
