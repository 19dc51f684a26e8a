/** What a pump has sent and not settled yet. */
import type { Range, Stream } from "../../ledger/contract.ts";
import { type Ranges, subtract } from "./ranges.ts";

/** One message under way and the positions it speaks for. */
export interface Claim {
  readonly stream: Stream;
  ranges: readonly Range[];
  /** When it was handed to the connection, or the last time the historian asked to wait. */
  sinceNs: bigint;
  /** Readings from before the present: they leave places to live ones. */
  readonly isHistory: boolean;
}

/** The claims of one sink. */
export class Claims {
  readonly #claims = new Set<Claim>();

  get size(): number {
    return this.#claims.size;
  }

  get historyCount(): number {
    let count = 0;
    for (const { isHistory } of this.#claims) if (isHistory) count += 1;
    return count;
  }

  add(claim: Claim): void {
    this.#claims.add(claim);
  }

  has(claim: Claim): boolean {
    return this.#claims.has(claim);
  }

  delete(claim: Claim): void {
    this.#claims.delete(claim);
  }

  clear(): void {
    this.#claims.clear();
  }

  /** Every position of the stream that is under way; not joined. */
  ranges(stream: Stream): Range[] {
    return this.list().flatMap((claim) => (claim.stream === stream ? claim.ranges : []));
  }

  list(): readonly Claim[] {
    return [...this.#claims];
  }

  /** Takes settled positions away; returns the claims that are done by that. */
  settle(stream: Stream, ranges: Ranges): Claim[] {
    const done: Claim[] = [];
    for (const claim of this.#claims) {
      if (claim.stream !== stream) continue;
      claim.ranges = subtract(claim.ranges, ranges);
      if (claim.ranges.length > 0) continue;
      this.#claims.delete(claim);
      done.push(claim);
    }
    return done;
  }
}
