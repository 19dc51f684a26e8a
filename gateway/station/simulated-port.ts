/**
 * A port of the sample line: starts its simulator as a process of its own and, where socat is
 * installed and it is asked for, puts a real pseudo-terminal before it.
 *
 *   simulator (tcp) ◄─ socat ─► /…/name.pty ◄─ serialport          via: pty-if-possible
 *   simulator (tcp) ◄──────────────────────── socket               via: tcp
 *
 * A simulator may have several sockets: then several ports are of one process.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { DriverError, type Log, type PortSettings } from "../../drivers/contract.ts";

export interface SimulatedPortParts {
  readonly name: string;
  /** Absolute path of the simulator's program. */
  readonly program: string;
  readonly arguments: readonly string[];
  /** Of a simulator with several; the first one where absent. */
  readonly socket?: string | undefined;
  /** Where ports with the same program find the process they share; by program. */
  readonly shared: Map<string, Promise<Simulator>>;
  readonly via: "tcp" | "pty-if-possible";
  /** Where the pseudo-terminal's link is made; must exist. */
  readonly directory: string;
  readonly log: Log;
}

export interface SimulatedPort extends AsyncDisposable {
  /** How the rig's driver reaches it. */
  readonly settings: PortSettings;
  /** In words: "simulated over a pseudo-terminal". */
  readonly description: string;
}

const READY_WITHIN_MS = 10_000;
const RESTART_AFTER_MS = 500;

/** Resolves when the simulator listens. Throws DriverError `port.failed` where it does not. */
export async function openSimulatedPort(parts: SimulatedPortParts): Promise<SimulatedPort> {
  const { child, ready } = await findSimulator(parts);
  const address = parts.socket === undefined ? ready.listening : ready.sockets?.[parts.socket];
  if (address === undefined) {
    throw new DriverError("port.failed", `port ${parts.name}: it has no socket ${parts.socket}`);
  }
  const { host, port } = address;
  const bridge =
    parts.via === "pty-if-possible" ? await openBridge(parts, { host, port }) : undefined;
  return {
    settings: bridge?.settings ?? { kind: "tcp", host, port },
    description: bridge === undefined ? `tcp ${host}:${port}` : "a pseudo-terminal",
    async [Symbol.asyncDispose]() {
      await bridge?.[Symbol.asyncDispose]();
      await end(child);
    },
  };
}

interface Address {
  readonly host: string;
  readonly port: number;
}

interface ReadyLine {
  readonly listening: Address;
  readonly sockets?: Readonly<Record<string, Address>>;
}

/** A simulator that listens. */
export interface Simulator {
  readonly child: ChildProcess;
  readonly ready: ReadyLine;
}

/** Ports that name a socket share the process of their program; any other has one of its own. */
function findSimulator(parts: SimulatedPortParts): Promise<Simulator> {
  const { program, shared, socket } = parts;
  const running = shared.get(program);
  if (socket !== undefined && running !== undefined) return running;
  const started = startSimulator(parts);
  if (socket !== undefined) shared.set(program, started);
  return started;
}

async function startSimulator(parts: SimulatedPortParts): Promise<Simulator> {
  const child = spawn(process.execPath, [parts.program, ...parts.arguments], {
    // Standard input is its life line: it ends by itself when this process is gone, however.
    stdio: ["pipe", "pipe", "inherit"],
  });
  child.stdin.on("error", () => undefined);
  return { child, ready: await readReadyLine(child, parts.name) };
}

async function readReadyLine(simulator: ChildProcess, name: string): Promise<ReadyLine> {
  if (simulator.stdout === null) throw new DriverError("port.failed", `${name}: no output`);
  const lines = createInterface({ input: simulator.stdout });
  const timer = setTimeout(() => simulator.kill("SIGKILL"), READY_WITHIN_MS);
  try {
    for await (const line of lines) {
      const ready = JSON.parse(line) as ReadyLine;
      simulator.stdout.resume();
      return ready;
    }
  } finally {
    clearTimeout(timer);
  }
  throw new DriverError("port.failed", `the simulator of port ${name} ended before it listened`);
}

/** Keeps a socat between the pseudo-terminal and the simulator; undefined where there is none. */
async function openBridge(
  { name, directory, log }: SimulatedPortParts,
  { host, port }: { host: string; port: number },
): Promise<(AsyncDisposable & { settings: PortSettings }) | undefined> {
  const path = `${directory}/${name}.pty`;
  let socat: ChildProcess;
  let stopped = false;

  async function start(): Promise<boolean> {
    // wait-slave: the simulator is called when somebody listens, else its first lines were lost.
    const terminal = `pty,raw,echo=0,link=${path},wait-slave,pty-interval=0.02`;
    socat = spawn("socat", [terminal, `tcp:${host}:${port}`], { stdio: "ignore" });
    const failed = once(socat, "error").then(() => false);
    const appeared = appears(path, () => socat.exitCode !== null);
    const started = await Promise.race([failed, appeared]);
    socat.once("exit", () => {
      if (stopped) return;
      setTimeout(() => {
        if (!stopped) start().catch((error) => log.error({ err: error }, "socat did not start"));
      }, RESTART_AFTER_MS).unref();
    });
    return started;
  }

  if (!(await start())) return undefined;
  return {
    settings: { kind: "serial", path, baudRate: 115_200, dataBits: 8, parity: "none", stopBits: 1 },
    async [Symbol.asyncDispose]() {
      stopped = true;
      await end(socat);
    },
  };
}

async function appears(path: string, gaveUp: () => boolean): Promise<boolean> {
  for (let tries = 0; tries < 200; tries++) {
    if (existsSync(path)) return true;
    if (gaveUp()) return false;
    await delay(10);
  }
  return false;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), 1_000);
  await exited;
  clearTimeout(timer);
}
