/** What people may take as a secret. Long beats odd: no rules on capitals and signs. */
import { Refusal } from "../ledger/contract.ts";

const PASSWORD_MIN = 10;
const SIGNING_MIN = 8;
const LENGTH_MAX = 256;
const PIN = /^\d{4,12}$/;

export interface NewSecrets {
  readonly password?: string | undefined;
  readonly signingSecret?: string | undefined;
  readonly pin?: string | undefined;
}

/** Throws Refusal `secret.unfit` that says what is wrong with each. */
export function requireFit({ password, signingSecret, pin }: NewSecrets, login: string): void {
  const errors: { path: string; message: string }[] = [];
  const check = (path: string, isBad: boolean | undefined, message: string) => {
    if (isBad) errors.push({ path, message });
  };
  const isShort = (text: string | undefined, least: number) =>
    text !== undefined && (text.length < least || text.length > LENGTH_MAX);
  const hasLogin = (text: string | undefined) =>
    text?.toLowerCase().includes(login.toLowerCase()) && login.length > 2;
  check("password", isShort(password, PASSWORD_MIN), `needs ${PASSWORD_MIN} to 256 characters`);
  check("password", hasLogin(password), "must not hold the sign-in name");
  check("signingSecret", isShort(signingSecret, SIGNING_MIN), "needs 8 to 256 characters");
  check("signingSecret", hasLogin(signingSecret), "must not hold the sign-in name");
  const isSame = password !== undefined && password === signingSecret;
  check("signingSecret", isSame, "must be another one than the password");
  check("pin", pin !== undefined && !PIN.test(pin), "needs 4 to 12 digits");
  if (errors.length === 0) return;
  const detail = errors.map(({ path, message }) => `${path} ${message}`).join("; ");
  throw new Refusal("secret.unfit", `${detail}.`, { errors });
}
