/** What a refusal is and what to do, by its code. English is the gateway's own. */

/** In one language: the title and the remedy of each code. */
export interface Refusals {
  readonly interlock: Readonly<Record<string, Said>>;
  readonly refusal: Readonly<Record<string, Said>>;
}
type Said = readonly [title: string, remedy: string];

let said: Refusals = { interlock: {}, refusal: {} };

/** Set with the language. */
export function setRefusals(next: Refusals): void {
  said = next;
}

/** The words for a check that does not hold; undefined where the gateway's own are shown. */
export function interlockWords(code: string | undefined): Said | undefined {
  return code === undefined ? undefined : said.interlock[code];
}

/** A problem in the language that is shown: by its code. What is not translated stays as it is. */
export function inWords<Problem extends Refused>(problem: Problem): Problem {
  const words = said.refusal[problem.code] ?? said.interlock[problem.code];
  if (words === undefined) return problem;
  const [title, remedy] = words;
  return { ...problem, title, remedy };
}

/** What it is: the title for the code, else what the gateway says of this very case. */
export function titleInWords({ code, detail, title }: Refused): string {
  return (said.refusal[code] ?? said.interlock[code])?.[0] ?? detail ?? title;
}

/** In one line: title and remedy for the code, else what the gateway says of this very case. */
export function inShort(problem: Refused): string {
  const words = said.refusal[problem.code] ?? said.interlock[problem.code];
  return words?.join(": ") ?? problem.detail ?? problem.title;
}

interface Refused {
  readonly code: string;
  readonly title: string;
  readonly detail?: string;
  readonly remedy?: string;
}
