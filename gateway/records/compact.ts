type OptionalKeys<Value> = {
  [Key in keyof Value]-?: null extends Value[Key]
    ? Key
    : undefined extends Value[Key]
      ? Key
      : never;
}[keyof Value];

/** `Value` with every key that may be null or undefined made optional. */
export type Compact<Value> = Omit<Value, OptionalKeys<Value>> & {
  [Key in OptionalKeys<Value>]?: NonNullable<Value[Key]>;
};

/** A copy without the keys that are null or undefined: SQL says NULL, a record says nothing. */
export function compact<Value extends object>(value: Value): Compact<Value> {
  const kept = Object.entries(value).filter(([, field]) => field !== null && field !== undefined);
  return Object.fromEntries(kept) as Compact<Value>;
}
