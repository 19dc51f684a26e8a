/** Limits as ATML has them: the band that the verdict used. Pure. */
import type { LimitsView } from "../../records/record-views.ts";
import { numberText } from "./values.ts";
import { element, type Xml } from "./xml.ts";

/** Both bounds with how a value compares to each, and how the two go together. */
const PAIRS: Readonly<
  Record<string, readonly [operator: "AND" | "OR", low: string, high: string]>
> = {
  ...{ GTLT: ["AND", "GT", "LT"], GELE: ["AND", "GE", "LE"], GELT: ["AND", "GE", "LT"] },
  ...{ GTLE: ["AND", "GT", "LE"], LTGT: ["OR", "LT", "GT"], LEGE: ["OR", "LE", "GE"] },
  ...{ LEGT: ["OR", "LE", "GT"], LTGE: ["OR", "LT", "GE"] },
};
const TEXTS: Readonly<Record<string, string>> = { CASESENSIT: "EQ", IGNORECASE: "CIEQ" };

/** `TestLimits`; nothing for what is only logged. */
export function limitsOf(limits: LimitsView): Xml[] {
  const { comparator } = limits;
  if (comparator === "LOG") return [];
  return [element("tr:TestLimits", {}, [element("tr:Limits", {}, inner(limits))])];
}

function inner(limits: LimitsView): Xml[] {
  const { comparator, text = "" } = limits;
  const { low, high } = limits.acceptance ?? limits.specification ?? {};
  const equal = TEXTS[comparator];
  if (equal !== undefined) return [expected(equal, stringDatum(text))];
  // ATML has no comparison by pattern: the pattern is told, and nothing is claimed of it.
  if (comparator === "REGEX") return [element("c:Description", {}, [`matches ${text}`])];
  if (comparator === "EQ" || comparator === "NE") {
    return [expected(comparator, numberDatum(low, limits))];
  }
  const pair = PAIRS[comparator];
  if (pair === undefined) return [single(comparator, low ?? high, limits)];
  const [operator, below, above] = pair;
  const both = [limit(below, low, limits), limit(above, high, limits)];
  return [element("c:LimitPair", { operator }, both)];
}

function expected(comparator: string, datum: Xml): Xml {
  return element("c:Expected", { comparator }, [datum]);
}

function single(comparator: string, bound: number | undefined, limits: LimitsView): Xml {
  return element("c:SingleLimit", { comparator }, [numberDatum(bound, limits)]);
}

function limit(comparator: string, bound: number | undefined, limits: LimitsView): Xml {
  return element("c:Limit", { comparator }, [numberDatum(bound, limits)]);
}

function numberDatum(bound: number | undefined, { unit }: LimitsView): Xml {
  const value = numberText(bound ?? Number.NaN);
  const nonStandardUnit = unit === "" ? undefined : unit;
  return element("c:Datum", { "xsi:type": "c:double", nonStandardUnit, value });
}

function stringDatum(text: string): Xml {
  return element("c:Datum", { "xsi:type": "c:string" }, [element("c:Value", {}, [text])]);
}
