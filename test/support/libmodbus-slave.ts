/** A slave made of libmodbus, compiled for the tests: a third party's idea of the protocol. */
import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { SlaveTables } from "../../fixtures/simulators/modbus-slave.ts";
import { endChild, firstLine } from "./process-output.ts";

const run = promisify(execFile);
const PEERS = fileURLToPath(new URL("../../fixtures/peers/", import.meta.url));
const READY_TIMEOUT_MS = 10_000;
const PLACES = 2_000;

/** What its tables hold. */
export function libmodbusTables(): SlaveTables {
  return {
    coils: Uint8Array.from({ length: PLACES }, (_, at) => (at % 3 === 0 ? 1 : 0)),
    discrete: Uint8Array.from({ length: PLACES }, (_, at) => (at % 5 === 0 ? 1 : 0)),
    input: Uint16Array.from({ length: PLACES }, (_, at) => 20_000 + at),
    holding: Uint16Array.from({ length: PLACES }, (_, at) => at),
  };
}

export interface LibmodbusSlave extends AsyncDisposable {
  readonly host: string;
  /** 0 on a serial device. */
  readonly port: number;
}

/**
 * Compiles a program of fixtures/peers that needs libmodbus. The caller removes its directory.
 */
export async function compilePeer(name: string): Promise<{ program: string; directory: string }> {
  const directory = await mkdtemp(join(tmpdir(), "rigline-libmodbus-"));
  const program = join(directory, name);
  const { stdout } = await run("pkg-config", ["--cflags", "--libs", "libmodbus"]);
  const source = join(PEERS, `${name}.c`);
  await run("gcc", ["-O2", "-o", program, source, ...stdout.trim().split(/\s+/)]);
  return { program, directory };
}

/**
 * Compiles and starts it: `["tcp", "0"]` or `["rtu", device, unit]`. Resolves when it is ready;
 * the caller disposes it. Needs gcc, pkg-config and libmodbus-dev.
 */
export async function startLibmodbusSlave(words: readonly string[]): Promise<LibmodbusSlave> {
  const { program, directory } = await compilePeer("libmodbus-slave");
  const child = spawn(program, [...words], { stdio: ["pipe", "pipe", "inherit"] });
  const { listening } = JSON.parse(await firstLine(child, READY_TIMEOUT_MS));
  return {
    host: listening.host ?? "",
    port: listening.port ?? 0,
    async [Symbol.asyncDispose]() {
      await endChild(child);
      await rm(directory, { recursive: true, force: true });
    },
  };
}
