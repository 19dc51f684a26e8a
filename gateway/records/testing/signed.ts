/** Signatures as the way in would have confirmed them: for tests. */
import type { Role } from "../../domain/access/principal.ts";
import type { Meaning } from "../../domain/access/signature.ts";
import type { Signing } from "../signature/sign.ts";

let count = 0;

/** A signature of the person with that one role. */
export function signed(meaning: Meaning, role: Role = "qa", personId = `${role}-1`): Signing {
  count += 1;
  const signer = { personId, printedName: personId, roles: [role], method: "secret" } as const;
  return { id: `signature-${count}`, signer, meaning };
}

/** Who gives a command, for those that must differ. */
export const by = (personId: string) => ({ actor: `person:${personId}` });
