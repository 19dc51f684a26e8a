/**
 * The probe for people at a page: one question to one device, bounded in time, one at a time on
 * each port, never at the cost of a rig that runs.
 *
 *   port of the configuration ─► its own Port: a Modbus bus is shared with the rigs on it
 *   device that no port names ─► a port of its own, for this question
 */
import {
  type Clock,
  DriverError,
  type Log,
  type Port,
  type PortSettings,
} from "../../drivers/contract.ts";
import type { ModbusClient } from "../../drivers/kit/modbus/modbus-client.ts";
import { createPort } from "../../drivers/kit/port.ts";
import { type DeviceRoots, SYSTEM_ROOTS } from "../../drivers/kit/ports/device-roots.ts";
import { listDevices } from "../../drivers/kit/ports/list-devices.ts";
import { hearBytes } from "../../drivers/kit/probe/hear-bytes.ts";
import { guessLines } from "../../drivers/kit/probe/line-guess.ts";
import { readManualAddress } from "../../drivers/kit/probe/manual-address.ts";
import { probeTable } from "../../drivers/kit/probe/probe-table.ts";
import { wantedOf } from "../../drivers/kit/probe/wanted.ts";
import { decodeWireFile } from "../../drivers/wire-file.ts";
import type { ProbeDesk } from "../api/dependencies.ts";
import type { RegistersQuestion, TextQuestion } from "../api/probe/views.ts";
import type { Config } from "../config/schema.ts";
import { Refusal } from "../ledger/contract.ts";
import { describeIdentification, presentRegisters, presentText } from "./present-probe.ts";
import { refusalOf } from "./probe-refusals.ts";
import { listPorts, type PortUser, usersOf } from "./probed-ports.ts";

export interface ProbeDeskParts {
  readonly config: Pick<Config, "ports" | "rigs">;
  /** The port that rigs use, open or not; undefined for one that none names. */
  readonly portOf: (name: string) => Port | undefined;
  /** The newest bytes of a port as a wire file; undefined for no such port. */
  readonly ringOf: (port: string, lastBytes: number) => Uint8Array | undefined;
  readonly clock: Clock;
  readonly log: Log;
  /** Of the system unless told. */
  readonly roots?: DeviceRoots;
}

/** For one question, whatever the device does. */
const DEADLINE_MS = 20_000;
const HEARD_MAX = 65_536;

/** Holds nothing open between two questions. */
export function openProbeDesk(parts: ProbeDeskParts): ProbeDesk {
  const busy = new Set<string>();
  return {
    ports: () => listPorts(parts.config, parts.roots ?? SYSTEM_ROOTS),
    registers: (question, signal) =>
      alone(busy, keyOf(question), () => askRegisters(question, parts, bounded(signal))),
    text: (question, signal) =>
      alone(busy, keyOf(question), () => askText(question, parts, bounded(signal))),
  };
}

function bounded(signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)]);
}

type Place = Pick<TextQuestion, "port" | "tcp" | "serial">;

