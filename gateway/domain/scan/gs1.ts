/**
 * GS1 element strings (GS1 General Specifications, section 3 and 7.8): `01` GTIN, `21` serial,
 * `10` lot … Elements of variable length end with a GS character; many scanners lose it, so one
 * text can be read in several ways, and all of them are told.
 */

/** Elements by their application identifier, e.g. `{ "01": "09506000134352", "21": "A1" }`. */
export type Gs1Elements = Readonly<Record<string, string>>;

interface Shape {
  /** Digits of the identifier itself. */
  readonly digits: number;
  readonly length: number;
  readonly isFixed: boolean;
  readonly isNumeric: boolean;
}

const fixed = (digits: number, length: number): Shape => ({
  ...{ digits, length, isFixed: true, isNumeric: true },
});
const upTo = (digits: number, length: number, isNumeric = false): Shape => ({
  ...{ digits, length, isFixed: false, isNumeric },
});

/** By the first characters of the identifier; the longest that fits counts. */
const SHAPES: readonly (readonly [RegExp, Shape])[] = [
  [/^00/, fixed(2, 18)],
  [/^0[12]/, fixed(2, 14)],
  [/^1[1235-7]/, fixed(2, 6)],
  [/^10/, upTo(2, 20)],
  [/^20/, fixed(2, 2)],
  [/^2[12]/, upTo(2, 20)],
  [/^24[0123]/, upTo(3, 30)],
  [/^25[0134]/, upTo(3, 30)],
  [/^3[07]/, upTo(2, 8, true)],
  [/^3[1-6]\d\d/, fixed(4, 6)],
  [/^400/, upTo(3, 30)],
  [/^41[0-7]/, fixed(3, 13)],
  [/^42[01]/, upTo(3, 20)],
  [/^8002/, upTo(4, 20)],
  [/^8003/, upTo(4, 30)],
  [/^8004/, upTo(4, 30)],
  [/^8005/, fixed(4, 6)],
  [/^8006/, fixed(4, 18)],
  [/^8008/, upTo(4, 12, true)],
  [/^801[78]/, fixed(4, 18)],
  [/^9\d/, upTo(2, 90)],
];

const GS = "\u001d";
/** Codes in which a scanner says what it read: DataMatrix, QR, Code 128, DataBar. */
const SYMBOLOGY = /^\](?:d2|Q3|C1|e0)/;
/** More readings than this are none. */
const READINGS_MAX = 16;

/**
 * Every way to read the text as whole elements, that with the fewest elements first; none where
 * it is no element string, or where a GTIN's check digit is wrong. Elements that repeat with
 * another value are a contradiction.
 */
export function readGs1(text: string): readonly Gs1Elements[] {
  const bare = text.replace(SYMBOLOGY, "");
  const shown = readShown(bare);
  if (shown !== undefined) return isSound(shown) ? [shown] : [];
  return readings(stripGs(bare), new Map())
    .filter(isSound)
    .toSorted((one, other) => Object.keys(one).length - Object.keys(other).length);
}

/** True where the scanner itself says that it is one. */
export function saysGs1(text: string): boolean {
  return SYMBOLOGY.test(text) || text.startsWith(GS) || /^\(\d{2,4}\)/.test(text);
}

/** As people see it under the code: `(01)09506000134352(21)A1`. */
function readShown(text: string): Gs1Elements | undefined {
  if (!/^\(\d{2,4}\)/.test(text)) return undefined;
  const parts = [...text.matchAll(/\((\d{2,4})\)((?:(?!\(\d{2,4}\)).)*)/gsu)];
  const elements: Record<string, string> = {};
  for (const [, identifier = "", value = ""] of parts) {
    const shape = shapeOf(identifier);
    if (shape === undefined || !fits(value, shape) || identifier in elements) return {};
    elements[identifier] = value;
  }
  return elements;
}

function stripGs(text: string): string {
  return text.startsWith(GS) ? text.slice(1) : text;
}

function shapeOf(text: string): Shape | undefined {
  return SHAPES.find(([pattern]) => pattern.test(text))?.[1];
}

function fits(value: string, { length, isFixed, isNumeric }: Shape): boolean {
  if (isNumeric && !/^\d*$/.test(value)) return false;
  return isFixed ? value.length === length : value.length >= 1 && value.length <= length;
}

/** All readings of the rest of a text, at most `READINGS_MAX`; each rest is read once. */
function readings(
  text: string,
  known: Map<string, readonly Gs1Elements[]>,
): readonly Gs1Elements[] {
  if (text === "") return [{}];
  const before = known.get(text);
  if (before !== undefined) return before;
  const shape = shapeOf(text);
  const found =
    shape === undefined
      ? []
      : ends(text, shape).flatMap((end) => {
          const identifier = text.slice(0, shape.digits);
          const value = text.slice(shape.digits, end);
          if (!fits(value, shape)) return [];
          const rest = text[end] === GS ? text.slice(end + 1) : text.slice(end);
          return readings(rest, known)
            .filter((others) => !(identifier in others))
            .map((others) => ({ [identifier]: value, ...others }));
        });
  const few = found.slice(0, READINGS_MAX);
  known.set(text, few);
  return few;
}

/** Where an element may end: at its GS; without one at the text's end or wherever a next begins. */
function ends(text: string, { digits, length, isFixed }: Shape): readonly number[] {
  if (isFixed) return digits + length <= text.length ? [digits + length] : [];
  const gs = text.indexOf(GS, digits);
  if (gs !== -1) return [gs];
  const last = Math.min(text.length, digits + length);
  return Array.from({ length: last - digits }, (_, index) => last - index);
}

function isSound(elements: Gs1Elements): boolean {
  if (Object.keys(elements).length === 0) return false;
  return ["01", "02", "00"].every((key) => elements[key] === undefined || checks(elements[key]));
}

/** The last digit of a GTIN or SSCC follows from the others: 3, 1, 3 … from the right. */
function checks(digits: string): boolean {
  const weighed = [...digits].reverse().map((digit, at) => Number(digit) * (at % 2 === 0 ? 1 : 3));
  return weighed.reduce((sum, part) => sum + part, 0) % 10 === 0;
}
