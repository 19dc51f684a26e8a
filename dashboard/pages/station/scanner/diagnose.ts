/** What is wrong with a scanner's set-up, from the keys that a test code arrived as. Pure. */

/** A key of a scan: the character it typed, or the name of a key that types none. */
export interface HeardKey {
  readonly key: string;
  /** Milliseconds. */
  readonly at: number;
}

/** What a finding is about. */
export const FACTS = ["end", "speed", "letters", "shift", "gs", "prefix"] as const;
export type Fact = (typeof FACTS)[number];

/** Words of a finding, as the catalogue names them. */
export type Found =
  | "endEnter"
  | "endTab"
  | "endNone"
  | "speedFast"
  | "speedSlow"
  | "lettersSame"
  | "lettersOther"
  | "shiftOk"
  | "shiftOn"
  | "gsReal"
  | "gsNamed"
  | "gsLost"
  | "prefixNone"
  | "prefixOther";

export interface Finding {
  readonly fact: Fact;
  readonly isFine: boolean;
  readonly found: Found;
  readonly values: Readonly<Record<string, string>>;
}

/** As the sheet of test codes has them. */
const CARD_CODE = "RL:TEST:AZERTY-QWERTZ-0189";
const GS1_HEAD = "010950600013435221A-1";
const GS1_TAIL = "10L7";
const GS = "\u001d";
/** What scanners are set to send in place of the GS character, and the gateway understands. */
const GS_NAMES = ["<GS>", "{GS}", "[GS]", "\\x1d", "\\u001d", "^]"];
/** A kind of code, which some scanners say first. */
const SYMBOLOGY = /^\][A-Za-z]\d/;
/** Slower, a day of scans is a day of waiting. */
const GAP_FINE_MS = 40;

/** The text that the keys typed, without what ended it. */
export function typedText(keys: readonly HeardKey[]): string {
  return keys.map(({ key }) => ([...key].length === 1 ? key : "")).join("");
}

/** One finding for each thing that this scan can tell. */
export function diagnose(keys: readonly HeardKey[]): readonly Finding[] {
  const text = typedText(keys).trim();
  const bare = text.replace(SYMBOLOGY, "");
  return [endOf(keys), speedOf(keys), ...lettersOf(bare), ...gsOf(bare)];
}

function finding(
  fact: Fact,
  found: Found,
  of: { readonly isFine: boolean; readonly values?: Finding["values"] },
): Finding {
  return { fact, found, isFine: of.isFine, values: of.values ?? {} };
}

function endOf(keys: readonly HeardKey[]): Finding {
  const last = keys.at(-1)?.key;
  if (last === "Enter") return finding("end", "endEnter", { isFine: true });
  if (last === "Tab") return finding("end", "endTab", { isFine: true });
  return finding("end", "endNone", { isFine: false });
}

function speedOf(keys: readonly HeardKey[]): Finding {
  const gaps = keys.slice(1).map(({ at }, index) => at - (keys[index]?.at ?? at));
  const median = gaps.toSorted((one, other) => one - other)[Math.floor(gaps.length / 2)] ?? 0;
  const isFine = median <= GAP_FINE_MS;
  const values = { ms: String(Math.round(median)) };
  return finding("speed", isFine ? "speedFast" : "speedSlow", { isFine, values });
}

function lettersOf(text: string): readonly Finding[] {
  const at = text.toUpperCase().indexOf(CARD_CODE);
  if (at >= 0) {
    const own = text.slice(at);
    const isFine = own === CARD_CODE;
    return [
      finding("letters", "lettersSame", { isFine: true }),
      finding("shift", isFine ? "shiftOk" : "shiftOn", { isFine }),
      prefixOf(text.slice(0, at)),
    ];
  }
  const { expected, got } = differences(text);
  if (expected === "" || text.includes(GS1_HEAD.slice(0, 16))) return [];
  return [finding("letters", "lettersOther", { isFine: false, values: { expected, got } })];
}

/** The characters that arrived as others; none where it is another text altogether. */
function differences(text: string): { readonly expected: string; readonly got: string } {
  const typed = [...text];
  const pairs = [...CARD_CODE].map((character, index) => [character, typed[index] ?? ""] as const);
  const wrong = pairs.filter(([wanted, got]) => wanted !== got.toUpperCase());
  const isOther = typed.length !== CARD_CODE.length || wrong.length > CARD_CODE.length / 2;
  if (isOther) return { expected: "", got: "" };
  const unique = [...new Map(wrong)];
  return {
    expected: unique.map(([wanted]) => wanted).join(" "),
    got: unique.map(([, got]) => got).join(" "),
  };
}

function gsOf(text: string): readonly Finding[] {
  const at = text.indexOf(GS1_HEAD.slice(0, 16));
  if (at < 0) return [];
  const between = text.slice(at + GS1_HEAD.length, text.length - GS1_TAIL.length);
  const name = GS_NAMES.find((known) => known.toLowerCase() === between.toLowerCase());
  const prefix = prefixOf(text.slice(0, at).replace(GS, ""));
  if (between === GS) return [finding("gs", "gsReal", { isFine: true }), prefix];
  if (name === undefined) return [finding("gs", "gsLost", { isFine: false }), prefix];
  return [finding("gs", "gsNamed", { isFine: true, values: { text: name } }), prefix];
}

function prefixOf(text: string): Finding {
  if (text === "") return finding("prefix", "prefixNone", { isFine: true });
  return finding("prefix", "prefixOther", { isFine: false, values: { text } });
}
