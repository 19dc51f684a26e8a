/** A simulated rig as a process of its own, for tests. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { endChild, firstLine } from "./process-output.ts";

export interface SimulatorProcess extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  readonly processId: number;
  /** `{ fault: "late-reply", value: 300 }` or `{ clear: true }`; resolves when it is written. */
  command(json: object): Promise<void>;
  stop(): Promise<void>;
}

const READY_TIMEOUT_MS = 15_000;

/**
 * Starts `fixtures/simulators/<program>.ts` with the arguments and resolves when it listens.
 * The caller stops it; it also ends by itself with this process.
 */
export async function startSimulator(
  program: string,
  args: readonly string[] = [],
): Promise<SimulatorProcess> {
  const file = fileURLToPath(new URL(`../../fixtures/simulators/${program}.ts`, import.meta.url));
  const child = spawn(process.execPath, [file, ...args], { stdio: ["pipe", "pipe", "inherit"] });
  const ready = JSON.parse(await firstLine(child, READY_TIMEOUT_MS));
  const stop = () => endChild(child);
  return {
    host: ready.listening.host,
    port: ready.listening.port,
    processId: child.pid ?? 0,
    command: (json) =>
      new Promise((resolve, reject) => {
        child.stdin.write(`${JSON.stringify(json)}\n`, (error) =>
          error ? reject(error) : resolve(),
        );
      }),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
