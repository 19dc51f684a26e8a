/** What the parts of the composition are opened with. */
import type { Log } from "../drivers/contract.ts";
import type { Config } from "./config/schema.ts";
import type { CommandAction, CommandName } from "./delivery/commands/command-desk.ts";
import type { OpenedLedger } from "./ledger/opened-ledger.ts";
import type { SystemClock } from "./platform/system-clock.ts";
import type { GatewayQueries } from "./records/queries.ts";
import type { GatewayRules } from "./records/rules.ts";
import type { LiveEvent } from "./records/views.ts";
import type { Reading } from "./telemetry/contract.ts";

export type GatewayLedger = OpenedLedger<GatewayRules, GatewayQueries>;

/** A configuration that was read while the gateway runs. */
export type Reread =
  | { readonly ok: true; readonly config: Config; readonly simulated: boolean }
  | { readonly ok: false; readonly faults: readonly { path: string; message: string }[] };

export interface GatewayInput {
  readonly config: Config;
  /** Absolute; what the configuration names is relative to it. */
  readonly configPath: string;
  /** Simulated rigs, in a directory marked so for ever. */
  readonly demo: boolean;
  /** Whoever started this process starts it again when it is killed. */
  readonly revived: boolean;
  /** Where dashboard and API may take a free port when theirs is busy: nobody asked for it. */
  readonly anyPort: boolean;
  readonly dataDirectory: string;
  /** The built pages. */
  readonly dashboardDirectory: string;
  readonly log: Log;
  /** The newest lines of the log, as JSON, the oldest first. */
  readonly logLines: () => readonly string[];
  readonly clock: SystemClock;
  /** Reads the configuration anew; every fault is told, none is thrown. */
  readonly reread: () => Promise<Reread>;
  /** One line for the person at the terminal. */
  readonly out: (line: string) => void;
  readonly signal: AbortSignal;
}

/** Where what opens early, the sinks, meets what opens late, the station. */
export interface Meeting {
  /** Told of readings once they are durable; whoever opens sinks sets it. */
  onDurable: (readings: readonly Reading[]) => void;
  /** Told when a rig's connection is gone; whoever opens sinks sets it. */
  onRigLost: (rig: string) => void;
  /** Told of each event that pages are told of; whoever looks at the line sets it. */
  onEvent: (event: LiveEvent) => void;
  /** Sends a retained text; rejects where no broker is connected. Whoever opens sinks sets it. */
  say: (topic: string, text: string) => Promise<void>;
  /** What others may ask for from outside, once it can be done. */
  actions: Partial<Record<CommandName, CommandAction>>;
}

export interface Opening extends GatewayInput {
  /** Disposed in reverse order. */
  readonly stack: AsyncDisposableStack;
  /** Ends the gateway: something unexpected happened. */
  readonly fail: (reason: unknown) => void;
  /** Of the gateway, e.g. "0.1.0". */
  readonly version: string;
  readonly meeting: Meeting;
}
