/** What stands beside a code word: HTTP status, a name for it, and what to do. */
export interface Problem {
  readonly status: number;
  readonly title: string;
  readonly remedy: string;
}
