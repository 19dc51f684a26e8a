/** The environment of this process, for secrets that the configuration names. */

/** Undefined where it is not set, or empty. */
export function readVariable(name: string): string | undefined {
  const value = process.env[name];
  return value === undefined || value === "" ? undefined : value;
}
