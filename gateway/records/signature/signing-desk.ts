/** Where a request that signs proves who signs it. */
import type { Context } from "hono";
import { z } from "zod";
import { type ConfirmedSigner, MEANINGS, type Meaning } from "../../domain/access/signature.ts";
import type { Signing } from "./sign.ts";

/** The field `signature` of a request that changes what must be signed. */
export const signatureInput = z
  .strictObject({
    meaning: z.enum(MEANINGS),
    secret: z.string().min(1).max(256).describe("The signing secret of the person signed in"),
  })
  .meta({ id: "Signature", description: "Signs the version that this request makes" });

/** What the identity store does for it. */
export interface SignerCheck {
  /**
   * The person who is signed in on this request, proven again now. Throws Refusal
   * `signature.refused` for a wrong secret or a badge, `person.locked` after too many.
   */
  confirm(c: Context, secret: string): Promise<ConfirmedSigner>;
}

/** What a route hands to its rule; undefined where the request was not signed. */
export async function confirmSigning(
  c: Context,
  signature: { readonly meaning: Meaning; readonly secret: string } | undefined,
  { check, newId }: { readonly check: SignerCheck; readonly newId: () => string },
): Promise<Signing | undefined> {
  if (signature === undefined) return undefined;
  const signer = await check.confirm(c, signature.secret);
  return { id: newId(), signer, meaning: signature.meaning };
}
