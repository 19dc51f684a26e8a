/** A real Mosquitto on a free port, in a scratch directory, ended by its own process id. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { freePort } from "./free-port.ts";
import { endChild } from "./process-output.ts";
import { until } from "./until.ts";

export interface Mosquitto extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  /** Ends it; SIGKILL is a crash. */
  stop(signal?: NodeJS.Signals): Promise<void>;
  /** Takes connections and bytes and does nothing with them, until `stop("SIGKILL")`. */
  freeze(): void;
  /** On the same port, with the same settings and nothing kept. */
  start(): Promise<void>;
  /** What `mosquitto_sub -t topic -C count` prints, one payload a line, within the time. */
  subscribe(topic: string, count: number): Promise<string[]>;
}

/** `settings`: further lines of mosquitto.conf. Resolves when it listens. */
export async function startMosquitto(settings: readonly string[] = []): Promise<Mosquitto> {
  const directory = await mkdtemp(join(tmpdir(), "rigline-test-mosquitto-"));
  const port = await freePort();
  const file = join(directory, "mosquitto.conf");
  const lines = [
    ...[`listener ${port} 127.0.0.1`, "allow_anonymous true", "persistence false"],
    // Started as root it would else become somebody who may not read a test's own files.
    ...(process.getuid?.() === 0 ? ["user root"] : []),
  ];
  await writeFile(file, `${[...lines, ...settings].join("\n")}\n`);
  let child: ChildProcess | undefined;
  const start = async () => {
    child = spawn("/usr/sbin/mosquitto", ["-c", file], { stdio: "ignore" });
    await until(() => accepts(port), { deadlineMs: 60_000, what: "mosquitto listens" });
  };
  const stop = async (signal: NodeJS.Signals = "SIGTERM") => {
    if (child !== undefined) await endChild(child, signal);
  };
  await start();
  return {
    url: `mqtt://127.0.0.1:${port}`,
    port,
    start,
    stop,
    freeze: () => {
      child?.kill("SIGSTOP");
    },
    subscribe: (topic, count) => subscribe(port, topic, count),
    async [Symbol.asyncDispose]() {
      await stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function subscribe(port: number, topic: string, count: number): Promise<string[]> {
  const own = ["-h", "127.0.0.1", "-p", `${port}`, "-q", "1", "-t", topic, "-C", `${count}`];
  const { stdout } = await promisify(execFile)("mosquitto_sub", [...own, "-W", "20"], {
    maxBuffer: 256 * 1024 * 1024,
  });
  return stdout.split("\n").filter((line) => line !== "");
}

/** True when something accepts connections on that port of this machine. */
export function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true));
    socket.once("error", () => resolve(false));
    socket.once("close", () => socket.destroy());
    socket.once("connect", () => socket.destroy());
  });
}
