/** One line of figures a benchmark prints. */
export interface BenchResult {
  readonly name: string;
  /** Units are in the names: Ms, Mb, PerSecond; a ratio has none. */
  readonly figures: Readonly<Record<string, number>>;
}
