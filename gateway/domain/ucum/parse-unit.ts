/** A UCUM term as a kind of quantity, with the exact factor to the base of that kind. */
import {
  BASE_ATOMS,
  BINARY_PREFIXES,
  METRIC_ATOMS,
  METRIC_PREFIXES,
  PLAIN_ATOMS,
  SCALES,
} from "./atoms.ts";
import {
  decimal,
  invert,
  multiply,
  ONE,
  power,
  type Rational,
  ratio,
  shift,
  ZERO,
} from "./rational.ts";

/** value × factor + offset is in the base of the kind. */
export interface Unit {
  /** Exponents of base atoms, "g m2 s-3"; units of the same kind convert. */
  readonly kind: string;
  readonly factor: Rational;
  readonly offset: Rational;
}

/** While it is parsed: exponents by base atom. Only a scale has an offset, and it stands alone. */
interface Term {
  readonly exponents: ReadonlyMap<string, number>;
  readonly factor: Rational;
  readonly offset?: Rational;
}

interface Atom extends Term {
  readonly prefixes: "none" | "metric" | "binary";
}

/** Longer codes and higher powers are no unit that anybody measures in. */
const LENGTH_MAX = 64;
const EXPONENT_MAX = 30;
const NUMBER: Term = { exponents: new Map(), factor: ONE };

/** Remembered at most: a station measures in a dozen, and what a rig sends may be anything. */
const KNOWN_MAX = 200;
const KNOWN = new Map<string, Unit>();

/** Undefined for what is no UCUM term of the atoms known here. "" is the unit of a number. */
export function parseUnit(code: string): Unit | undefined {
  const known = KNOWN.get(code);
  if (known !== undefined) return known;
  const unit = readUnit(code);
  if (unit !== undefined && KNOWN.size < KNOWN_MAX) KNOWN.set(code, unit);
  return unit;
}

function readUnit(code: string): Unit | undefined {
  if (code === "") return toUnit(NUMBER);
  if (code.length > LENGTH_MAX) return undefined;
  // Most units are one atom: that costs no tokens.
  const term = findAtom(code, ATOMS) ?? parseTerm(code, ATOMS);
  return term === undefined ? undefined : toUnit(term);
}

function toUnit({ exponents, factor, offset = ZERO }: Term): Unit {
  const kind: string[] = [];
  for (const [base, exponent] of exponents) if (exponent !== 0) kind.push(`${base}${exponent}`);
  return { kind: kind.sort().join(" "), factor, offset };
}

/** An operator, a bracket, or an atom with its exponent and a note in braces. */
const TOKEN = /[./()]|(?:\[[^[\]{}]*\]|[^./(){}[\]])+(?:\{[^{}]*\})?|\{[^{}]*\}/y;

function parseTerm(code: string, atoms: ReadonlyMap<string, Atom>): Term | undefined {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < code.length) {
    const token = TOKEN.exec(code)?.[0];
    if (token === undefined) return undefined;
    tokens.push(token);
  }
  const term = readTerm(tokens, atoms);
  return tokens.length === 0 ? term : undefined;
}

/** term = ["/"] component { ("." | "/") component }, from left to right; takes its tokens. */
function readTerm(tokens: string[], atoms: ReadonlyMap<string, Atom>): Term | undefined {
  let operator = tokens[0] === "/" ? tokens.shift() : undefined;
  let term = operator === "/" ? NUMBER : readComponent(tokens, atoms);
  if (operator === undefined) operator = takeOperator(tokens);
  while (term !== undefined && operator !== undefined) {
    const next = readComponent(tokens, atoms);
    term = next === undefined ? undefined : combine(term, next, operator === "/" ? -1 : 1);
    operator = takeOperator(tokens);
  }
  return term;
}

function takeOperator(tokens: string[]): string | undefined {
  return tokens[0] === "." || tokens[0] === "/" ? tokens.shift() : undefined;
}

/** Left × right^sign; undefined where one starts elsewhere: 20 °C twice is 40 of nothing. */
function combine(left: Term, right: Term, sign: 1 | -1): Term | undefined {
  if (left.offset !== undefined || right.offset !== undefined) return undefined;
  const exponents = new Map(left.exponents);
  for (const [base, exponent] of right.exponents) {
    exponents.set(base, (exponents.get(base) ?? 0) + sign * exponent);
  }
  return { exponents, factor: multiply(left.factor, power(right.factor, sign)) };
}

