/** Leaves secrets out of what is shown to others. Pure. */

/** Keys whose value is a secret; a key that names a file of one is not. */
const SECRET_KEY = /pass(word|phrase|wd)?$|secret|token$|api[-_]?key$|private[-_]?key$|credential/i;
const HIDDEN = "(left out)";
/** Shorter ones would take letters out of words that are none. */
const SECRET_LENGTH_MIN = 4;

/** The same value without secrets: by their keys, and in addresses. */
export function redact(value: unknown): unknown {
  if (typeof value === "string") return redactText(value);
  if (Array.isArray(value)) return value.map(redact);
  if (typeof value === "bigint" || value instanceof RegExp) return String(value);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      SECRET_KEY.test(key) && inner !== undefined ? HIDDEN : redact(inner),
    ]),
  );
}

/** A text without what stands as user and password in addresses, or behind the word of a secret. */
export function redactText(text: string): string {
  return text
    .replaceAll(/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@"']+@/gi, `$1${HIDDEN}@`)
    .replaceAll(
      /((?:pass(?:word|phrase|wd)?|secret|token|api[-_]?key|authorization)["']?\s*[:=]\s*)(?:"[^"]*"|'[^']*'|(?:Token |Bearer |Basic )?[^\s,;&}"']+)/gi,
      `$1${HIDDEN}`,
    );
}

/** A text without any of the secrets, wherever they stand in it, also encoded for an address. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets
    .map((secret) => secret.trim())
    .filter((secret) => secret.length >= SECRET_LENGTH_MIN)
    .flatMap((secret) => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])
    .sort((a, b) => b.length - a.length)
    .reduce((rest, secret) => rest.replaceAll(secret, HIDDEN), text);
}
