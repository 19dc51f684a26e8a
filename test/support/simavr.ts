/** Real firmware on an emulated microcontroller, compiled for the tests. */
import { execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { endChild, firstLine } from "./process-output.ts";

const run = promisify(execFile);
const SOURCES = fileURLToPath(new URL("../../fixtures/firmware/", import.meta.url));
const CACHE = fileURLToPath(new URL("../../node_modules/.cache/firmware/", import.meta.url));
const READY_TIMEOUT_MS = 10_000;

const FIRMWARE = ["-Os", "-Wall", "-Wextra", "-Werror", "-std=gnu99", "-mmcu=atmega328p"];
const HEADERS = ["-I/usr/include/simavr", "-I/usr/include/simavr/parts"];
const LIBRARIES = ["-lsimavrparts", "-lsimavr", "-lutil", "-lpthread"];

export interface FirmwareBoard extends AsyncDisposable {
  /** The pseudo-terminal that is its UART. */
  readonly path: string;
  /** Of the emulator; the power is cut by killing it. */
  readonly processId: number;
}

/**
 * Starts a board that runs `fixtures/firmware/board.c`; each has a pseudo-terminal of its own. The
 * caller disposes it. Needs avr-gcc, avr-libc, gcc and libsimavr-dev; compiles once per content.
 */
export async function startBoard(): Promise<FirmwareBoard> {
  const folder = await builtFolder();
  const child = spawn(join(folder, "runner"), [join(folder, "board.elf")], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  try {
    const { listening } = JSON.parse(await firstLine(child, READY_TIMEOUT_MS));
    // The emulator takes no other signal.
    return {
      path: listening.path,
      processId: child.pid ?? 0,
      [Symbol.asyncDispose]: () => endChild(child, "SIGKILL"),
    };
  } catch (error) {
    await endChild(child, "SIGKILL");
    throw error;
  }
}

async function builtFolder(): Promise<string> {
  const hash = createHash("sha256").update([FIRMWARE, HEADERS, LIBRARIES].join(" "));
  for (const name of ["board.c", "runner.c"]) hash.update(await readFile(join(SOURCES, name)));
  const folder = join(CACHE, hash.digest("hex").slice(0, 16));
  if (existsSync(folder)) return folder;
  await mkdir(CACHE, { recursive: true });
  const scratch = await mkdtemp(join(CACHE, "build-"));
  const [board, runner] = ["board.c", "runner.c"].map((name) => join(SOURCES, name));
  try {
    await run("avr-gcc", [...FIRMWARE, "-o", join(scratch, "board.elf"), board ?? ""]);
    const own = ["-O2", ...HEADERS, "-o", join(scratch, "runner"), runner ?? ""];
    await run("gcc", [...own, ...LIBRARIES]);
    // Whole or not at all; two that build at once make the same.
    await rename(scratch, folder).catch((error) => {
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  return folder;
}
