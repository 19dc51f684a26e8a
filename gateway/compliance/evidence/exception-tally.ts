/** Counts what did not go by the book, and keeps what the report names: decisions first. */
import type { EvidenceException } from "../../records/evidence/page-query.ts";
import { EXCEPTION_KINDS, type ExceptionKind } from "../../records/exceptions/classify.ts";

/** Named in the report at most; all of them are in `exceptions.jsonl`. */
export const EXCEPTIONS_IN_REPORT = 1_000;

/** Of decisions there are few, and each weighs more than one of a thousand failed runs. */
const FIRST: readonly ExceptionKind[] = [
  ...(["override", "concession", "invalidation", "correction", "uninvited"] as const),
  ...(["mismatch", "nonconformance", "hold", "out-of-tolerance", "equipment"] as const),
  ...(["unsigned", "discarded", "clock"] as const),
];
const ORDER: readonly ExceptionKind[] = [
  ...FIRST,
  ...EXCEPTION_KINDS.filter((kind) => !FIRST.includes(kind)),
];

/** Keeps no more than the report can name of each kind. */
export class ExceptionTally {
  readonly #counts = new Map<ExceptionKind, number>();
  readonly #kept = new Map<ExceptionKind, EvidenceException[]>();

  take(exceptions: readonly EvidenceException[]): void {
    for (const exception of exceptions) {
      const { kind } = exception;
      this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1);
      const kept = this.#kept.get(kind) ?? [];
      if (kept.length < EXCEPTIONS_IN_REPORT) kept.push(exception);
      this.#kept.set(kind, kept);
    }
  }

  /** All of them, by kind, in the order in which they are named. */
  get counts(): Readonly<Record<string, number>> {
    const present = ORDER.flatMap((kind) => {
      const count = this.#counts.get(kind);
      return count === undefined ? [] : [[kind, count] as const];
    });
    return Object.fromEntries(present);
  }

  /** Those that are named: by kind, then by position. */
  get named(): readonly EvidenceException[] {
    return ORDER.flatMap((kind) => this.#kept.get(kind) ?? []).slice(0, EXCEPTIONS_IN_REPORT);
  }
}
