import { type CommandContext, Refusal } from "../../ledger/contract.ts";

/**
 * The context of a change to what two people may edit at once: it must say which version was read,
 * in the body or by `If-Match`. Throws Refusal `request.invalid` where it says nothing.
 */
export function requireSeenVersion(
  context: CommandContext,
  expectedVersion: number | undefined,
): CommandContext {
  const seen = expectedVersion ?? context.expectedVersion;
  if (seen !== undefined) return { ...context, expectedVersion: seen };
  const errors = [{ path: "expectedVersion", message: "is missing, and so is If-Match" }];
  throw new Refusal("request.invalid", "Say which version of the record was read.", { errors });
}
