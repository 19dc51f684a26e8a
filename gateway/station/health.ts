/** How the gateway stands, in one view: for the Health page, /readyz, metrics and live clients. */
import type { Config } from "../config/schema.ts";
import type { OpenedLedger } from "../ledger/opened-ledger.ts";
import type { GatewayQueries } from "../records/queries.ts";
import type { GatewayRules } from "../records/rules.ts";
import type {
  AlarmView,
  ClockView,
  HealthView,
  LiveEvent,
  RigView,
  SinkView,
} from "../records/views.ts";
import type { Rig } from "./open-sessions.ts";
import type { StationClock } from "./station-clock.ts";

/** Runs a page is told when it connects. */
const RECENT_RUNS = 30;

export interface HealthParts {
  readonly ledger: Pick<
    OpenedLedger<GatewayRules, GatewayQueries>,
    "ask" | "info" | "stats" | "onCommit"
  >;
  readonly config: Config;
  readonly version: string;
  readonly clock: StationClock;
  readonly sinks: () => SinkView[];
  readonly rigs: () => readonly Rig[];
  /** Taken and not durable yet. */
  readonly readingsWaiting: () => number;
  /** Rigs that take up another configuration once their run has ended. */
  readonly pending: () => readonly string[];
  /** Undefined until it is watched. */
  readonly clockView: () => ClockView | undefined;
  /** How the gateway's own data stand; damage is shown since the start that found it. */
  readonly upkeep: (startedAt: string) => Pick<HealthView["ledger"], "fault" | "freeBytes">;
  /** Raised or acknowledged. */
  readonly alarms: () => readonly AlarmView[];
}

/** The views of the gateway as it is now; each call looks anew. */
export interface Health {
  view(): Promise<HealthView>;
  rigs(): RigView[];
  snapshot(): Promise<Extract<LiveEvent, { kind: "snapshot" }>>;
}

/** Reads only; nothing to dispose. */
export function openHealth(parts: HealthParts): Health {
  let telemetryHead = 0;
  parts.ledger.onCommit(({ readings }) => {
    telemetryHead = Math.max(telemetryHead, readings.to);
  });
  const startedAt = iso(parts.clock.now().utcUs);
  const rigs = () => parts.rigs().map(({ session }) => session.view());

  async function view(): Promise<HealthView> {
    const { ledger, config, version, clock, sinks } = parts;
    const { gatewayId, logId, demo, directory } = ledger.info;
    const stats = ledger.stats();
    const watched = parts.clockView();
    return {
      gateway: {
        id: gatewayId,
        logId,
        version,
        demo,
        startedAt,
        clockState: clock.state(),
        ...(watched === undefined ? {} : { clock: watched }),
        site: config.site.name,
        timeZone: config.site.timeZone,
      },
      ledger: {
        head: ledger.info.head,
        telemetryHead,
        directory,
        commitMsP50: stats.commitP50Ms,
        commitMsP99: stats.commitP99Ms,
        queued: stats.queued,
        queuedReadings: stats.queuedReadings,
        ...parts.upkeep(startedAt),
        readingsWaiting: parts.readingsWaiting(),
      },
      sinks: sinks(),
      rigs: rigs(),
      pendingRigs: [...parts.pending()],
      alarms: [...parts.alarms()],
    };
  }

  return {
    view,
    rigs,
    async snapshot() {
      const recent = await parts.ledger.ask("runs.recent", { limit: RECENT_RUNS });
      const health = await view();
      // Taken after the last await: what happens from here on is told as events of its own.
      const open = parts.rigs().flatMap(({ keeper }) => [...keeper.open]);
      return { kind: "snapshot", at: iso(parts.clock.now().utcUs), health, open, recent };
    },
  };
}

function iso(utcUs: number): string {
  return new Date(utcUs / 1000).toISOString();
}
