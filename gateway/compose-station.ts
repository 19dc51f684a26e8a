/** Composition of the way in: ports, simulators, one session for each rig. Part of compose.ts. */
import { setTimeout as delay } from "node:timers/promises";
import type { Port, PortSettings } from "../drivers/contract.ts";
import { createPort } from "../drivers/kit/port.ts";
import { findDriver } from "../drivers/registry.ts";
import type { Blobs } from "./blobs/blobs.ts";
import type { PortConfig } from "./config/schema.ts";
import type { GatewayLedger, Opening } from "./opening.ts";
import { newId } from "./platform/ids.ts";
import type { WatchedAlarm } from "./records/alarm/queries.ts";
import type { LiveEvent } from "./records/views.ts";
import type { BlackBox } from "./station/black-box/black-box.ts";
import { openSessions, type Rig } from "./station/open-sessions.ts";
import { openSimulatedPort, type Simulator } from "./station/simulated-port.ts";
import { siteDayOf } from "./station/station-day.ts";
import { openTelemetryIntake } from "./station/telemetry-intake.ts";
import type { Reading } from "./telemetry/contract.ts";

/** What the station works with beside the ledger, and whom it tells. */
export interface StationSurroundings {
  readonly blobs: Blobs;
  readonly blackBox: BlackBox;
  readonly publish: (event: LiveEvent) => void;
  /** Told of each batch of readings once it is durable. */
  readonly onDurable: (readings: readonly Reading[]) => void;
  /** From the ledger, at start. */
  readonly alarms: readonly WatchedAlarm[];
}

/** Of the 25 ms that a reading may take to stable storage, these are for sharing one sync. */
const GATHER_MS = 5;

/** Opens the ports and listens to every rig until the stack is disposed. */
export async function openStation(
  opening: Opening,
  ledger: GatewayLedger,
  { blobs, blackBox, publish, onDurable, alarms }: StationSurroundings,
): Promise<readonly Rig[]> {
  const { config, clock, log, stack, version } = opening;
  const rigs = await openSessions({
    config,
    findDriver,
    ports: await openPorts(opening, ledger, blackBox),
    ledger,
    intake: openTelemetryIntake((readings) => ledger.appendReadings(readings), {
      onDurable,
      gather: () => delay(GATHER_MS),
    }),
    writeBlob: (bytes) => blobs.write(bytes),
    blackBox,
    publish,
    alarms,
    clock,
    log,
    newId,
    random: Math.random,
    dayOf: siteDayOf(config.site.timeZone),
    gatewayVersion: version,
  });
  stack.use(runRigs(rigs, opening.fail));
  return rigs;
}

function runRigs(rigs: readonly Rig[], fail: (reason: unknown) => void): AsyncDisposable {
  // What drives others stops first: its teardown needs its instruments.
  const driven = rigs.filter(({ desk }) => desk !== undefined);
  const others = rigs.filter(({ desk }) => desk === undefined);
  const groups = [driven, others].map((group) => {
    const stop = new AbortController();
    const running = group.map(({ session }) => session.run(stop.signal));
    for (const run of running) run.catch(fail);
    return { stop, running };
  });
  return {
    async [Symbol.asyncDispose]() {
      for (const { stop, running } of groups) {
        stop.abort();
        await Promise.allSettled(running);
      }
    },
  };
}

/** The ports by name; simulators are started, pseudo-terminals made. */
async function openPorts(
  opening: Opening,
  ledger: GatewayLedger,
  blackBox: BlackBox,
): Promise<ReadonlyMap<string, Port>> {
  const { config, clock, log } = opening;
  const parts: SimulationParts = { ...opening, ledger, shared: new Map() };
  const ports = await Promise.all(
    Object.entries(config.ports).map(async ([name, port]): Promise<[string, Port]> => {
      const settings = port.kind === "simulated" ? await simulate(name, port, parts) : port;
      const tap = blackBox.openTap(name, settings);
      return [name, createPort({ name, settings, clock, log, tap })];
    }),
  );
  return new Map(ports);
}

type SimulationParts = Opening & {
  readonly ledger: GatewayLedger;
  readonly shared: Map<string, Promise<Simulator>>;
};

async function simulate(
  name: string,
  port: Extract<PortConfig, { kind: "simulated" }>,
  { config, dataDirectory, log, out, stack, ledger, shared }: SimulationParts,
): Promise<PortSettings> {
  const operation = Object.values(config.rigs).find((rig) => rig.port === name)?.operation;
  const prefix = port.serialPrefix;
  // The line goes on with the next unit, as a real one would after the gateway was restarted.
  const first =
    prefix === undefined || operation === undefined
      ? []
      : ["--first", String(await ledger.ask("units.nextIndex", { prefix, operation }))];
  const simulated = await openSimulatedPort({
    name,
    program: port.program,
    arguments: [...first, ...port.arguments],
    socket: port.socket,
    shared,
    via: port.via,
    directory: dataDirectory,
    log,
  });
  stack.use(simulated);
  out(`  simulated  ${name} by ${simulated.description}`);
  return simulated.settings;
}
