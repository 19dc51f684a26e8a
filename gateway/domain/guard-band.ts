import type { Limits } from "./limits.ts";

/**
 * What is missing for a stated decision rule: an acceptance band that is not the specification
 * names the rule it came by ("w=U (k=2)"), and a rule stands with its band (ISO/IEC 17025, 7.8.6).
 */
export function decisionRuleFaults(limits: Limits): readonly string[] {
  const { specification, acceptance, guardBandRule = "" } = limits;
  if (acceptance === undefined) {
    return guardBandRule === "" ? [] : ["a guardBandRule is given without an acceptance band"];
  }
  const isSame = acceptance.low === specification?.low && acceptance.high === specification?.high;
  if (specification === undefined || isSame || guardBandRule.trim() !== "") return [];
  return ["the acceptance band is given without its guardBandRule"];
}
