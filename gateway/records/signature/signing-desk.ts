/** Where a request that signs proves who signs it. */
import type { Context } from "hono";
import { z } from "zod";
import { type ConfirmedSigner, MEANINGS } from "../../domain/access/signature.ts";
import type { Signing } from "./sign.ts";

/** The field `signature` of a request that changes what must be signed. */
export const signatureInput = z
  .strictObject({
    meaning: z.enum(MEANINGS),
    secret: z.string().min(1).max(256).describe("The signing secret of the person signed in"),
    name: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .describe("The sign-in name, needed with the first signature of a session at a station"),
  })
  .meta({ id: "Signature", description: "Signs the version that this request makes" });

/** What the identity store does for it. */
export interface SignerCheck {
  /**
   * The person who is signed in on this request, proven again now. Throws Refusal
   * `signature.refused` for a wrong secret or a badge, `signature.incomplete` where the name is
   * needed, too, `person.locked` after too many.
   */
  confirm(c: Context, secret: string, name?: string): Promise<ConfirmedSigner>;
}

/** What a route hands to its rule; undefined where the request was not signed. */
export async function confirmSigning(
  c: Context,
  signature: z.output<typeof signatureInput> | undefined,
  { check, newId }: { readonly check: SignerCheck; readonly newId: () => string },
): Promise<Signing | undefined> {
  if (signature === undefined) return undefined;
  const signer = await check.confirm(c, signature.secret, signature.name);
  return { id: newId(), signer, meaning: signature.meaning };
}
