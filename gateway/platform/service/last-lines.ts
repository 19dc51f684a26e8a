/** The newest lines of the log, at hand when something has gone wrong. */
export class LastLines {
  readonly #lines: string[] = [];
  readonly #countMax: number;

  /** Keeps as many lines as told. */
  constructor(countMax = 500) {
    this.#countMax = countMax;
  }

  /** Adds one line, as JSON. */
  add(line: string): void {
    this.#lines.push(line.trimEnd());
    if (this.#lines.length > this.#countMax) this.#lines.shift();
  }

  /** The oldest first. */
  list(): readonly string[] {
    return [...this.#lines];
  }
}
