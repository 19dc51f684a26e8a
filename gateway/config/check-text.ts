/** A YAML file against a schema: its value, or every fault with line and remedy. */
import type { z } from "zod";
import type { ConfigFault, Finding } from "./fault.ts";
import { emptyFault, placeFinding, syntaxFault } from "./place-fault.ts";
import { checkSchema } from "./schema-faults.ts";
import { parseSource } from "./source.ts";

/**
 * `rules` finds what the schema cannot say; it is asked only about a value of the right form.
 * `output` is there only where `faults` is empty.
 */
export function checkText<Schema extends z.ZodType>(
  text: string,
  schema: Schema,
  rules: (output: z.output<Schema>) => readonly Finding[],
): { readonly output?: z.output<Schema>; readonly faults: readonly ConfigFault[] } {
  const source = parseSource(text);
  const syntax = source.faults.map(syntaxFault);
  if (source.value === undefined) return { faults: syntax };
  if (source.value === null) return { faults: [emptyFault()] };
  const { output, findings } = checkSchema(schema, source.value);
  const found = output === undefined ? findings : [...findings, ...rules(output)];
  const faults = [...syntax, ...found.map((finding) => placeFinding(source, finding))];
  if (output === undefined || faults.length > 0) return { faults };
  return { output, faults };
}