function readComponent(tokens: string[], atoms: ReadonlyMap<string, Atom>): Term | undefined {
  const token = tokens.shift();
  if (token === undefined) return undefined;
  if (token === "(") {
    const inner = readTerm(tokens, atoms);
    return tokens.shift() === ")" ? inner : undefined;
  }
  const [, code = ""] = /^([^{]*)/.exec(token) ?? [];
  return code === "" ? noteAlone(token) : readFactor(code, atoms);
}

/** `{pieces}` is a number of something. */
function noteAlone(token: string): Term | undefined {
  return token.startsWith("{") ? NUMBER : undefined;
}

const WHOLE = /^[1-9]\d{0,15}$/;
const POWERED = /^(.*?[^\d+-])([+-]?\d{1,2})$/;

/** A whole number, or an atom with its exponent. */
function readFactor(code: string, atoms: ReadonlyMap<string, Atom>): Term | undefined {
  if (WHOLE.test(code)) return { exponents: new Map(), factor: decimal(code) };
  const atom = findAtom(code, atoms);
  if (atom !== undefined) return atom;
  const [, base = "", digits = "0"] = POWERED.exec(code) ?? [];
  const exponent = Number(digits);
  const powered = findAtom(base, atoms);
  const isWithin = exponent !== 0 && Math.abs(exponent) <= EXPONENT_MAX;
  if (powered === undefined || powered.offset !== undefined || !isWithin) return undefined;
  const exponents = [...powered.exponents].map(([of, times]) => [of, times * exponent] as const);
  return { exponents: new Map(exponents), factor: power(powered.factor, exponent) };
}

function findAtom(code: string, atoms: ReadonlyMap<string, Atom>): Term | undefined {
  const atom = atoms.get(code);
  if (atom !== undefined) return atom;
  return findPrefixed(code, 1, atoms) ?? findPrefixed(code, 2, atoms);
}

function findPrefixed(
  code: string,
  length: number,
  atoms: ReadonlyMap<string, Atom>,
): Term | undefined {
  const atom = atoms.get(code.slice(length));
  if (atom === undefined || atom.prefixes === "none") return undefined;
  const prefix = code.slice(0, length);
  const exponent = METRIC_EXPONENTS.get(prefix);
  if (exponent !== undefined) return { ...atom, factor: shift(atom.factor, exponent) };
  const bits = BINARY_EXPONENTS.get(prefix);
  if (bits === undefined || atom.prefixes !== "binary") return undefined;
  return { ...atom, factor: multiply(atom.factor, ratio(2n ** BigInt(bits), 1n)) };
}

const METRIC_EXPONENTS: ReadonlyMap<string, number> = new Map(Object.entries(METRIC_PREFIXES));
const BINARY_EXPONENTS: ReadonlyMap<string, number> = new Map(Object.entries(BINARY_PREFIXES));
const INFORMATION = ["bit", "By"];
const ATOMS = readAtoms();

/** Every atom, each made of those before it. */
function readAtoms(): ReadonlyMap<string, Atom> {
  const atoms = new Map<string, Atom>();
  for (const base of BASE_ATOMS) {
    const prefixes = INFORMATION.includes(base) ? "binary" : "metric";
    atoms.set(base, { exponents: new Map([[base, 1]]), factor: ONE, prefixes });
  }
  for (const [code, factor = "1", of = ""] of entriesOf(METRIC_ATOMS)) {
    const prefixes = INFORMATION.includes(code) ? "binary" : "metric";
    atoms.set(code, { ...define(factor, of, atoms), prefixes });
  }
  for (const [code, factor = "1", of = ""] of entriesOf(PLAIN_ATOMS)) {
    atoms.set(code, { ...define(factor, of, atoms), prefixes: "none" });
  }
  for (const [code, kind = "", factor = "1", offset = "0", prefixes = "none"] of entriesOf(
    SCALES,
  )) {
    atoms.set(code, {
      exponents: new Map([[kind, 1]]),
      factor: quotient(factor),
      offset: quotient(offset),
      prefixes: prefixes === "metric" ? "metric" : "none",
    });
  }
  return atoms;
}

function entriesOf(table: string): [string, ...string[]][] {
  const entries = table.trim().split(/\s*[|\n]\s*/);
  return entries.map((entry) => entry.split(/\s+/) as [string, ...string[]]);
}

function define(factor: string, of: string, atoms: ReadonlyMap<string, Atom>): Term {
  const term = parseTerm(of, atoms);
  if (term === undefined) throw new Error(`the table of atoms is wrong at ${of}`);
  return { exponents: term.exponents, factor: multiply(quotient(factor), term.factor) };
}

function quotient(text: string): Rational {
  const [numerator = "0", denominator = "1"] = text.split("/");
  return multiply(decimal(numerator), invert(decimal(denominator)));
}
