/** `rigline ports`: the serial ports there are, who has them, and which rig uses which. */
import type { Command } from "commander";
import { type DeviceRoots, SYSTEM_ROOTS } from "../../../drivers/kit/ports/device-roots.ts";
import { surveyPorts } from "../../probe/port-survey.ts";
import type { CliContext } from "../cli-context.ts";
import { CliError } from "../exit-code.ts";
import { readConfig } from "../read-config.ts";
import { describePorts } from "./describe-ports.ts";

const EXAMPLES = `
Examples:
  npx rigline ports                          what is plugged in, with its identity
  npx rigline ports --config rigline.yaml    and what the configuration misses
  npx rigline ports --json

Looks only: no port is opened, no socket called. Who holds a port of another user is only seen
by root.

Exit codes: 0 all that the configuration wants is there · 1 something is not · 64 usage ·
78 configuration.`;

interface PortsOptions {
  readonly config?: string;
  readonly json?: boolean;
}

/** Adds the command to the program. */
export function addPorts(
  program: Command,
  context: CliContext,
  roots: DeviceRoots = SYSTEM_ROOTS,
): void {
  program
    .command("ports")
    .description("list serial ports with identity, holder and rig, and what is missing")
    .option("--config <file>", "say which rig uses what, and what is not there")
    .option("--json", "for programs")
    .addHelpText("after", EXAMPLES)
    .action((options: PortsOptions) => showPorts(options, context, roots));
}

async function showPorts(
  { config: file, json }: PortsOptions,
  context: CliContext,
  roots: DeviceRoots,
): Promise<void> {
  const config = file === undefined ? undefined : readConfig(file, context).config;
  const survey = await surveyPorts(config, roots);
  context.out(json ? `${JSON.stringify(survey, undefined, 2)}\n` : describePorts(survey));
  const missing = survey.ports.filter((port) => port.fault !== undefined && port.rigs.length > 0);
  if (missing.length === 0) return;
  const names = missing.map(({ name }) => name).join(", ");
  throw new CliError("ports.not-ready", `not ready: ${names}`);
}
