/**
 * Opens a serial device with all that has to hold before its first byte counts:
 *
 *   find (by identity) ─► look (exists, rights) ─► nobody else has it ─► open, lock
 *     ─► terminal modes ─► verify identity of what was opened ─► DTR, RTS, break, low latency
 */
import { platform } from "node:os";
import { SerialPort } from "serialport";
import { type ByteLink, DriverError, type Log } from "../../contract.ts";
import { type DeviceHolder, describeHolder, findHolder } from "../ports/device-holder.ts";
import { type DeviceRoots, SYSTEM_ROOTS } from "../ports/device-roots.ts";
import { type FoundDevice, findDevice, verifyOpened } from "../ports/find-device.ts";
import { readLatencyTimer } from "../ports/latency-timer.ts";
import { withDeadline } from "./deadline.ts";
import { setSignals } from "./line-signals.ts";
import { checkDevice } from "./serial-device.ts";
import { SerialLink } from "./serial-link.ts";
import { describeSettings, openOptions, type SerialSettings } from "./serial-settings.ts";
import type { LinkParts } from "./tapped-wire.ts";
import { setTerminalModes, terminalModes } from "./terminal-modes.ts";

export interface SerialParts extends LinkParts {
  readonly log?: Log | undefined;
  /** Of the system unless told. */
  readonly roots?: DeviceRoots | undefined;
}

const OPEN_TIMEOUT_MS = 5_000;

/**
 * Resolves with an open link, which the caller disposes. Throws DriverError `port.not-found`,
 * `port.no-permission`, `port.wrong-identity`, `port.busy` (with the holder's process and program
 * where they can be seen) or `port.failed`.
 */
export async function openSerialLink(
  settings: SerialSettings,
  parts: SerialParts,
): Promise<ByteLink> {
  const { signal, roots = SYSTEM_ROOTS } = parts;
  signal.throwIfAborted();
  const found = await findDevice(settings, roots);
  await checkDevice(found.path);
  const holder = await findHolder(found.path, roots);
  if (holder !== undefined) throw busy(found.path, holder);
  signal.throwIfAborted();
  const port = await openPort(found.path, settings, { signal, roots });
  const description = describeSettings(found.path, settings);
  try {
    await prepare(port, { ...parts, roots, settings, found, description });
  } catch (error) {
    await new Promise<void>((resolve) => port.close(() => resolve()));
    signal.throwIfAborted();
    throw error;
  }
  return new SerialLink(port, { ...parts, description, settings });
}

async function openPort(
  path: string,
  settings: SerialSettings,
  { signal, roots }: { readonly signal: AbortSignal; readonly roots: DeviceRoots },
): Promise<SerialPort> {
  const port = new SerialPort(openOptions(path, settings));
  // Stays for the port's life: a late error of a port given up must not end the process.
  port.on("error", () => undefined);
  const opened = new Promise<void>((resolve, reject) => {
    port.open((error) => (error ? reject(error) : resolve()));
  });
  try {
    await withDeadline(opened, { timeoutMs: OPEN_TIMEOUT_MS, signal });
    return port;
  } catch (cause) {
    // An open that comes after all must not keep the lock.
    port.once("open", () => port.close());
    signal.throwIfAborted();
    const holder = await findHolder(path, roots);
    if (holder !== undefined) throw busy(path, holder, cause);
    // Gone between the look and the open: that is what it then says.
    await checkDevice(path);
    throw new DriverError("port.failed", `${path} cannot be opened`, { cause });
  }
}

function busy(path: string, holder: DeviceHolder, cause?: unknown): DriverError {
  return new DriverError("port.busy", `${path} is held by ${describeHolder(holder)}`, { cause });
}

interface Preparing extends SerialParts {
  readonly roots: DeviceRoots;
  readonly settings: SerialSettings;
  readonly found: FoundDevice;
  readonly description: string;
}

async function prepare(port: SerialPort, parts: Preparing): Promise<void> {
  const { settings, found, description, roots, signal } = parts;
  const fileNumber = openedFile(port);
  if (fileNumber !== undefined && platform() === "linux") {
    const modes = terminalModes(settings, found.device === undefined);
    await setTerminalModes(fileNumber, modes, description);
    await verifyOpened(fileNumber, settings, roots);
  }
  const gathers = found.device?.latencyTimerMs !== undefined;
  await setSignals(port, settings, { gathers, description, signal });
  if (gathers) await tellLatency(parts);
}

/** FTDI's 16 ms are the difference between 20 and 100 polls a second: somebody should know. */
async function tellLatency({ found, roots, log, description }: Preparing): Promise<void> {
  const latencyMs = await readLatencyTimer(found.path, roots);
  if (latencyMs === undefined || latencyMs <= 1) return;
  log?.warn(
    { path: found.path, latencyMs },
    `${description}: the adapter gathers received bytes for ${latencyMs} ms`,
  );
}

/** What the bindings of Linux and macOS have beyond the documented interface. */
function openedFile(port: SerialPort): number | undefined {
  const { fd } = (port.port ?? {}) as { readonly fd?: number | null };
  return fd ?? undefined;
}
