/** What a person is shown of a failure. */
import { DriverError } from "../../../drivers/contract.ts";
import { Refusal } from "../../ledger/contract.ts";
import { PROBLEMS, type ProblemCode } from "../../platform/problems.ts";

/** A fault with its cure, still without its time. */
export interface ShownFault {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

/** The fault behind an error. Rethrows what no rig can cause: that ends the process. */
export function describeFault(error: unknown): ShownFault {
  if (error instanceof DriverError) {
    return { code: error.code, message: error.message, remedy: error.remedy };
  }
  if (error instanceof Refusal) {
    const problem = PROBLEMS[error.code as ProblemCode];
    return { code: error.code, message: error.message, remedy: problem?.remedy ?? "" };
  }
  // The wire failed and closing it failed too: what failed first is what a person must know.
  if (error instanceof SuppressedError) return describeFault(error.suppressed);
  throw error;
}
