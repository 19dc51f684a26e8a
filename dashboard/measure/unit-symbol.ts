/** UCUM codes as people write them on a label. */
const SYMBOLS: ReadonlyMap<string, string> = new Map([
  ["1", ""],
  ["Cel", "°C"],
  ["[degF]", "°F"],
  ["deg", "°"],
  ["'", "′"],
  ["''", "″"],
  ["[lb_av]", "lb"],
  ["[oz_av]", "oz"],
  ["[lbf_av]", "lbf"],
  ["m[H2O]", "mH₂O"],
  ["m[Hg]", "mHg"],
]);

const ATOM = /(?:\[[^[\]]*\]|[A-Za-z'%*^])+/g;
const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** The printed symbol of a UCUM code: `MOhm` is MΩ, `Cel` is °C, `uA` is µA, `N.m` is N·m. */
export function unitSymbol(code: string): string {
  if (code === "1") return "";
  const plain = code.replace(/\{([^{}]*)\}/g, " $1");
  const named = plain.replace(ATOM, atomSymbol);
  const powered = named.replace(/(?<=[^\d./ -])-?\d+$|(?<=[^\d./ -])-?\d+(?=[./)])/g, superscript);
  const product = powered.replaceAll(".", "·").replaceAll(/[*^]/g, "").trim();
  return product.startsWith("/") ? `1${product}` : product;
}

function atomSymbol(atom: string): string {
  const symbol = SYMBOLS.get(atom);
  if (symbol !== undefined) return symbol;
  const ohm = atom.replace(/Ohm$/, "Ω");
  const micro = /^u(?=[A-ZΩsmg])/.test(ohm) && ohm !== "u" ? `µ${ohm.slice(1)}` : ohm;
  const level = micro.replace(/^dB\[mW\]$/, "dBm").replace(/^dB\[(.*)\]$/, "dB$1");
  return level.replace(/\[(\w+?)(?:_(?:i|us|av|IT))?\]/g, "$1");
}

function superscript(digits: string): string {
  return [...digits].map((digit) => (digit === "-" ? "⁻" : SUPERSCRIPTS[Number(digit)])).join("");
}
