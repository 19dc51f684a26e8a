/** Which lines of a batch the database's own words name as bad. Pure. */
import { z } from "zod";
import type { WriteDecision } from "./write-decision.ts";

/** InfluxDB 3 lists each line it did not take, by number from 1. */
const partialWrite = z.object({
  data: z.array(z.looseObject({ line_number: z.int().min(1) })),
});

/**
 * Indices of the named lines, ascending; none where the words name none. InfluxDB 1 and 2 quote a
 * line they can not read: `unable to parse 'reading value=bad 1': …`.
 */
function suspectsOf(body: string, lines: readonly string[]): number[] {
  const named = new Set([...byNumber(body), ...byQuote(body, lines)]);
  return [...named].filter((index) => index < lines.length).sort((a, b) => a - b);
}

/** The decision with the lines the database named, where it refused and named some. */
export function withSuspects(
  decision: WriteDecision,
  body: string,
  lines: readonly string[],
): WriteDecision {
  if (decision.kind !== "refused" || lines.length === 1) return decision;
  const suspects = suspectsOf(body, lines);
  return suspects.length === 0 ? decision : { ...decision, suspects };
}

function byNumber(body: string): number[] {
  if (!body.includes("line_number")) return [];
  const parsed = partialWrite.safeParse(parseJson(body));
  return parsed.success ? parsed.data.data.map(({ line_number: number }) => number - 1) : [];
}

function byQuote(body: string, lines: readonly string[]): number[] {
  if (!body.includes("unable to parse")) return [];
  const said = z.looseObject({}).safeParse(parseJson(body));
  const words = said.success ? Object.values(said.data).join("\n") : body;
  const quoted = new Set([...words.matchAll(/unable to parse '(.*?)': /g)].map(([, line]) => line));
  return lines.flatMap((line, index) => (quoted.has(line) ? [index] : []));
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // No JSON names no line: the search by halves finds it.
    return undefined;
  }
}
