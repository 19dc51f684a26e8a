/** When a rig's alarms are raised and cleared, as the configuration says it. Milliseconds. */
export interface AlarmSettings {
  readonly enabled: boolean;
  /** How long a condition must have ended before its alarm clears. */
  readonly clearAfterMs: number;
  readonly silence: { readonly afterMs: number; readonly quietBetweenRuns: boolean };
  readonly noValidFrame: { readonly afterMs: number; readonly bytesMin: number };
  readonly linkLost: { readonly afterMs: number };
  readonly noise: {
    readonly windowMs: number;
    readonly eventsMin: number;
    readonly perMinuteMax: number;
    readonly shareMax: number;
  };
  readonly readingsPerSecond?:
    | {
        readonly low?: number | undefined;
        readonly high?: number | undefined;
        readonly windowMs: number;
      }
    | undefined;
  readonly channels: Readonly<Record<string, ChannelAlarmSettings>>;
}

export interface ChannelAlarmSettings {
  /** Exactly equal for so long. */
  readonly stuckAfterMs?: number | undefined;
  /** Whether it is expected to move always, or only while a run is open. */
  readonly moves: "always" | "in-runs";
  /** In the channel's unit; so many readings in a row raise, so many clear. */
  readonly changePerSecondMax?: number | undefined;
  readonly raiseAfterReadings: number;
  readonly clearAfterReadings: number;
  /** A counter: must have changed within this time. */
  readonly countsWithinMs?: number | undefined;
}
