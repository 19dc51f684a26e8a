/** Values a run may hold: beyond that it is no test any more but a rig that does not stop. */
export const MEASUREMENTS_MAX = 10_000;

/** UTF-16 units of text that the values of a run may hold together; the ledger's entry grows so. */
const CHARACTERS_MAX = 4_000_000;

/** How much a run holds: numbers the values of each measurement, and knows when it is full. */
export class Tally {
  readonly #counts = new Map<string, number>();
  #values = 0;
  #characters = 0;

  /** True where the run takes no further value; never false again. */
  get isFull(): boolean {
    return this.#values >= MEASUREMENTS_MAX || this.#characters >= CHARACTERS_MAX;
  }

  /** Counts one value of the measurement `id`; returns the how manieth of it this is, from 1. */
  count(id: string, characters: number): number {
    const nth = (this.#counts.get(id) ?? 0) + 1;
    this.#counts.set(id, nth);
    this.#values += 1;
    this.#characters += characters;
    return nth;
  }
}
