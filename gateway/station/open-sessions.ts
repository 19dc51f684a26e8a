/** Builds the session of a rig of the configuration, with what the ledger knows of it. */
import { type Driver, DriverError, type Log, type Port } from "../../drivers/contract.ts";
import type { Config, RigConfig } from "../config/schema.ts";
import type { Ledger } from "../ledger/contract.ts";
import type { WatchedAlarm } from "../records/alarm/queries.ts";
import { compact } from "../records/compact.ts";
import type { GatewayQueries } from "../records/queries.ts";
import type { RigServiceView } from "../records/rig-service/record.ts";
import type { GatewayRules } from "../records/rules.ts";
import type { LiveEvent, RunSummary } from "../records/views.ts";
import { RigAlarms } from "./alarms/rig-alarms.ts";
import type { BlackBox } from "./black-box/black-box.ts";
import { declareRig, interlockFacts } from "./declare-places.ts";
import { openDrivenRig } from "./driven/open-driven.ts";
import type { OperatorDesk } from "./driven/operator-desk.ts";
import { RigSession } from "./rig-session.ts";
import { RunKeeper } from "./run/run-keeper.ts";
import type { StationClock } from "./station-clock.ts";
import type { TelemetryIntake } from "./telemetry-intake.ts";

export interface StationParts {
  readonly config: Config;
  readonly findDriver: (name: string) => Driver | undefined;
  readonly ports: ReadonlyMap<string, Port>;
  readonly ledger: Pick<Ledger<GatewayRules, GatewayQueries>, "execute" | "ask">;
  readonly intake: TelemetryIntake;
  readonly writeBlob: (bytes: Uint8Array) => Promise<string>;
  /** With a tap on each of the ports. */
  readonly blackBox: BlackBox;
  readonly publish: (event: LiveEvent) => void;
  readonly clock: StationClock;
  readonly log: Log;
  readonly newId: () => string;
  /** Throws Refusal while no new run may start, because the disk is nearly full. */
  readonly requireRoom?: () => void;
  readonly random: () => number;
  readonly dayOf: (utcUs: number) => string;
  /** Set where somebody took the rig out of service. */
  readonly service?: RigServiceView;
  /** Alarms that the ledger knows and that may still matter. */
  readonly alarms: readonly WatchedAlarm[];
  readonly gatewayVersion: string;
}

/** A session with the keeper it feeds. */
export interface Rig {
  readonly session: RigSession;
  readonly keeper: RunKeeper;
  /** Of a driven rig: where people start, abort and answer. */
  readonly desk?: OperatorDesk;
}

/**
 * Declares one rig of the configuration in the ledger and opens it, not yet running. `instruments`
 * are the rigs that a driven one may name, by name.
 */
export async function openSession(
  name: string,
  parts: StationParts,
  instruments: ReadonlyMap<string, Rig>,
): Promise<Rig> {
  const { config } = parts;
  const own = { ...parts, name, before: await countOf(name, parts) };
  const rig = config.rigs[name];
  if (rig === undefined) return openDriven(own, instruments);
  const simulated = config.ports[rig.port]?.kind === "simulated";
  await declare(name, { ...rig, simulated }, parts);
  return openRig(name, rig, own);
}

async function openDriven(
  parts: StationParts & { readonly name: string; readonly before: Before },
  instruments: ReadonlyMap<string, Rig>,
): Promise<Rig> {
  const { name, config, blackBox } = parts;
  const driven = config.driven[name] as Config["driven"][string];
  const names = Object.values(driven.instruments);
  const ports = [...new Set(names.map((rig) => config.rigs[rig]?.port ?? ""))];
  const simulated = ports.every((port) => config.ports[port]?.kind === "simulated");
  const asRig = { ...driven, driver: "driven", port: names.join(", "), simulated };
  await declare(name, asRig, parts);
  const { instruments: options } = driven;
  const recorder = blackBox.openRig({ name, driver: "driven", options, ports });
  return openDrivenRig({ ...parts, config: driven, rigs: instruments, simulated, recorder });
}

