/** Composition of the way in: ports, simulators, one session for each rig. Part of compose.ts. */
import { setTimeout as delay } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import type { Port, PortSettings } from "../drivers/contract.ts";
import { createPort } from "../drivers/kit/port.ts";
import { findDriver } from "../drivers/registry.ts";
import type { Blobs } from "./blobs/blobs.ts";
import { portsOf, signatureOf } from "./config/reload/compare-configs.ts";
import type { Config, PortConfig } from "./config/schema.ts";
import { HOUR_MS } from "./domain/alarm/alarm-state.ts";
import type { GatewayLedger, Opening } from "./opening.ts";
import { newId } from "./platform/ids.ts";
import { wait } from "./platform/wait.ts";
import type { LiveEvent } from "./records/views.ts";
import type { BlackBox } from "./station/black-box/black-box.ts";
import { declarePlaces } from "./station/declare-places.ts";
import { type Retry, untilDone } from "./station/ledger-patience.ts";
import { openSession } from "./station/open-sessions.ts";
import { RigRoster } from "./station/rig-roster.ts";
import { changesService, RigServices } from "./station/service/rig-services.ts";
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
  /** The list of rigs has changed, or of those that are to change. */
  readonly onChange: () => void;
  /** Throws Refusal while no new run may start. */
  readonly requireRoom: () => void;
}

/** The way in: its rigs, and what brings them in line with another configuration. */
export interface Station {
  readonly roster: RigRoster;
  /** Readings taken and not durable yet. */
  waiting(): number;
  /** Resolves when all is in line that need not wait for a run's end. */
  apply(config: Config): Promise<void>;
}

/** Of the 25 ms that a reading may take to stable storage, these are for sharing one sync. */
const GATHER_MS = 5;

/** Opens the ports and listens to every rig until the stack is disposed. */
export async function openStation(
  opening: Opening,
  ledger: GatewayLedger,
  { blobs, blackBox, publish, onDurable, onChange, requireRoom }: StationSurroundings,
): Promise<Station> {
  const { clock, log, stack, version, fail } = opening;
  const ports = stack.use(new OpenPorts(opening, ledger, blackBox));
  const roster = stack.use(new RigRoster({ fail, wait, onChange }));
  const shared = {
    findDriver,
    ledger,
    intake: openTelemetryIntake((readings) => ledger.appendReadings(readings), {
      onDurable,
      gather: () => delay(GATHER_MS),
    }),
    writeBlob: (bytes: Uint8Array) => blobs.write(bytes),
    blackBox,
    publish,
    clock,
    log,
    newId,
    random: Math.random,
    dayOf: siteDayOf(opening.config.site.timeZone),
    gatewayVersion: version,
    requireRoom,
  };
  const services = new RigServices({ ledger, clock });
  const retry = retryUntilDisposed(stack);
  let current = opening.config;
  const apply = async (config: Config) => {
    current = config;
    await services.read();
    await declarePlaces(config, { ledger, clock });
    await roster.apply({
      names: [...Object.keys(config.rigs), ...Object.keys(config.driven)],
      signatureOf: (name) => signatureWith(services, name, config),
      portsOf: (name) => portsOf(name, config),
      instrumentsOf: (name) => Object.values(config.driven[name]?.instruments ?? {}),
      openPorts: (names) => ports.open(names, config),
      open: async (name, running) => {
        const since = clock.now().utcUs - HOUR_MS * 1000;
        const alarms = await ledger.ask("alarms.watched", { since });
        const service = services.find(name);
        const own = service === undefined ? {} : { service };
        const all = { ...shared, ...own, config, ports: ports.byName, alarms };
        return openSession(name, all, running);
      },
    });
    untilDone(() => services.clearAlarms(), retry).catch(fail);
  };
  // All at once: simulators take their time.
  await ports.open(Object.keys(opening.config.ports), opening.config);
  await apply(opening.config);
  const stop = ledger.onCommit(({ entries }) => {
    if (changesService(entries)) untilDone(() => apply(current), retry).catch(fail);
  });
  stack.defer(stop);
  return { roster, apply, waiting: () => shared.intake.waiting };
}

function retryUntilDisposed(stack: AsyncDisposableStack): Retry {
  const stopped = new AbortController();
  stack.defer(() => stopped.abort());
  return { wait, signal: stopped.signal };
}

/** All that a rig runs by: its configuration, and whether it and what it drives are in service. */
function signatureWith(services: RigServices, name: string, config: Config): string | undefined {
  const rigs = [name, ...Object.values(config.driven[name]?.instruments ?? {})];
  const own = signatureOf(name, config);
  return own === undefined ? undefined : `${own} ${services.signatureOf(rigs)}`;
}

interface OpenPort {
  readonly config: PortConfig;
  readonly port: Port;
  readonly stack: AsyncDisposableStack;
}

/** The ports by name; simulators are started, pseudo-terminals made. */
class OpenPorts implements AsyncDisposable {
  readonly #parts: { readonly opening: Opening; readonly ledger: GatewayLedger };
  readonly #blackBox: BlackBox;
  readonly #open = new Map<string, OpenPort>();
  readonly #shared = new Map<string, Promise<Simulator>>();

  constructor(opening: Opening, ledger: GatewayLedger, blackBox: BlackBox) {
    this.#parts = { opening, ledger };
    this.#blackBox = blackBox;
  }

  get byName(): ReadonlyMap<string, Port> {
    return new Map([...this.#open].map(([name, { port }]) => [name, port]));
  }

  /** Makes them as the configuration has them; one that is so already is left alone. */
  async open(names: readonly string[], config: Config): Promise<void> {
    await Promise.all(names.map((name) => this.#openAnew(name, config)));
  }

  async #openAnew(name: string, config: Config): Promise<void> {
    const wanted = config.ports[name];
    const open = this.#open.get(name);
    if (wanted === undefined || isDeepStrictEqual(open?.config, wanted)) return;
    await open?.stack.disposeAsync();
    this.#open.set(name, await this.#openPort(name, wanted, config));
  }

  async #openPort(name: string, port: PortConfig, config: Config): Promise<OpenPort> {
    const { opening, ledger } = this.#parts;
    const { clock, log } = opening;
    const stack = new AsyncDisposableStack();
    const parts: SimulationParts = { ...opening, config, stack, ledger, shared: this.#shared };
    const settings = port.kind === "simulated" ? await simulate(name, port, parts) : port;
    if (port.kind === "simulated") stack.defer(() => void this.#shared.delete(port.program));
    const tap = this.#blackBox.openTap(name, settings);
    return { config: port, port: createPort({ name, settings, clock, log, tap }), stack };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#open.values()].map(({ stack }) => stack.disposeAsync()));
  }
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
  const next =
    prefix === undefined || operation === undefined
      ? 1
      : await ledger.ask("units.nextIndex", { prefix, operation });
  const told = config.demo?.story === undefined ? 0 : port.afterStory;
  const first = prefix === undefined ? [] : ["--first", String(Math.max(next, told + 1))];
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
