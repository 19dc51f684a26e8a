/** `rigline simulate`: the rigs of the sample line, to try a gateway or a driver against. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Argument, type Command } from "commander";
import type { CliContext } from "./cli-context.ts";
import { CliError, EXIT } from "./exit-code.ts";

const PROGRAMS = [
  ...["functional-tester", "burn-in-chamber", "hipot-tester", "eol-fixture", "sensor-board"],
];
/** No part of the line: what a wire can do wrong, to try a master against. */
const ODD = "odd-unit";

const EXAMPLES = `
Examples:
  npx rigline simulate line
  npx rigline simulate hipot-tester -- --listen 127.0.0.1:1502 --pace 2
  npx rigline simulate functional-tester -- --fault garbage
  npx rigline simulate functional-tester -- --help      what it can be told to do wrong

Each prints where it listens. What follows \`--\` is handed to each simulator; a port in
\`--listen\` only makes sense for one.

Exit codes: 0 stopped · 1 a simulator ended by itself · 64 usage · 75 the port is in use.`;

/** Adds the command to the program. */
export function addSimulate(program: Command, context: CliContext): void {
  program
    .command("simulate")
    .description("run simulated rigs that speak the real protocols, until asked to stop")
    .addArgument(new Argument("<rig>", "which one, or all").choices([...PROGRAMS, ODD, "line"]))
    .argument("[options...]", "after `--`: options of the simulator")
    .addHelpText("after", EXAMPLES)
    .action((rig: string, options: string[]) => {
      const programs = rig === "line" ? PROGRAMS : [rig];
      return simulate(programs, options, context);
    });
}

async function simulate(
  programs: readonly string[],
  options: readonly string[],
  context: CliContext,
): Promise<void> {
  const running = programs.map((name) => {
    const file = join(context.root, "fixtures", "simulators", `${name}.ts`);
    // Standard input is the simulator's life line: it ends when this process is gone.
    const child = spawn(process.execPath, [file, ...options], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    return { name, child };
  });
  const stop = () => {
    for (const { child } of running) child.stdin.end();
  };
  context.signal.addEventListener("abort", stop, { once: true });
  try {
    await Promise.all(running.map(({ name, child }) => follow(name, child, context)));
  } finally {
    stop();
  }
}

/** Prints where it listens; returns when it ended as asked; throws where it ended by itself. */
async function follow(name: string, child: ChildProcess, context: CliContext): Promise<void> {
  if (child.stdout !== null) {
    createInterface({ input: child.stdout }).on("line", (line) => {
      context.out(`${describeLine(name, line)}\n`);
    });
  }
  const [code, signal] = await once(child, "exit");
  if (code === 0 || context.signal.aborted) return;
  if (code === EXIT.temporary) {
    throw new CliError("simulator.port-busy", `${name} could not listen: its port is in use`);
  }
  const how = code === null ? `by ${signal}` : `with exit code ${code}`;
  throw new CliError("simulator.ended", `${name} ended ${how}`);
}

function describeLine(name: string, line: string): string {
  if (!line.startsWith('{"listening"')) return line;
  const { host, port } = JSON.parse(line).listening;
  return `${name} listens on tcp ${host}:${port}`;
}
