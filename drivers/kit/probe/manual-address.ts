/** Where a manual says that a quantity lies, in whatever way it counts. Pure. */

/** How the manual counts; `unknown` where it does not say, and both bases are looked at. */
export const ADDRESSINGS = ["unknown", "base-0", "base-1", "prefixed"] as const;
export type Addressing = (typeof ADDRESSINGS)[number];

export interface ManualAddress {
  /** Where the notation names it. */
  readonly table?: "input" | "holding";
  /** Without the table's digit. */
  readonly address: number;
  /** Absent: unknown. */
  readonly addressBase?: 0 | 1;
}

const PREFIXED = /^([34])x?(\d{4,5})$/i;

/** The address, or what is wrong with it in a sentence. */
export function readManualAddress(text: string, addressing: Addressing): ManualAddress | string {
  const written = text.trim();
  if (addressing === "prefixed") return readPrefixed(written);
  if (!/^\d{1,6}$/.test(written)) return `"${written}" is no whole number`;
  const address = Number(written);
  if (address > 65_536) {
    return `${address} is beyond the last register; 40101 with its table's digit is "4xxxx"`;
  }
  if (addressing === "unknown") return { address };
  const addressBase = addressing === "base-0" ? 0 : 1;
  if (address < addressBase) return "there is no register 0 where counting starts at 1";
  return { address, addressBase };
}

function readPrefixed(written: string): ManualAddress | string {
  const [, digit, number] = PREFIXED.exec(written) ?? [];
  const address = Number(number);
  if (digit === undefined || address < 1 || address > 65_536) {
    return `"${written}" is no address like 40101, 300101 or 4x0101`;
  }
  return { table: digit === "4" ? "holding" : "input", address, addressBase: 1 };
}
