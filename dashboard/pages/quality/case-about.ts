/** From a filter of quality to the conditions of a containment: the same units, never fewer. */
import type { ChangeAnswer } from "../../app/contract.ts";

type Texts = Readonly<Record<string, string | undefined>>;

/** Filters that a containment has by the same name. */
const SAME = [
  ...(["operation", "partNumber", "revision", "station", "rig", "slot", "orderId"] as const),
  ...(["procedure", "procedureHash", "operator", "gatewayVersion"] as const),
  ...(["measurement", "from", "to"] as const),
] as const;

/** A containment's other name of a filter. */
const RENAMED = {
  equipment: "equipmentId",
  lot: "componentLot",
  componentPart: "componentPart",
} as const;

/** An empty text ("runs that have none") is no condition on units: it is left out. */
export function caseOf(question: Texts): Record<string, string> {
  const pairs: (readonly [string, string | undefined])[] = [
    ...SAME.map((name) => [name, question[name]] as const),
    ...Object.entries(RENAMED).map(([from, to]) => [to, question[from]] as const),
  ];
  const given = pairs.flatMap(([name, text]) =>
    text === undefined || text === "" ? [] : [[name, text] as const],
  );
  return Object.fromEntries(given);
}

/**
 * The units with one value of what changed. A bad lot is bad in every unit that holds it, tested or
 * not: neither the window nor another filter narrows it.
 */
export function caseOfValue(
  { dimension, value, station, componentPart }: ChangeAnswer["items"][number],
  { filter, later }: Pick<ChangeAnswer, "filter" | "later">,
): Record<string, string> {
  if (dimension === "lot") return caseOf({ lot: value, componentPart });
  const { from, to } = later;
  const beside = station === undefined ? {} : { station };
  return caseOf({ ...filter, from, to, ...beside, [dimension]: value });
}
