/** Real pseudo-terminals, made by socat. */
import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:fs";
import { lstat, mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { endChild } from "./process-output.ts";
import { until } from "./until.ts";

export interface Pty extends AsyncDisposable {
  /** The device that the gateway opens. */
  readonly path: string;
  /** Of socat. */
  readonly processId: number;
  /** The cable is pulled: socat is killed, and the device hangs up. */
  pull(): Promise<void>;
}

export interface PtyPair extends Pty {
  /** The rig's end of the cable. */
  readonly rigPath: string;
}

/** NOCTTY: the device must not become the terminal of the test. */
const HOLD = constants.O_RDWR | constants.O_NOCTTY;
const APPEARS_WITHIN_MS = 5_000;

/**
 * Two pseudo-terminals joined back to back, both held open: socat ends when an end is closed, and
 * a test wants to open and close them as it likes. The caller disposes.
 */
export async function openPtyPair(): Promise<PtyPair> {
  const directory = await mkdtemp(join(tmpdir(), "rigline-pty-"));
  const path = join(directory, "gateway");
  const rigPath = join(directory, "rig");
  const pty = await startSocat(directory, [address(path), address(rigPath)]);
  const holds = await Promise.all([path, rigPath].map((each) => open(each, HOLD)));
  const dispose = async () => {
    for (const hold of holds) await hold.close();
    await pty[Symbol.asyncDispose]();
  };
  return { ...pty, path, rigPath, [Symbol.asyncDispose]: dispose };
}

/**
 * A pseudo-terminal whose other end is a TCP server, such as a simulator. The server is called
 * when the device is first opened; when it is closed, the device is gone. The caller disposes.
 */
export async function bridgePty(to: { host: string; port: number }): Promise<Pty> {
  const directory = await mkdtemp(join(tmpdir(), "rigline-pty-"));
  const path = join(directory, "gateway");
  const pty = await startSocat(directory, [
    `${address(path)},wait-slave,pty-interval=0.02`,
    `tcp:${to.host}:${to.port},nodelay`,
  ]);
  return { ...pty, path };
}

/** Joins the rig's end of a pair with a TCP server, until disposed. Resolves when it is open. */
export async function bridgeRig(
  rigPath: string,
  to: { host: string; port: number },
): Promise<AsyncDisposable> {
  const child = spawn(
    "socat",
    ["-d", "-d", `file:${rigPath},raw,echo=0`, `tcp:${to.host}:${to.port},nodelay`],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  let told = "";
  child.stderr.on("data", (chunk) => {
    told += chunk;
  });
  const isJoined = () => told.includes("starting data transfer loop");
  await until(isJoined, { what: "socat joins the two" });
  return { [Symbol.asyncDispose]: () => endChild(child) };
}

function address(path: string): string {
  return `pty,raw,echo=0,link=${path}`;
}

async function startSocat(directory: string, addresses: readonly string[]) {
  const child = spawn("socat", [...addresses], { stdio: ["ignore", "inherit", "inherit"] });
  const paths = addresses.flatMap((each) => each.match(/(?<=link=)[^,]+/) ?? []);
  for (const path of paths) await untilThere(path, child);
  return {
    processId: child.pid ?? 0,
    pull: () => endChild(child, "SIGKILL"),
    [Symbol.asyncDispose]: async () => {
      await endChild(child);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function untilThere(path: string, child: ChildProcess): Promise<void> {
  const deadline = performance.now() + APPEARS_WITHIN_MS;
  while (performance.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`socat ended with ${child.exitCode}`);
    const found = await lstat(path).catch(() => undefined);
    if (found !== undefined) return;
    await wait(5);
  }
  throw new Error(`socat made no ${path}`);
}
