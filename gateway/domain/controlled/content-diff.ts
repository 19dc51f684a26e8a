/** What differs between two versions of a record, place by place. Pure. */

/** One place; `before` is absent for what is new, `after` for what is gone. */
export interface Difference {
  /** Keys from the top; members of a list with an `id` are named by it: "measurements.ripple". */
  readonly path: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** Every place in which two JSON values differ, in the order of the keys. */
export function contentDiff(before: unknown, after: unknown, path = ""): readonly Difference[] {
  const left = keyed(before);
  const right = keyed(after);
  const isOther = Array.isArray(before) !== Array.isArray(after);
  if (left === undefined || right === undefined || isOther) {
    if (JSON.stringify(before) === JSON.stringify(after)) return [];
    return [{ path, ...given("before", before), ...given("after", after) }];
  }
  const keys = [...new Set([...left.keys(), ...right.keys()])];
  return keys.flatMap((key) =>
    contentDiff(left.get(key), right.get(key), path === "" ? key : `${path}.${key}`),
  );
}

function given(name: "before" | "after", value: unknown): Partial<Difference> {
  return value === undefined ? {} : { [name]: value };
}

/** Objects by key, lists by the ids of their members or by place; undefined for a scalar. */
function keyed(value: unknown): ReadonlyMap<string, unknown> | undefined {
  if (Array.isArray(value)) {
    const names = value.map((member: unknown, index) => idOf(member) ?? String(index));
    const unique = new Set(names).size === names.length;
    return new Map(
      value.map((member, index) => [unique ? (names[index] ?? "") : `${index}`, member]),
    );
  }
  if (typeof value !== "object" || value === null) return undefined;
  return new Map(Object.entries(value));
}

function idOf(member: unknown): string | undefined {
  if (typeof member !== "object" || member === null) return undefined;
  const { id, measurement } = member as { readonly id?: unknown; readonly measurement?: unknown };
  const name = id ?? measurement;
  return typeof name === "string" ? name : undefined;
}
