/** Old bodies stay readable for ever: a chain of pure steps leads each schema to today's. */

export interface Upcaster {
  /** Schema of the result, e.g. "run/2". */
  readonly to: string;
  /** Pure: an old body in, the same fact in the next schema out. */
  upcast(body: unknown): unknown;
}

/** By the schema they read, e.g. "run/1". Empty while every record is at its first schema. */
export type Upcasters = Readonly<Record<string, Upcaster>>;

/** The body in its newest schema. Throws RangeError where upcasters lead in a circle. */
export function upcastBody(schema: string, body: unknown, upcasters: Upcasters): unknown {
  let current = body;
  let from = schema;
  const seen = new Set<string>();
  while (Object.hasOwn(upcasters, from)) {
    const step = upcasters[from];
    if (step === undefined) break;
    if (seen.has(from)) throw new RangeError(`upcasters of ${schema} lead in a circle at ${from}`);
    seen.add(from);
    current = step.upcast(current);
    from = step.to;
  }
  return current;
}
