/** Composition of people and access: the store beside the ledger, and the first set-up link. */
import { type Identity, openIdentity } from "../identity/identity.ts";
import type { GatewayLedger, Opening } from "../opening.ts";
import { newId } from "../platform/ids.ts";

/** Opens the identity store of the data directory; the opening's stack disposes it. */
export function openPeople(opening: Opening, ledger: GatewayLedger): Identity {
  const { dataDirectory: directory, clock, demo: isDemo, stack } = opening;
  return stack.use(openIdentity({ directory, ledger, clock, newId, isDemo }));
}

/** Says how to take the gateway over, where nobody has yet. */
export async function welcome(
  { out }: Pick<Opening, "out">,
  identity: Identity,
  url: string,
): Promise<void> {
  const secret = await identity.settle();
  if (secret === undefined) return;
  out(`  set up     ${url}/setup#first.${secret}`);
  out("             makes the first administrator; works once, within an hour");
}
