/** Command cards as the page understands them: `RL:COMMAND[:REASON]`. Pure. */

const COMMANDS = [
  ...(["RETEST", "REPAIR", "REPAIRED", "HOLD", "DOWNTIME", "REASON"] as const),
  ...(["YES", "NO", "DISARM", "TEST"] as const),
] as const;
export type CardCommand = (typeof COMMANDS)[number];

/** What a scan is, before the gateway is asked. */
export type ScannedThing =
  | { readonly kind: "card"; readonly command: CardCommand; readonly reason?: string }
  /** Meant as a card, and none that there is. */
  | { readonly kind: "unknown-card" }
  | { readonly kind: "unit"; readonly text: string };

/** A card where it is one; anything else is for the gateway to read. */
export function readScanned(text: string): ScannedThing {
  // A scanner may say before its text what kind of code it read.
  const bare = text.trim().replace(/^\][A-Za-z]\d(?=RL:)/, "");
  if (!bare.startsWith("RL:")) return { kind: "unit", text };
  const [, word, reason] = /^RL:([A-Z]+)(?::([A-Z0-9][A-Z0-9-]{0,39}))?$/.exec(bare) ?? [];
  const command = COMMANDS.find((known) => known === word);
  if (command === undefined) return { kind: "unknown-card" };
  return reason === undefined ? { kind: "card", command } : { kind: "card", command, reason };
}
