/** One session for each driven rig of the configuration, on the sessions of its instruments. */
import type { DrivenRigConfig } from "../../config/driven-schema.ts";
import type { RigServiceView } from "../../records/rig-service/record.ts";
import { RigSession, type RigSessionParts } from "../rig-session.ts";
import { RunKeeper, type RunKeeperParts } from "../run/run-keeper.ts";
import { drivenDriver, noPort } from "./driven-driver.ts";
import { OperatorDesk } from "./operator-desk.ts";

export interface DrivenRigParts
  extends Pick<RigSessionParts, "publish" | "clock" | "log" | "random">,
    Omit<RunKeeperParts, "rig" | "station" | "operation" | "partNumber" | "runTimeoutMs"> {
  readonly name: string;
  readonly config: DrivenRigConfig;
  /** Set where somebody took it out of service. */
  readonly service?: RigServiceView;
  /** The rigs it may name, already opened. */
  readonly rigs: ReadonlyMap<string, { readonly session: Pick<RigSession, "live"> }>;
}

/** A rig that people can start, abort and answer. */
export interface DrivenRig {
  readonly session: RigSession;
  readonly keeper: RunKeeper;
  readonly desk: OperatorDesk;
}

/** The keeper ends only what the program itself could not end in its time. */
const LATER_MS = 10_000;

/** The driven rig, not yet running. */
export function openDrivenRig(parts: DrivenRigParts): DrivenRig {
  const { name, config, rigs, publish, clock, newId, simulated } = parts;
  const { station, operation, runTimeoutMs, teardownTimeoutMs, partNumber } = config;
  const enabled = config.enabled && parts.service === undefined;
  const instruments = Object.values(config.instruments);
  const desk = new OperatorDesk({
    ...{ rig: name, instruments, clock, newId },
    ...(parts.requireRoom === undefined ? {} : { requireRoom: parts.requireRoom }),
    readsSerialNumber: config.start.serialNumber !== undefined,
    publish: (program) => publish({ kind: "program", rig: name, program }),
  });
  const keeper = new RunKeeper({
    ...{ ...parts, rig: name, station, operation },
    runTimeoutMs: runTimeoutMs + teardownTimeoutMs + LATER_MS,
    ...(partNumber === undefined ? {} : { partNumber }),
  });
  const driver = drivenDriver({
    ...{ name, config, desk, keeper },
    find: (role) => rigs.get(config.instruments[role] ?? "")?.session.live,
  });
  const session = new RigSession({
    ...{ name, title: config.title ?? name, station, operation, enabled, simulated },
    // It says nothing of its own accord: what is silent are its instruments.
    silentAfterMs: Number.POSITIVE_INFINITY,
    ...{ driver, options: {}, port: noPort(instruments), keeper, publish, clock },
    ...{ log: parts.log, random: parts.random },
    shown: parts.service === undefined ? {} : { service: parts.service },
    program: () => desk.view(),
  });
  return { session, keeper, desk };
}
