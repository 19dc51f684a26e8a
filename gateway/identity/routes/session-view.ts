import { z } from "zod";
import { ROLES } from "../../domain/access/principal.ts";
import { neededComponents } from "../../domain/access/signing-state.ts";
import { isoTime } from "../../domain/iso-time.ts";
import type { Caller } from "../caller.ts";
import { isClaimed } from "../claim.ts";
import type { IdentityParts } from "../identity-parts.ts";
import { signingStateOf } from "../signer.ts";

/** Who asks, as a page shows it. */
export const sessionView = z.object({
  kind: z.enum(["nobody", "local", "person", "token", "station"]),
  id: z.string().optional(),
  login: z.string().optional(),
  printedName: z.string().optional(),
  roles: z.array(z.enum(ROLES)),
  method: z.enum(["password", "badge"]).optional().describe("How the person signed in"),
  station: z.string().optional().describe("Whose screen this is"),
  endsAt: z.string().optional().describe("The session ends then at the latest"),
  signing: z
    .enum(["name-and-secret", "secret", "impossible"])
    .describe("What a signature would need now"),
  claimed: z.boolean().describe("Without a proof nobody is let in"),
  demo: z.boolean(),
});

export type SessionView = z.infer<typeof sessionView>;

/** The caller as a page shows it. */
export function presentSession(parts: IdentityParts, caller: Caller | undefined): SessionView {
  const about = { claimed: isClaimed(parts), demo: parts.isDemo };
  if (caller === undefined) return { kind: "nobody", roles: [], signing: "impossible", ...about };
  const { principal, account, session, station } = caller;
  return {
    ...{ kind: principal.kind, id: principal.id, roles: [...principal.roles] },
    ...(account && { login: account.login, printedName: account.printedName }),
    ...(session && { method: session.method, endsAt: isoTime(session.endsAt) }),
    ...(station === "" ? {} : { station }),
    signing: neededComponents(signingStateOf(session), station),
    ...about,
  };
}
