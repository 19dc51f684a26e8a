/** Real pseudo-terminals, made by socat. */
import { type ChildProcess, spawn } from "node:child_process";
import { lstat, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { endChild } from "./process-output.ts";

export interface Pty extends AsyncDisposable {
  /** The device that the gateway opens. */
  readonly path: string;
  /** The cable is pulled: socat is killed, and the device hangs up. */
  pull(): Promise<void>;
}

export interface PtyPair extends Pty {
  /** The rig's end of the cable. */
  readonly rigPath: string;
}

const APPEARS_WITHIN_MS = 5_000;

/** Two pseudo-terminals joined back to back. The caller disposes. */
export async function openPtyPair(): Promise<PtyPair> {
  const directory = await mkdtemp(join(tmpdir(), "rigline-pty-"));
  const path = join(directory, "gateway");
  const rigPath = join(directory, "rig");
  const pty = await startSocat(directory, [address(path), address(rigPath)]);
  return { ...pty, path, rigPath };
}

/** A pseudo-terminal whose other end is a TCP server, such as a simulator. The caller disposes. */
export async function bridgePty(to: { host: string; port: number }): Promise<Pty> {
  const directory = await mkdtemp(join(tmpdir(), "rigline-pty-"));
  const path = join(directory, "gateway");
  const pty = await startSocat(directory, [address(path), `tcp:${to.host}:${to.port},nodelay`]);
  return { ...pty, path };
}

function address(path: string): string {
  return `pty,raw,echo=0,link=${path}`;
}

async function startSocat(directory: string, addresses: readonly string[]) {
  const child = spawn("socat", [...addresses], { stdio: ["ignore", "inherit", "inherit"] });
  const paths = addresses.flatMap((each) => each.match(/(?<=link=).+/) ?? []);
  for (const path of paths) await untilThere(path, child);
  return {
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
