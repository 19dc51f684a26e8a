/** `rigline replay-wire`: raw bytes that were kept, fed to the rig's driver again. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type Command, Option } from "commander";
import type { Driver, RigEvent } from "../../drivers/contract.ts";
import { compareEvents, type EventComparison } from "../../drivers/kit/replay/compare-events.ts";
import { type ReplayResult, replayWire } from "../../drivers/kit/replay/replay-wire.ts";
import { drivers, findDriver } from "../../drivers/registry.ts";
import { decodeWireFile, eventJson, type WireFile } from "../../drivers/wire-file.ts";
import type { CliContext } from "./cli-context.ts";
import { CliError } from "./exit-code.ts";

const EXAMPLES = `
Examples:
  curl -O http://127.0.0.1:8420/api/v1/runs/RUN/wire/PORT    the bytes of a run, as they were kept
  npx rigline replay-wire run.wire.jsonl
  npx rigline replay-wire run.wire.jsonl --speed real        as slowly as it was
  npx rigline replay-wire run.wire.jsonl --json              one event a line
  npx rigline replay-wire run.wire.jsonl --options new.json  as other options would have it

A rig that only talks is read at once. A driver that asks does so at its own pace and is answered
as it was then, after the same time; what it now asks otherwise is told in hexadecimal.

Exit codes: 0 it gives what it gave · 1 it differs, or the driver fails · 78 no wire file, or options
that the driver refuses.`;

interface ReplayOptions {
  readonly speed: "max" | "real";
  readonly json?: true;
  readonly options?: string;
}

/** Adds the command to the program. */
export function addReplayWire(program: Command, context: CliContext): void {
  program
    .command("replay-wire")
    .description("feed the raw bytes of a run to its driver again, and tell what it makes of them")
    .argument("<file>", "a *.wire.jsonl file")
    .addOption(
      new Option("--speed <speed>", "how fast a rig that only talks is read")
        .choices(["max", "real"])
        .default("max"),
    )
    .option("--options <file>", "JSON: the driver's options instead of the recorded ones")
    .option("--json", "one JSON object for each event")
    .addHelpText("after", EXAMPLES)
    .action((path: string, options: ReplayOptions) => replay(path, options, context));
}

async function replay(path: string, given: ReplayOptions, context: CliContext): Promise<void> {
  const { speed } = given;
  const file = decodeWireFile(readText(path, context));
  const driver = driverOf(file);
  const optionsFile = given.options;
  const named =
    optionsFile === undefined ? undefined : readJson(readText(optionsFile, context), optionsFile);
  const options: unknown = optionsOf(driver, file, named);
  if (given.json !== true) context.out(describeFile(file));
  const result = await replayWire({
    ...{ file, driver, options, speed, signal: context.signal },
    onEvent: (event, atMs) => {
      context.out(given.json === true ? jsonLine(event, atMs) : textLine(event, atMs));
    },
  });
  const comparison = compareEvents(file, result.events);
  const say = given.json === true ? context.err : context.out;
  say(describeResult(result, comparison));
  if (isClean(result, comparison)) return;
  throw new CliError("replay.differs", `${path} does not give what it gave when it was recorded`);
}

function isClean({ faults, unknown }: ReplayResult, { differences }: EventComparison): boolean {
  return faults.length === 0 && unknown.length === 0 && differences.length === 0;
}

function readText(path: string, context: CliContext): string {
  try {
    return readFileSync(resolve(context.directory, path), "utf8");
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new CliError("file.not-readable", `${path} cannot be read: ${code}`, { cause });
  }
}

function driverOf({ header }: WireFile): Driver {
  const driver = findDriver(header.driver ?? "");
  if (driver !== undefined) return driver;
  const names = drivers.map(({ name }) => name).join(", ");
  const named = header.driver ?? "none";
  throw new CliError("replay.refused", `the file names driver ${named}; there are ${names}`);
}

function optionsOf(driver: Driver, { header }: WireFile, given: unknown = header.options ?? {}) {
  const result = driver.options.safeParse(given);
  if (result.success) return result.data;
  const faults = result.error.issues.map(({ path: at, message }) => `${at.join(".")}: ${message}`);
  throw new CliError("replay.refused", `driver ${driver.name} refuses ${faults.join("; ")}`);
}

function readJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CliError("replay.refused", `${path} is no JSON`, { cause });
  }
}

function describeFile({ header, lines }: WireFile): string {
  const { port, rig = "unknown", driver, startedAt, run } = header;
  const of = run === undefined ? "" : `, run ${run}`;
  return `rig ${rig} (${driver}) on port ${port}${of}\nfrom ${startedAt}, ${lines.length} lines\n\n`;
}

function jsonLine(event: RigEvent, atMs: number): string {
  return `${JSON.stringify({ t: atMs, ...eventJson(event) })}\n`;
}

/** One event as a person reads it. */
function textLine(event: RigEvent, atMs: number): string {
  const { kind, ...fields } = eventJson(event);
  const shown = Object.entries(fields).map(([name, value]) => `${name}=${String(value)}`);
  return `${atMs.toFixed(3).padStart(12)} ms  ${String(kind).padEnd(12)}  ${shown.join("  ")}\n`;
}

function describeResult(result: ReplayResult, { compared, differences }: EventComparison): string {
  const lines = [`\n${result.events.length} events`];
  for (const { code, message } of result.faults) lines.push(`driver fault: ${message} (${code})`);
  for (const { sent, recorded } of result.unknown) {
    lines.push(`now sent:      ${sent}`, `recorded next: ${recorded ?? "nothing more"}`);
  }
  if (result.left > 0) lines.push(`${result.left} recorded requests were not made again`);
  for (const { at, recorded, now } of differences) {
    lines.push(`event ${at + 1} was:    ${JSON.stringify(recorded)}`);
    lines.push(`event ${at + 1} is now: ${JSON.stringify(now) ?? "missing"}`);
  }
  if (compared > 0 && differences.length === 0) {
    lines.push(`the ${compared} recorded events of the run are the same`);
  }
  return `${lines.join("\n")}\n`;
}
