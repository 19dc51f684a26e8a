/** What keeping and storing the runs of one rig needs. */
import type { Instant } from "../../../drivers/contract.ts";
import type { CommandContext, Ledger } from "../../ledger/contract.ts";
import type { EquipmentBinding } from "../../records/equipment/pin.ts";
import type { GatewayQueries } from "../../records/queries.ts";
import type { GatewayRules } from "../../records/rules.ts";
import type { LiveEvent, RunSummary } from "../../records/views.ts";
import type { RigRecorder } from "../black-box/black-box.ts";
import type { StationClock } from "../station-clock.ts";
import type { TelemetryIntake } from "../telemetry-intake.ts";

export interface RunKeeperParts {
  readonly rig: string;
  readonly station: string;
  readonly operation: string;
  /** Of its units, where the rig does not say it. */
  readonly partNumber?: string;
  readonly simulated: boolean;
  /** What the rig measures with, pinned into each of its runs. */
  readonly equipment?: readonly EquipmentBinding[];
  /** In which a calibration ends its day. */
  readonly timeZone?: string;
  readonly runTimeoutMs: number;
  readonly gatewayVersion: string;
  readonly ledger: Pick<Ledger<GatewayRules, GatewayQueries>, "execute">;
  readonly intake: TelemetryIntake;
  readonly writeBlob: (bytes: Uint8Array) => Promise<string>;
  /** Of the rig's ports; without one no raw bytes are kept. */
  readonly recorder?: RigRecorder;
  /** Throws Refusal while no new run may start, because the disk is nearly full. */
  readonly requireRoom?: () => void;
  readonly publish: (event: LiveEvent) => void;
  readonly clock: StationClock;
  readonly newId: () => string;
  /** The site's calendar day of an instant, e.g. "2026-11-23". */
  readonly dayOf: (utcUs: number) => string;
  /** Between two tries while the ledger has no room. */
  readonly retryDelayMs?: number;
  /** From the ledger, at start. */
  readonly before: { readonly runsToday: number; readonly lastRun?: RunSummary };
}

/** Who does something to a run of this rig, where and when. */
export function commandContext(parts: RunKeeperParts, at: Instant): CommandContext {
  const { rig, station, clock } = parts;
  return { actor: `rig:${rig}`, station, occurredAt: at.utcUs, clockState: clock.state() };
}
