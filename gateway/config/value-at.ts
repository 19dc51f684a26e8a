/** Looks into a value of unknown shape, such as YAML that did not pass its schema. Pure. */

/** What stands at `path`; undefined where the path ends before. */
export function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value = root;
  for (const step of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) {
      return undefined;
    }
    value = (value as Record<PropertyKey, unknown>)[step];
  }
  return value;
}

/** The text at `path`; undefined where there is none or something else. */
export function textAt(root: unknown, path: readonly PropertyKey[]): string | undefined {
  const value = valueAt(root, path);
  return typeof value === "string" ? value : undefined;
}

/** The keys of the block at `path`; none where there is no block. */
export function keysAt(root: unknown, path: readonly PropertyKey[]): string[] {
  const value = valueAt(root, path);
  return typeof value === "object" && value !== null ? Object.keys(value) : [];
}
