/** Interlocks of one slot for one scan: facts, overrides and checks together. */
import type { Check } from "../../domain/interlock/check.ts";
import type { InterlockFacts } from "../../domain/interlock/facts.ts";
import { judgeInterlocks } from "../../domain/interlock/judge.ts";
import type { Override } from "../../domain/interlock/override.ts";
import type { SqlReader } from "../../ledger/contract.ts";
import { gatherFacts, type WantedTest } from "./gather.ts";

/** What the checks looked at, and what they found. */
export interface Judged {
  readonly facts: InterlockFacts;
  readonly checks: readonly Check[];
}

/** Judges a test that somebody wants, with the overrides in force at its rig. */
export function judgeTest(sql: SqlReader, wanted: WantedTest): Judged {
  const facts = gatherFacts(sql, wanted);
  return { facts, checks: judgeInterlocks(facts, listOverrides(sql, wanted)) };
}

/** Ids of the overrides that let something pass; undefined for none. */
export function usedOverrides(checks: readonly Check[]): readonly string[] | undefined {
  const used = new Set(checks.flatMap(({ overrideId }) => overrideId ?? []));
  return used.size === 0 ? undefined : [...used];
}

function listOverrides(sql: SqlReader, { rig, at }: WantedTest): readonly Override[] {
  return sql
    .all<{ body: string }>(
      "SELECT body FROM override WHERE rig = ? AND until_us > ? ORDER BY given_seq DESC LIMIT 200",
      ...[rig.name, at],
    )
    .map(({ body }) => JSON.parse(body) as Override);
}
