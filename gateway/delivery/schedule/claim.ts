/** What a pump has sent and not settled yet. */
import type { Range, Stream } from "../../ledger/contract.ts";

/** One message under way and the positions it speaks for. */
export interface Claim {
  readonly stream: Stream;
  ranges: readonly Range[];
  /** When it was handed to the connection, or the last time the historian asked to wait. */
  sinceNs: bigint;
}
