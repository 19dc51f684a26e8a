/** UCUM codes as people write them on a label. */
const SYMBOLS: Readonly<Record<string, string>> = {
  "1": "",
  Cel: "°C",
  "[degF]": "°F",
  "[ppm]": "ppm",
  "[psi]": "psi",
  deg: "°",
  "/min": "1/min",
};

const PREFIXED_OHM = /^([pnumkMG]?)Ohm$/;

/** The printed symbol of a UCUM code: `MOhm` is MΩ, `Cel` is °C, `uA` is µA. */
export function unitSymbol(code: string): string {
  const fixed = SYMBOLS[code];
  if (fixed !== undefined) return fixed;
  const ohm = PREFIXED_OHM.exec(code);
  if (ohm !== null) return `${ohm[1] === "u" ? "µ" : ohm[1]}Ω`;
  return /^u[A-Z]/.test(code) ? `µ${code.slice(1)}` : code;
}
