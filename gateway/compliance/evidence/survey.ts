/** Step one of a package: which entries are in scope, in short questions to the ledger. */
import type { EvidenceContents, EvidenceScope } from "../../records/evidence/record.ts";
import { openLeavesHash, type RecordName } from "../../records/evidence/scope-queries.ts";
import type { RouteLedger } from "../../records/routes.ts";

/** How far a package has come, for whoever waits. */
export type OnProgress = (step: string, done: number, total: number) => void;

/** What is in scope: the positions, and what the ledger is to state of them. */
export interface Survey {
  /** In order, each once. */
  readonly seqs: readonly number[];
  readonly contents: EvidenceContents;
}

type Ask = RouteLedger["ask"];

const PAGE_RECORDS = 500;
const PAGE_LEAVES = 5_000;
const MISSING_NAMED_MAX = 1_000;

/** Finds every entry in scope. Throws what the questions refuse. */
export async function surveyScope(
  ask: Ask,
  scope: EvidenceScope,
  onProgress: OnProgress,
): Promise<Survey> {
  const head = await ask("evidence.head", null);
  const found = await findRecords(ask, { scope, head }, onProgress);
  const seqs = new Set<number>();
  const names = [...found.records.values()];
  for (let from = 0; from < names.length; from += PAGE_RECORDS) {
    const records = names.slice(from, from + PAGE_RECORDS);
    for (const seq of await ask("evidence.trail", { records, head })) seqs.add(seq);
    onProgress("entries", from + records.length, names.length);
  }
  const ordered = [...seqs].sort((left, right) => left - right);
  const { units, asked, missing } = found;
  const runs = names.filter(([type]) => type === "run").length;
  const contents = {
    ...{ unitsAsked: asked, units, runs, entries: ordered.length, lastSeq: ordered.at(-1) ?? 0 },
    leavesHash: await hashLeaves(ask, ordered),
    missing: missing.slice(0, MISSING_NAMED_MAX),
    gaps: gapsOf(scope, found),
  };
  return { seqs: ordered, contents };
}

interface Found {
  readonly units: number;
  readonly asked: number;
  readonly missing: readonly string[];
  readonly records: ReadonlyMap<string, RecordName>;
}

interface Asked {
  readonly scope: EvidenceScope;
  readonly head: number;
}

async function findRecords(
  ask: Ask,
  { scope, head }: Asked,
  onProgress: OnProgress,
): Promise<Found> {
  const records = new Map<string, RecordName>();
  const missing: string[] = [];
  let [units, asked] = [0, 0];
  for (let after: number | undefined = 0; after !== undefined; ) {
    const page: Awaited<ReturnType<typeof askUnits>> = await askUnits(ask, scope, after);
    const members = await ask("evidence.members", { unitIds: page.unitIds, head });
    for (const name of members) records.set(name.join(" "), name);
    missing.push(...page.missing);
    units += page.unitIds.length;
    asked = page.asked;
    after = page.next;
    onProgress("units", units, asked);
  }
  return { units, asked, missing, records };
}

function askUnits(ask: Ask, scope: EvidenceScope, after: number) {
  return ask("evidence.units", { scope, after });
}

async function hashLeaves(ask: Ask, seqs: readonly number[]): Promise<string> {
  const hash = openLeavesHash();
  for (let from = 0; from < seqs.length; from += PAGE_LEAVES) {
    hash.add(await ask("evidence.leaves", { seqs: seqs.slice(from, from + PAGE_LEAVES) }));
  }
  return hash.end();
}

/** What a reader might expect and will not find. */
function gapsOf(scope: EvidenceScope, { units, asked, missing }: Found): string[] {
  const gaps = [
    "No time-stamp token of a third party (RFC 3161): times are those of the gateway's clock.",
    "Continuous telemetry outside of runs is not included; the trace of each run is attached.",
    "People appear by their id; the printed names of signers stand beside their signatures.",
  ];
  if (missing.length > 0) gaps.unshift(`${missing.length} serial numbers have no unit here.`);
  if (scope.orderId !== undefined && units < asked) {
    gaps.unshift(`${asked - units} of ${asked} units of the order have not been seen here.`);
  }
  return gaps;
}
