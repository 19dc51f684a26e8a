/** What a scrape shows of the gateway as it is now; the API's health view has this shape. */

/** The gateway's state at a scrape; the API's health view has this shape. */
export interface MetricsState {
  readonly gateway: {
    readonly version: string;
    readonly demo: boolean;
    readonly clockState: string;
    readonly clock?: ClockFigures | undefined;
  };
  /** Rigs that wait for the end of their run to change. */
  readonly pendingRigs?: readonly string[] | undefined;
  readonly ledger: {
    readonly head: number;
    readonly telemetryHead: number;
    readonly queued: number;
    readonly queuedReadings?: number | undefined;
    readonly freeBytes?: number | undefined;
    readonly fault?: { readonly code: string } | undefined;
    readonly readingsWaiting?: number | undefined;
  };
  readonly rigs: readonly RigState[];
  readonly sinks: readonly SinkState[];
  readonly alarms: readonly { readonly rig: string; readonly kind: string }[];
}
export interface ClockFigures {
  readonly steps: number;
  readonly stepSumUs: number;
  readonly offsetUs?: number | undefined;
}
export interface RigState {
  readonly name: string;
  readonly link: string;
  readonly readings: number;
  readonly noiseByReason: Readonly<Record<string, number>>;
}
export interface SinkState {
  readonly name: string;
  readonly state: string;
  readonly accounts: readonly AccountState[];
}
export interface AccountState extends Terms {
  readonly stream: string;
  /** ISO 8601. */
  readonly oldestPending?: string | undefined;
  readonly classes?: readonly (Terms & { readonly class: string })[] | undefined;
}
export interface Terms {
  readonly balanced: boolean;
  readonly appended: number;
  readonly delivered: number;
  readonly pending: number;
  readonly quarantined: number;
  readonly discarded: number;
  readonly dropped: number;
  readonly notRouted: number;
}
