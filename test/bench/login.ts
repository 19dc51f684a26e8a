/**
 * How much longer the end of a run waits for the disk while sign-ins are tried in a flood: rounds
 * in turn, quiet and flooded, on one ledger with the real rules. The flood is put behind HTTP and
 * its limit of tries by address, which would hold most of it back.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type Identity, openIdentity } from "../../gateway/identity/identity.ts";
import { ownContext } from "../../gateway/identity/identity-parts.ts";
import { addPerson } from "../../gateway/identity/person-desk.ts";
import { signIn } from "../../gateway/identity/sign-in.ts";
import { Refusal } from "../../gateway/ledger/contract.ts";
import { fixtureClock, fixtureContext } from "../../gateway/ledger/testing/open-fixture.ts";
import { newId } from "../../gateway/platform/ids.ts";
import { percentile } from "./ledger/percentile.ts";
import {
  benchRecord,
  importBenchLine,
  openRunLedger,
  type RunLedger,
  startBenchRun,
} from "./ledger/runs.ts";
import type { BenchResult, Goal } from "./result.ts";

/** Issue 5: a login flood does not move a run's commit p99 by more than half. */
const GOALS: Readonly<Record<string, Goal>> = { p99FloodedToQuiet: { atMost: 1.5 } };

const ROUNDS = 4;
const RUNS_EACH = 150;
const WARM_UP = 200;
/** Twenty runs a second: as many as a large line ends. */
const PACE_MS = 50;
const CLIENTS = 64;
/** Ten a second of each client: ten times what the limit by address lets through in the end. */
const AGAIN_MS = 100;

/** Waits of `run.finish` in milliseconds, and what came of the flood. */
export async function benchLogin(rounds = ROUNDS): Promise<BenchResult> {
  const directory = await mkdtemp(join(tmpdir(), "rigline-bench-login-"));
  try {
    await using ledger = await openRunLedger(directory);
    await ledger.whenReady();
    await importBenchLine(ledger, 20);
    const clock = { ...fixtureClock, state: () => "synced" as const };
    using identity = openIdentity({ directory, ledger, clock, newId, isDemo: false });
    const person = { id: "4711", login: "known", printedName: "Known", roles: ["qa"] as const };
    await addPerson(identity.parts, person, ownContext(identity.parts, "system:bench"));
    await performRuns(ledger, 0, { runs: WARM_UP, paceMs: 0 });
    return { name: "login", figures: await measure(ledger, identity, rounds), goals: GOALS };
  } finally {
    await rm(directory, { recursive: true });
  }
}

async function measure(ledger: RunLedger, identity: Identity, rounds: number) {
  const [quiet, flooded]: [number[], number[]] = [[], []];
  const tries = { answered: 0, busy: 0 };
  let floodedMs = 0;
  let from = WARM_UP;
  for (let round = 0; round < rounds; round += 1) {
    quiet.push(...(await performRuns(ledger, from, { runs: RUNS_EACH, paceMs: PACE_MS })));
    from += RUNS_EACH;
    const flood = openFlood(identity, tries);
    const startedMs = performance.now();
    flooded.push(...(await performRuns(ledger, from, { runs: RUNS_EACH, paceMs: PACE_MS })));
    floodedMs += performance.now() - startedMs;
    from += RUNS_EACH;
    await flood.end();
  }
  const [quietP99Ms, floodedP99Ms] = [percentile(quiet, 0.99), percentile(flooded, 0.99)];
  return {
    ...{ quietP50Ms: percentile(quiet, 0.5), floodedP50Ms: percentile(flooded, 0.5) },
    ...{ quietP99Ms, floodedP99Ms, p99FloodedToQuiet: floodedP99Ms / quietP99Ms },
    provenPerSecond: (1_000 * tries.answered) / floodedMs,
    refusedBusyPerSecond: (1_000 * tries.busy) / floodedMs,
  };
}

/** One run after another, each begun `paceMs` after the one before, or when that has ended. */
async function performRuns(
  ledger: RunLedger,
  from: number,
  { runs, paceMs }: { readonly runs: number; readonly paceMs: number },
): Promise<number[]> {
  const waits: number[] = [];
  for (let index = from; index < from + runs; index += 1) {
    const dueMs = performance.now() + paceMs;
    const record = benchRecord(await startBenchRun(ledger, index));
    const start = performance.now();
    await ledger.execute("run.finish", record, fixtureContext);
    waits.push(performance.now() - start);
    await delay(Math.max(0, dueMs - performance.now()));
  }
  return waits;
}

/** Wrong secrets from many clients at once, half of them for an account that there is. */
function openFlood({ parts }: Identity, tries: { answered: number; busy: number }) {
  let isOpen = true;
  const client = async (login: string): Promise<void> => {
    while (isOpen) {
      try {
        await signIn(parts, { login, secret: "wrong horse battery", station: "" });
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        tries[error.code === "access.busy" ? "busy" : "answered"] += 1;
      }
      await delay(AGAIN_MS);
    }
  };
  const clients = Array.from({ length: CLIENTS }, (_, index) =>
    client(index % 2 === 0 ? "known" : `nobody-${index}`),
  );
  return {
    async end() {
      isOpen = false;
      await Promise.all(clients);
    },
  };
}
