/**
 * How long a regular expression can take, before it is ever used. JavaScript's engine tries every
 * way to share a text between repetitions: two repetitions that can take the same characters cost
 * the square of the line's length, three the cube, and one inside another has no bound at all.
 * Pure, and careful: what it does not understand counts as taking any character.
 */

/** Characters 0 to 255, as a set. */
type Characters = ReadonlySet<number>;

interface Piece {
  readonly characters: Characters;
  /** It may be left out. */
  readonly isOptional: boolean;
  /** It has no greatest number. */
  readonly isRepeated: boolean;
}

const ALL: Characters = new Set(Array.from({ length: 256 }, (_, code) => code));
const NOTHING: Piece = { characters: new Set(), isOptional: true, isRepeated: false };
/** Repeated more often than this counts as without end. */
const FEW = 16;

/** Why the expression has no bound; undefined where it has one. It must be a valid one. */
export function patternCostFault(match: string): string | undefined {
  const { isNested } = new PatternReader(match).read();
  if (!isNested) return undefined;
  return "a repetition inside a repetition, such as (a+)+ or (a|b)*, can take for ever: use a character class, or a bound of at most 16";
}

/** Most steps for a line of `lengthMax` characters: a power of it. */
export function stepsOf(match: string, lengthMax: number): number {
  return lengthMax ** Math.max(1, degreeOf(new PatternReader(match).read().pieces));
}

/** The longest chain of repetitions in which each can take over from the one before. */
function degreeOf(pieces: readonly Piece[]): number {
  const degrees = pieces.map(() => 0);
  for (const [at, piece] of pieces.entries()) {
    if (!piece.isRepeated) continue;
    let best = 0;
    const between: Characters[] = [];
    for (let before = at - 1; before >= 0; before -= 1) {
      const { characters, isOptional, isRepeated } = pieces[before] ?? NOTHING;
      // What must stand between, and one of the two can not take, tells them apart.
      const isApart = between.some((separator) => !overlap(separator, characters));
      if (isRepeated && !isApart && overlap(characters, piece.characters)) {
        best = Math.max(best, degrees[before] ?? 0);
      }
      if (!isOptional && !overlap(characters, piece.characters)) break;
      if (!isOptional) between.push(characters);
    }
    degrees[at] = best + 1;
  }
  return Math.max(0, ...degrees);
}

function overlap(left: Characters, right: Characters): boolean {
  for (const code of left) if (right.has(code)) return true;
  return false;
}

/** Reads an expression into its pieces, left to right; alternatives follow each other. */
class PatternReader {
  readonly #text: string;
  #at = 0;
  #isNested = false;

  constructor(text: string) {
    this.#text = text;
  }

  read(): { readonly pieces: readonly Piece[]; readonly isNested: boolean } {
    const pieces = this.#sequence(false);
    return { pieces, isNested: this.#isNested };
  }

  #sequence(isInside: boolean): Piece[] {
    const pieces: Piece[] = [];
    let hasAlternatives = false;
    while (this.#at < this.#text.length) {
      const character = this.#text[this.#at];
      if (character === ")" && isInside) break;
      if (character === "|") {
        hasAlternatives = true;
        this.#at += 1;
      } else {
        pieces.push(...this.#quantified());
      }
    }
    // Of alternatives any may be left out.
    return hasAlternatives ? pieces.map((piece) => ({ ...piece, isOptional: true })) : pieces;
  }

  #quantified(): Piece[] {
    const isGroup = this.#text[this.#at] === "(";
    const inner = isGroup ? this.#group() : this.#atom();
    const [least, most] = this.#quantifier();
    if (most <= 1) {
      return least === 0 ? inner.map((piece) => ({ ...piece, isOptional: true })) : inner;
    }
    if (isGroup) return this.#repeatedGroup(inner, least, most);
    const isRepeated = most > FEW;
    return inner.map((piece) => ({ ...piece, isOptional: least === 0, isRepeated }));
  }

  #repeatedGroup(inner: readonly Piece[], least: number, most: number): Piece[] {
    const varies = inner.some(({ isRepeated, isOptional }) => isRepeated || isOptional);
    if (varies && most > FEW) this.#isNested = true;
    if (varies && most <= FEW) return Array.from({ length: most }, () => inner).flat();
    const characters = new Set(inner.flatMap((piece) => [...piece.characters]));
    return [{ characters, isOptional: least === 0, isRepeated: most > FEW }];
  }

  /** Look-arounds count as what is in them: careful, never too little. */
  #group(): Piece[] {
    this.#at += 1;
    const head = /^\?(?:<[=!]|[:=!]|<[^>]*>|[a-z-]*:)/.exec(this.#text.slice(this.#at));
    this.#at += head?.[0].length ?? 0;
    const pieces = this.#sequence(true);
    this.#at += 1;
    return pieces;
  }

  #atom(): Piece[] {
    const rest = this.#text.slice(this.#at);
    const source =
      /^(?:\[(?:\\.|[^\]\\])*\]|\\u\{[^}]*\}|\\[pP]\{[^}]*\}|\\k<[^>]*>|\\u.{4}|\\x..|\\c.|\\\d+|\\.|.)/su.exec(
        rest,
      )?.[0];
    this.#at += source?.length ?? 1;
    if (source === undefined || /^(?:\^|\$|\\b|\\B)$/.test(source)) return [];
    return [{ characters: charactersOf(source), isOptional: false, isRepeated: false }];
  }

  #quantifier(): readonly [number, number] {
    const found = /^(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})\??/.exec(this.#text.slice(this.#at));
    if (found === null) return [1, 1];
    this.#at += found[0].length;
    const [, sign, least = "", comma, most = ""] = found;
    if (sign === "?") return [0, 1];
    if (sign !== undefined) return [sign === "*" ? 0 : 1, Number.POSITIVE_INFINITY];
    const from = Number(least);
    if (comma === undefined) return [from, from];
    return [from, most === "" ? Number.POSITIVE_INFINITY : Number(most)];
  }
}

function charactersOf(source: string): Characters {
  // A back-reference is whatever came before.
  if (/^\\(?:k<|[1-9])/.test(source)) return ALL;
  if (/^[\w =:,;-]$/.test(source)) return new Set([source.charCodeAt(0)]);
  const one = new RegExp(`^${source}$`, "su");
  const found = new Set([...ALL].filter((code) => one.test(String.fromCharCode(code))));
  // Characters beyond a byte are not counted one by one.
  return found.size === 0 ? ALL : found;
}
