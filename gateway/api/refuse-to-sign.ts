import { Refusal } from "../ledger/contract.ts";
import type { SignerCheck } from "../records/signature/signing-desk.ts";

/** Of a gateway that knows no people: whoever asks is not proven, so nobody signs. */
export const REFUSE_TO_SIGN: SignerCheck = {
  confirm: () =>
    Promise.reject(new Refusal("signature.refused", "Nobody is signed in who could sign.")),
};
