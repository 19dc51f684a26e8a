/** Bodies of procedures as they are stored: every run reads the same few. */
import type { Procedure } from "../../domain/procedure.ts";

/** As many as a line works by; one of 10,000 measurements is a few MB. */
const KNOWN_MAX = 16;
const KNOWN = new Map<string, Procedure>();

/**
 * The procedure that a text stands for. The same text gives the same object, frozen to its leaves,
 * so what one reader does with it another never sees.
 */
export function readProcedure(text: string): Procedure {
  const known = KNOWN.get(text);
  if (known !== undefined) return known;
  const procedure = freeze(JSON.parse(text) as Procedure);
  const [oldest] = KNOWN.keys();
  if (KNOWN.size >= KNOWN_MAX && oldest !== undefined) KNOWN.delete(oldest);
  KNOWN.set(text, procedure);
  return procedure;
}

function freeze<Value>(value: Value): Value {
  if (typeof value !== "object" || value === null) return value;
  for (const inner of Object.values(value)) freeze(inner);
  return Object.freeze(value);
}