type Before = { readonly runsToday: number; readonly lastRun?: RunSummary };

async function countOf(name: string, { ledger, clock, dayOf }: StationParts): Promise<Before> {
  const since = startOfDay(clock.now().utcUs, dayOf);
  const [count] = await ledger.ask("rigs.counts", { since, rig: name });
  return count ?? { runsToday: 0 };
}

const MINUTE_US = 60_000_000;

/** The first minute of the site's calendar day; days of 23 and 25 hours included. */
function startOfDay(utcUs: number, dayOf: (utcUs: number) => string): number {
  const today = dayOf(utcUs);
  let minute = Math.floor(utcUs / MINUTE_US) * MINUTE_US;
  while (dayOf(minute - MINUTE_US) === today) minute -= MINUTE_US;
  return minute;
}

type DeclaredRig = Pick<RigConfig, "title" | "station" | "operation" | "driver" | "port"> & {
  readonly simulated: boolean;
};

async function declare(name: string, rig: DeclaredRig, parts: StationParts): Promise<void> {
  const { station, operation, driver, port, simulated } = rig;
  const body = { name, title: rig.title ?? name, station, operation, driver, port, simulated };
  await declareRig({ ...body, ...interlockFacts(name, parts.config) }, parts);
}

function openRig(name: string, rig: RigConfig, parts: StationParts & { before: Before }): Rig {
  const { config, ports, findDriver, clock, publish, log, random } = parts;
  const driver = findDriver(rig.driver);
  const port = ports.get(rig.port);
  if (driver === undefined || port === undefined) {
    throw new DriverError("request.invalid", `rig ${name}: unknown driver or port`);
  }
  const simulated = config.ports[rig.port]?.kind === "simulated";
  const { station, operation } = rig;
  const keeper = new RunKeeper({
    ...parts,
    rig: name,
    station,
    operation,
    simulated,
    equipment: rig.equipment.map(compact),
    timeZone: config.site.timeZone,
    runTimeoutMs: rig.runTimeoutMs,
    recorder: parts.blackBox.openRig({
      ...{ name, driver: rig.driver, options: rig.options, ports: [rig.port] },
    }),
    ...(rig.partNumber === undefined ? {} : { partNumber: rig.partNumber }),
  });
  const session = new RigSession({
    name,
    title: rig.title ?? name,
    station,
    operation,
    enabled: rig.enabled && parts.service === undefined,
    shown: compact({ slots: rig.slots && [...rig.slots], service: parts.service }),
    simulated,
    silentAfterMs: rig.silentAfterMs,
    driver,
    options: driver.options.parse(rig.options),
    port,
    keeper,
    ...(rig.alarms.enabled ? { alarms: openAlarms(name, rig, parts) } : {}),
    publish,
    clock,
    log,
    random,
  });
  return { session, keeper };
}

function openAlarms(name: string, rig: RigConfig, parts: StationParts): RigAlarms {
  const { silence } = rig.alarms;
  const rigs = Object.values(parts.config.rigs);
  const driven = Object.values(parts.config.driven);
  // An instrument answers to whoever drives it, and says nothing of its own accord.
  const isAsked = driven.some(({ instruments }) => Object.values(instruments).includes(name));
  const isAlone = rigs.filter(({ port }) => port === rig.port).length === 1;
  const quietBetweenRuns = silence.quietBetweenRuns || isAsked;
  const afterMs = silence.afterMs ?? rig.silentAfterMs;
  return new RigAlarms({
    ...parts,
    rig: name,
    station: rig.station,
    settings: { ...rig.alarms, silence: { afterMs, quietBetweenRuns } },
    ...(isAlone && !isAsked ? { receivedBytes: () => parts.blackBox.receivedBytes(rig.port) } : {}),
    before: parts.alarms.filter(({ alarm }) => alarm.rig === name),
  });
}
