/** Performs scenarios one after another and tells what happened and the balance of each. */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Log } from "../../drivers/contract.ts";
import type { Config } from "../config/schema.ts";
import { openEmbeddedBroker } from "../delivery/embedded-broker.ts";
import type { AccountView } from "../records/views.ts";
import { findFakeTime, openFakedClock } from "./faked-clock.ts";
import { openFlakyLink } from "./flaky-link.ts";
import { openInfluxStandIn } from "./influx-stand-in.ts";
import { Rehearsal, RehearsalError } from "./rehearsal.ts";
import { encodeSandbox } from "./sandbox.ts";
import type { Scenario, Stage } from "./scenarios.ts";

export interface RehearseParts {
  readonly scenarios: readonly Scenario[];
  /** The user's own configuration; the sample line's alone where absent. */
  readonly own?: Config | undefined;
  /** The sample line's. */
  readonly line: Config;
  /** Of the program. */
  readonly main: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isRoot: boolean;
  readonly nowMs: () => number;
  readonly log: Log;
  /** One line for the person who watches. */
  readonly say: (line: string) => void;
}

/** What came of one scenario. */
export interface Outcome {
  readonly name: string;
  /** Why it was not performed; undefined where it was. */
  readonly missing?: string;
  readonly accounts: readonly AccountView[];
  /** Points `reading` that the database has, and readings that were stored. */
  readonly points: number;
  readonly readings: number;
}

/**
 * Performs them in a sandbox that is removed afterwards. Throws RehearsalError where something is
 * lost, doubled or not balanced, or does not come back.
 */
export async function rehearse(parts: RehearseParts): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const scenario of parts.scenarios) {
    parts.say(`${scenario.name}: ${scenario.what}`);
    const outcome = await performOne(scenario, parts);
    if (outcome.missing !== undefined) parts.say(`  not rehearsed here: ${outcome.missing}`);
    outcomes.push(outcome);
  }
  return outcomes;
}

async function performOne(scenario: Scenario, parts: RehearseParts): Promise<Outcome> {
  await using stack = new AsyncDisposableStack();
  const { stage, start } = await openStage(scenario, parts, stack);
  const missing = scenario.missing?.(stage);
  if (missing !== undefined) {
    return { name: scenario.name, missing, accounts: [], points: 0, readings: 0 };
  }
  await start();
  await stage.gateway.until("readings are stored", async () => {
    return (await stage.gateway.health()).ledger.telemetryHead > 20;
  });
  await scenario.perform(stage);
  const accounts = await stage.gateway.settle();
  const outcome = await balance(scenario.name, accounts, stage);
  tell(outcome, parts);
  return outcome;
}

async function openStage(scenario: Scenario, parts: RehearseParts, stack: AsyncDisposableStack) {
  const directory = await mkdtemp(join(tmpdir(), "rigline-chaos-"));
  stack.defer(() => rm(directory, { recursive: true, force: true }));
  const { log, own, line, main, nowMs } = parts;
  const path = parts.env.PATH ?? "";
  const broker = stack.use(await openEmbeddedBroker({ host: "127.0.0.1", port: 0, log }));
  const link = stack.use(await openFlakyLink(broker.port));
  const influx = stack.use(await openInfluxStandIn());
  const library = scenario.name === "clock" ? findFakeTime() : undefined;
  const clock =
    library === undefined ? undefined : await openFakedClock(library, { directory, path });
  const isSmall = scenario.name === "disk-full" && parts.isRoot;
  const smallDisk = isSmall ? await mountSmall(directory, stack) : undefined;
  const configPath = join(directory, "rigline.yaml");
  const brokerUrl = `mqtt://127.0.0.1:${link.port}`;
  const reserveMb = smallDisk === undefined ? undefined : RESERVE_MB;
  const places = { brokerUrl, influxUrl: influx.url, reserveMb };
  await writeFile(configPath, encodeSandbox(own, line, places));
  const dataDirectory = smallDisk === undefined ? join(directory, "data") : smallDisk;
  const env = { ...parts.env, ...clock?.env };
  const gateway = stack.use(new Rehearsal({ main, configPath, dataDirectory, env, nowMs }));
  const say = (text: string) => parts.say(`  ${text}`);
  const stage: Stage = { gateway, link, influx, clock, smallDisk, say };
  return { stage, start: () => gateway.start() };
}

const SMALL_DISK_MB = 64;
const RESERVE_MB = 16;

async function mountSmall(directory: string, stack: AsyncDisposableStack): Promise<string> {
  const run = promisify(execFile);
  const place = join(directory, "disk");
  await mkdir(place);
  await run("mount", ["-t", "tmpfs", "-o", `size=${SMALL_DISK_MB}m`, "rigline-chaos", place]);
  stack.defer(async () => void (await run("umount", ["--lazy", place])));
  return place;
}

/** The gateway's own account, and beside it what the database really has. */
async function balance(
  name: string,
  accounts: readonly AccountView[],
  { gateway, influx }: Stage,
): Promise<Outcome> {
  const unbalanced = accounts.filter(({ balanced }) => !balanced);
  const gone = accounts.filter((account) => account.dropped + account.discarded > 0);
  const held = accounts.filter(({ quarantined }) => quarantined > 0);
  const [bad] = [...unbalanced, ...gone, ...held];
  if (bad !== undefined) throw new RehearsalError(`the account: ${JSON.stringify(bad)}`);
  const readings = accounts.find(isInfluxTelemetry)?.delivered ?? 0;
  await gateway.until("the database has every reading", () => influx.count("reading") >= readings);
  const points = influx.count("reading");
  // Not the account's figure: that is shown some hundred milliseconds after it was true.
  const now = (await gateway.health()).ledger.telemetryHead - 1;
  if (points > now) throw new RehearsalError(`${points} points of ${now} readings`);
  return { name, accounts, points, readings };
}

function isInfluxTelemetry({ sink, stream }: AccountView): boolean {
  return sink === "influxdb" && stream === "telemetry";
}

function tell({ accounts, points, readings }: Outcome, { say }: RehearseParts): void {
  for (const { sink, stream, appended, delivered, pending, notRouted } of accounts) {
    const place = `${sink}/${stream}`.padEnd(20);
    say(
      `  ${place} ${appended} = ${delivered} delivered + ${pending} pending + ${notRouted} other`,
    );
  }
  say(`  the database has ${points} points of at least ${readings} readings delivered: balanced`);
}
