/** What the ledger tells of itself while it runs. */

/** For the health page and the metrics. */
export interface LedgerStats {
  /** Since the start. */
  readonly commits: number;
  readonly entries: number;
  readonly readings: number;
  /** Over the latest commits, from the oldest command's arrival to stable storage. */
  readonly commitP50Ms: number;
  readonly commitP99Ms: number;
  /** Requests not yet durable. */
  readonly queued: number;
  /** Readings among them; bounded. */
  readonly queuedReadings: number;
}

/** While not ready, `execute` and `ask` refuse with `projection.rebuilding`. */
export interface ProjectionProgress {
  readonly ready: boolean;
  /** Entries applied so far, of `total`. */
  readonly done: number;
  readonly total: number;
}

/** Whose ledger it is, and how far it goes. */
export interface LedgerInfo {
  readonly logId: string;
  readonly gatewayId: string;
  readonly demo: boolean;
  readonly head: number;
  readonly directory: string;
}