function keyOf({ port, tcp, serial }: Place): string {
  return port ?? tcp?.replace(/^tcp:\/\//, "") ?? serial?.device ?? "";
}

async function alone<Answer>(
  busy: Set<string>,
  key: string,
  ask: () => Promise<Answer>,
): Promise<Answer> {
  if (busy.has(key)) throw new Refusal("probe.busy", `${key} is being probed already`);
  busy.add(key);
  try {
    return await ask();
  } finally {
    busy.delete(key);
  }
}

/** The port a question names, and the enabled rigs on it. */
interface Probed {
  readonly port: Port;
  readonly users: readonly PortUser[];
}

async function openPlace(place: Place, parts: ProbeDeskParts): Promise<Probed> {
  const { port, tcp, serial } = place;
  if (port !== undefined) return namedPort(port, parts);
  if (serial === undefined) return socketOf(tcp ?? "", parts);
  const devices = await listDevices(parts.roots ?? SYSTEM_ROOTS);
  const { device: path, baudRate, parity } = serial;
  if (!devices.some((device) => device.path === path)) {
    throw new Refusal("port.unknown", `${path} is no serial device that is plugged in`);
  }
  return ownPort(path, { kind: "serial", path, baudRate, dataBits: 8, parity, stopBits: 1 }, parts);
}

/** For one question; a device that another process holds refuses to be opened. */
function ownPort(name: string, settings: PortSettings, parts: ProbeDeskParts): Probed {
  const { clock, log, roots } = parts;
  const port = createPort({
    name,
    settings,
    clock,
    log,
    ...(roots === undefined ? {} : { roots }),
  });
  return { port, users: [] };
}

/** That of its rigs, or the one that no rig names yet. */
function namedPort(name: string, parts: ProbeDeskParts): Probed {
  const { config, portOf } = parts;
  const port = portOf(name);
  const settings = Object.hasOwn(config.ports, name) ? config.ports[name] : undefined;
  if (port !== undefined) {
    return { port, users: usersOf(config, name).filter(({ enabled }) => enabled) };
  }
  if (settings === undefined || settings.kind === "simulated") {
    throw new Refusal("port.unknown", `there is no port ${name}`);
  }
  return ownPort(name, settings, parts);
}

/** An address that a port names is that port: its device may have one socket only. */
function socketOf(text: string, parts: ProbeDeskParts): Probed {
  const [, written = "", number] = /^(?:tcp:\/\/)?(.+):(\d+)$/.exec(text) ?? [];
  const host = written.replace(/^\[|\]$/g, "");
  const port = Number(number);
  if (port < 1 || port > 65_535) {
    throw new Refusal("request.invalid", `tcp: ${text} is no HOST:PORT`);
  }
  const same = Object.keys(parts.config.ports).find((name) => {
    const settings = parts.portOf(name)?.settings;
    return settings?.kind === "tcp" && settings.host === host && settings.port === port;
  });
  return same === undefined
    ? ownPort(text, { kind: "tcp", host, port }, parts)
    : namedPort(same, parts);
}

async function askRegisters(
  question: RegistersQuestion,
  parts: ProbeDeskParts,
  signal: AbortSignal,
) {
  const place = readManualAddress(question.address, question.addressing);
  if (typeof place === "string") throw invalid("address", place);
  const wanted = question.value?.trim() ? wantedOf(question.value) : undefined;
  if (question.value?.trim() && wanted === undefined) {
    throw invalid("value", `"${question.value}" is no number`);
  }
  const { port, users } = await openPlace(question, parts);
  const { table, unitId, timeoutMs, count } = question;
  const tables = place.table !== undefined ? [place.table] : tablesOf(table);
  const framing = question.framing ?? framingOf(port, users);
  const from = `${addressOf(port)}, unit ${unitId}`;
  try {
    // Large, and most gateways are never asked.
    const { ModbusClient } = await import("../../drivers/kit/modbus/modbus-client.ts");
    const { clock } = parts;
    const onStray = () => undefined;
    await using client = await ModbusClient.open(
      { port, clock, framing, unitId, timeoutMs, pauseMs: 0, onStray },
      signal,
    );
    const probed = [];
    for (const each of tables) {
      probed.push(await probeTable(client, { ...place, table: each, count, wanted }, signal));
    }
    const isShared = users.length > 0;
    // Many devices let this question time out: running rigs would wait for that.
    const identity = isShared ? undefined : describeIdentification(await identify(client, signal));
    return presentRegisters(probed, { ...question, from, identity, isShared });
  } catch (error) {
    throw refusalOf(error, { from, users, signal });
  }
}

function invalid(path: string, message: string): Refusal {
  const errors = [{ path, message }];
  return new Refusal("request.invalid", `${path}: ${message}`, { errors });
}

function tablesOf(table: RegistersQuestion["table"]) {
  return table === "both" ? (["holding", "input"] as const) : [table];
}

/** A port has one framing: that of the rigs on it. */
function framingOf({ settings }: Port, users: readonly PortUser[]) {
  const known = users.find(({ framing }) => framing !== undefined)?.framing;
  return (known ?? (settings.kind === "tcp" ? "tcp" : "rtu")) as "tcp" | "rtu";
}

function addressOf({ name, settings }: Port): string {
  if (settings.kind === "tcp") return `tcp ${settings.host}:${settings.port}`;
  return settings.path ?? name;
}

/** Few devices know how to say who they are; what matters is told by the registers. */
async function identify(client: ModbusClient, signal: AbortSignal) {
  try {
    return await client.identify(signal);
  } catch (error) {
    if (error instanceof DriverError) return undefined;
    throw error;
  }
}

async function askText(question: TextQuestion, parts: ProbeDeskParts, signal: AbortSignal) {
  const { port, users } = await openPlace(question, parts);
  const from = addressOf(port);
  if (users.length > 0) {
    const heard = heardBy(parts.ringOf(port.name, HEARD_MAX));
    return presentText(guessLines(heard), { from, heard, isShared: true });
  }
  try {
    const listening = { listenMs: question.listenMs, bytesMax: HEARD_MAX };
    const heard = await hearBytes(port, listening, signal);
    return presentText(guessLines(heard), { from, heard, isShared: false });
  } catch (error) {
    throw refusalOf(error, { from, users, signal });
  }
}

/** What came in, of a wire file of both directions. */
function heardBy(file: Uint8Array | undefined): Uint8Array {
  if (file === undefined) return new Uint8Array();
  const { lines } = decodeWireFile(new TextDecoder().decode(file));
  const received = lines.filter((line) => line.dir === "rx");
  return Buffer.concat(received.map(({ hex }) => Buffer.from(hex, "hex")));
}
