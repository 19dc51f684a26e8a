/** The secrets that a configuration leads to, so that they can be left out of what is shown. */
import { readFileSync } from "node:fs";
import type { CliContext } from "../cli-context.ts";

/** Keys that name a file of a secret; certificates are none. */
const SECRET_FILE =
  /^(passwordFile|tokenFile|keyFile|secretFile|[a-z]+(Password|Token|Key|Secret)File)$/;
/** Keys that name a variable of the environment: `passwordEnv`. */
const VARIABLE = /Env$/;
const SECRET_NAME = /pass|secret|token|api_?key|credential/i;
const IN_ADDRESS = /\b[a-z][a-z0-9+.-]*:\/\/([^\s/@:"']+):([^\s/@"']+)@/gi;

/**
 * The whole contents of the files it names, their lines, the secrets of the environment, and what
 * stands as a password in an address of the text. A file that can not be read holds none for us.
 */
export function findSecrets(
  text: string,
  config: unknown,
  env: CliContext["env"],
): readonly string[] {
  const contents = valuesOf(config, SECRET_FILE).flatMap(readSecret);
  const variables = valuesOf(config, VARIABLE).map((name) => env[name] ?? "");
  const named = Object.entries(env).flatMap(([name, value]) =>
    SECRET_NAME.test(name) && value !== undefined ? [value] : [],
  );
  const passwords = [...text.matchAll(IN_ADDRESS)].map((match) => match[2] ?? "");
  return [...contents, ...variables, ...named, ...passwords, ...passwords.map(decode)];
}

/** What stands behind keys of this form, however deep. */
function valuesOf(value: unknown, form: RegExp): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    typeof inner === "string" && form.test(key) ? [inner] : valuesOf(inner, form),
  );
}

function readSecret(path: string): readonly string[] {
  try {
    const content = readFileSync(path, "utf8");
    return [content, ...content.split(/\r?\n/)];
  } catch (error) {
    if (error instanceof Error && "code" in error) return [];
    throw error;
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}
