/** What differs between two texts of one file, for a person who is to agree to it. Pure. */

const CONTEXT_LINES = 2;

/** The changed lines with two around them and their numbers; empty for equal texts. */
export function describeDiff(before: string, after: string): string {
  if (before === after) return "";
  const old = before.split("\n");
  const now = after.split("\n");
  const first = old.findIndex((line, index) => line !== now[index]);
  const from = first === -1 ? old.length : first;
  let tail = 0;
  while (
    tail < Math.min(old.length, now.length) - from &&
    old[old.length - 1 - tail] === now[now.length - 1 - tail]
  ) {
    tail += 1;
  }
  const top = Math.max(0, from - CONTEXT_LINES);
  return [
    ...old.slice(top, from).map((line) => `    ${line}`),
    ...old.slice(from, old.length - tail).map((line) => `  - ${line}`),
    ...now.slice(from, now.length - tail).map((line) => `  + ${line}`),
    ...old
      .slice(old.length - tail)
      .slice(0, CONTEXT_LINES)
      .map((line) => `    ${line}`),
  ]
    .map((line, index) => (index === 0 ? `  @@ line ${top + 1}\n${line}\n` : `${line}\n`))
    .join("");
}
