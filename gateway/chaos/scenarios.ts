/** What is rehearsed: each breaks one thing, says what was seen, and mends it. */
import { execFile } from "node:child_process";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import type { FakedClock } from "./faked-clock.ts";
import type { FlakyLink } from "./flaky-link.ts";
import type { InfluxStandIn, ScriptedAnswer } from "./influx-stand-in.ts";
import type { Rehearsal } from "./rehearsal.ts";

/** What a scenario may break. */
export interface Stage {
  readonly gateway: Rehearsal;
  readonly link: FlakyLink;
  readonly influx: InfluxStandIn;
  /** Undefined where libfaketime is not there. */
  readonly clock: FakedClock | undefined;
  /** On a disk of its own, small; undefined where that takes rights we do not have. */
  readonly smallDisk: string | undefined;
  readonly say: (line: string) => void;
}

export interface Scenario {
  readonly name: string;
  readonly what: string;
  /** Why it can not be rehearsed here; undefined where it can. */
  readonly missing?: (stage: Stage) => string | undefined;
  readonly perform: (stage: Stage) => Promise<void>;
}

const run = promisify(execFile);

/** How long something is broken. */
const BROKEN_MS = 5_000;
const FLAP_MS = 200;
const FLAPS = 20;
const KILLS = 3;

const HTML = { "content-type": "text/html" };
const ANSWERS: readonly (readonly [string, ScriptedAnswer])[] = [
  ["503 with Retry-After: 1", { status: 503, headers: { "retry-after": "1" } }],
  ["429", { status: 429 }],
  ["500", { status: 500, body: '{"code":"internal error"}' }],
  ["413", { status: 413 }],
  ["401", { status: 401, body: '{"code":"unauthorized"}' }],
  ["404 for the bucket", { status: 404, body: '{"code":"not found","message":"bucket"}' }],
  ["200 with a page of a portal", { status: 200, headers: HTML, body: "<html>log in</html>" }],
];

/** All scenarios, in the order they are performed. */
export const SCENARIOS: readonly Scenario[] = [
  { name: "broker-down", what: "the broker is away for a while", perform: breakBroker },
  { name: "link-flapping", what: "the way to the broker breaks again and again", perform: flap },
  { name: "influxdb", what: "InfluxDB answers each status it has", perform: answerAll },
  { name: "kill", what: "the gateway is killed with -9 in the middle of runs", perform: kill },
  {
    name: "clock",
    what: "the clock goes back an hour, then ahead a day",
    missing: ({ clock }) =>
      clock === undefined ? "Debian's package faketime is not installed" : undefined,
    perform: stepClock,
  },
  {
    name: "disk-full",
    what: "the disk of the data directory is full, then has room again",
    missing: ({ smallDisk }) =>
      smallDisk === undefined ? "a small disk can be mounted by root alone" : undefined,
    perform: fillDisk,
  },
];

async function breakBroker({ gateway, link, say }: Stage): Promise<void> {
  link.cut();
  const before = (await gateway.health()).ledger.telemetryHead;
  await gateway.until("the outage is seen", async () => {
    const { sinks } = await gateway.health();
    return sinks.every(({ state }) => state !== "connected");
  });
  const { sinks } = await gateway.health();
  for (const { name, state, fault } of sinks) say(`${name} is ${state}: ${fault?.message ?? ""}`);
  await delay(BROKEN_MS);
  const { ledger } = await gateway.health();
  say(`meanwhile ${ledger.telemetryHead - before} readings were stored`);
  link.mend();
}

async function flap({ link, say }: Stage): Promise<void> {
  for (let flaps = 0; flaps < FLAPS; flaps += 1) {
    link.cut();
    await delay(FLAP_MS);
    link.mend();
    await delay(FLAP_MS);
  }
  say(`${FLAPS} times in ${(2 * FLAP_MS * FLAPS) / 1000} s`);
}

async function answerAll({ gateway, influx, say }: Stage): Promise<void> {
  for (const [name, answer] of ANSWERS) {
    influx.answer(answer, 1);
    await gateway.until(`a write is answered ${name}`, () => influx.answered() > 0);
    await gateway.settle();
    say(`${name}: taken back, sent again, written`);
  }
}

async function kill({ gateway, say }: Stage): Promise<void> {
  for (let kills = 0; kills < KILLS; kills += 1) {
    await delay(500 + 700 * kills);
    const { head } = (await gateway.health()).ledger;
    await gateway.end("SIGKILL");
    await gateway.start();
    const after = (await gateway.health()).ledger.head;
    say(`killed at entry ${head}, back at entry ${after}`);
    if (after < head) throw new Error(`entries are gone: ${head} were there, ${after} are`);
  }
}

async function stepClock({ gateway, clock, say }: Stage): Promise<void> {
  if (clock === undefined) return;
  for (const [offset, what] of [
    ["-1h", "an hour back"],
    ["+1d", "a day ahead"],
    ["+0", "right again"],
  ] as const) {
    const before = (await gateway.health()).gateway.clock?.steps ?? 0;
    await clock.set(offset);
    await gateway.until("the step is seen", async () => {
      return ((await gateway.health()).gateway.clock?.steps ?? 0) > before;
    });
    await delay(1_000);
    say(`${what}: seen and recorded; the clock is ${(await gateway.health()).gateway.clockState}`);
  }
}

async function fillDisk({ gateway, smallDisk, say }: Stage): Promise<void> {
  if (smallDisk === undefined) return;
  const ballast = join(smallDisk, "ballast");
  // Until it says that there is no room: that is what is wanted here.
  await run("sh", ["-c", 'cat /dev/zero > "$0" 2>/dev/null || true', ballast]);
  await delay(BROKEN_MS);
  const { rigs } = await gateway.health();
  const troubled = rigs.filter(({ fault }) => fault !== undefined);
  say(`full: ${troubled.length} of ${rigs.length} rigs say so; it runs on: ${gateway.isRunning}`);
  for (const { name, fault } of troubled) say(`  ${name}: ${fault?.message}`);
  await writeFile(ballast, "");
  await rm(ballast);
  await gateway.until("no rig has a fault any more", async () => {
    return (await gateway.health()).rigs.every(({ fault }) => fault === undefined);
  });
  const { head } = (await gateway.health()).ledger;
  await gateway.until("runs are stored again", async () => {
    return (await gateway.health()).ledger.head > head + 3;
  });
  say("room again: it goes on without a restart");
}
