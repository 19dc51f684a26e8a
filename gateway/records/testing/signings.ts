/** Signatures as if somebody had just proven who they are: for tests. */
import type { Role } from "../../domain/access/principal.ts";
import type { Meaning } from "../../domain/access/signature.ts";
import type { Signing } from "../signature/sign.ts";

let made = 0;

/** A signature of the person `personId`, who is qa unless said otherwise. */
export function signingOf(
  personId: string,
  meaning: Meaning,
  roles: readonly Role[] = ["qa"],
): Signing {
  made += 1;
  const id = `01a20714-d164-7761-8cad-${String(made).padStart(12, "0")}`;
  return {
    id,
    meaning,
    signer: { personId, printedName: `Person ${personId}`, roles, method: "secret" },
  };
}

/** The context of a command that a person gives. */
export const by = (personId: string) => ({ actor: `person:${personId}` });
