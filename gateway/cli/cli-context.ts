/** What a command may know of the process it runs in. Made once, in main.ts. */
export interface CliContext {
  /** The folder of the installation. */
  readonly root: string;
  readonly version: string;
  /** Relative paths of the command line start here. */
  readonly directory: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Standard output: what the command was asked for. */
  out(text: string): void;
  /** Standard error: everything else. */
  err(text: string): void;
  /** True where a person reads standard error. */
  readonly terminal: boolean;
  /** Calls back when the process is asked to read its configuration anew. */
  onReload(listener: () => void): void;
  /** `report` is called when the process ends for a reason nobody expected; it must not wait. */
  onCrash(report: (error: unknown) => void): void;
  /** Aborts when the process is asked to stop. */
  readonly signal: AbortSignal;
}
