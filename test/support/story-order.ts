/** An order of its own with units of the demo's story: what the live line makes is not of it. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { planStory } from "../../fixtures/story/plan-story.ts";
import type { StoryRun } from "../../fixtures/story/story-run.ts";
import { judgeValue, type Limits } from "../../gateway/domain/limits.ts";
import { recordsFile } from "../../gateway/records/import-file.ts";

const ROUTE = ["FCT", "BURN-IN", "HIPOT"];
const PREFIX = "OP24-";
const UNITS = 30;
/** From here on: some of them have the bad lot, whatever the weekday. */
const FIRST = 371;

const PRODUCTS = new URL("../../fixtures/sample-line/products.yaml", import.meta.url);

/** What was sent, and what must be seen of it: judged here by the limits alone. */
export interface StoryOrder {
  readonly id: string;
  readonly quantity: number;
  readonly good: number;
  readonly failed: number;
  readonly notStarted: number;
  /** Serial numbers of good units. */
  readonly goodSerials: readonly string[];
}

/** States the order and sends the runs of its units; throws on any answer but a good one. */
export async function sendStoryOrder(url: string): Promise<StoryOrder> {
  const id = "WO-OP-1";
  const quantity = UNITS + 10;
  const serialNumbers = { prefix: PREFIX, from: 1, digits: 4 };
  const dueAt = new Date(Date.now() + 3_600_000).toISOString();
  const order = { id, partNumber: "PSU-24", revision: "C", quantity, status: "released" };
  await post(url, "/orders", { ...order, dueAt, serialNumbers });
  const units = unitsOf(planStory(Date.now()).runs);
  await Promise.all(
    [...units].map(async ([serialNumber, runs]) => {
      for (const run of runs) await post(url, "/runs", asImport(run, serialNumber));
    }),
  );
  const goodSerials = [...units].filter(([, runs]) => isGood(runs)).map(([serial]) => serial);
  const good = goodSerials.length;
  return {
    id,
    quantity,
    good,
    failed: units.size - good,
    notStarted: quantity - units.size,
    goodSerials,
  };
}

/** Runs of the chosen units under serial numbers of their own, oldest first. */
function unitsOf(runs: readonly StoryRun[]): ReadonlyMap<string, readonly StoryRun[]> {
  const chosen = Array.from({ length: UNITS }, (_, index) => {
    const serial = `PSU24-${String(FIRST + index).padStart(6, "0")}`;
    const own = runs.filter(({ serialNumber }) => serialNumber === serial);
    return [`${PREFIX}${String(index + 1).padStart(4, "0")}`, own] as const;
  });
  return new Map(chosen);
}

function isGood(runs: readonly StoryRun[]): boolean {
  return ROUTE.every((operation) => {
    const last = runs.findLast((run) => run.operation === operation);
    return last?.values.every(({ step, value, unit }) => {
      const limits = limitsOf(operation, step);
      return judgeValue(value, unit, limits).verdict === "pass";
    });
  });
}

const { procedures } = recordsFile.parse(parse(readFileSync(PRODUCTS, "utf8")));

function limitsOf(operation: string, step: string): Limits {
  const own = procedures.find((p) => p.operation === operation && p.partNumber === "PSU-24");
  return own?.measurements.find(({ id }) => id === step)?.limits as Limits;
}

function asImport(run: StoryRun, serialNumber: string): object {
  const { startedMs, durationMs, values, operation, station, reported, partNumber } = run;
  const at = (share: number) => new Date(startedMs + durationMs * share).toISOString();
  const hash = createHash("sha256")
    .update(`${serialNumber} ${operation} ${startedMs}`)
    .digest("hex");
  const parts = [hash.slice(0, 8), hash.slice(8, 12), `7${hash.slice(12, 15)}`];
  const id = [...parts, `8${hash.slice(15, 18)}`, hash.slice(18, 30)].join("-");
  return {
    ...{ id, operation, station, reported, partNumber, serialNumber },
    ...{ startedAt: at(0), finishedAt: at(1) },
    measurements: values.map((value) => ({ ...value, takenAt: at(0.5) })),
  };
}

async function post(url: string, path: string, body: object): Promise<void> {
  const response = await fetch(`${url}/api/v1${path}`, {
    ...{ method: "POST", headers: { "content-type": "application/json" } },
    body: JSON.stringify(body),
  });
  if (response.status === 429 || response.status === 503) {
    await new Promise((done) => setTimeout(done, 500));
    return post(url, path, body);
  }
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
}
