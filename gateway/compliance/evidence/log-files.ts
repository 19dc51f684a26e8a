/** What proves a package: checkpoints, keys, the statement of what is in it, and their proofs. */
import type { LogEvidence } from "../../records/evidence/log-query.ts";
import type { RouteLedger } from "../../records/routes.ts";
import type { BagWriter } from "../bag/bag-writer.ts";

/** An entry of the package itself, by its position. */
export interface StatedEntry {
  readonly seq: number;
}

/** Adds `proofs/` and the statement; returns the logs, the newest first. */
export async function addLogProofs(
  bag: BagWriter,
  ask: RouteLedger["ask"],
  statement: readonly StatedEntry[],
): Promise<readonly LogEvidence[]> {
  const logs = (await ask("evidence.log", null)).filter(({ checkpoint }) => checkpoint !== "");
  const newestFirst = logs.toReversed();
  for (const [index, log] of newestFirst.entries()) {
    const suffix = index === 0 ? "" : `-${index + 1}`;
    await bag.add(`proofs/checkpoint${suffix}.txt`, log.checkpoint);
    await bag.add(`proofs/log${suffix}.vkey`, `${log.verifierKey}\n`);
  }
  await bag.add("proofs/consistency.jsonl", logs.map((log) => log.consistency).join(""));
  const seqs = statement.map(({ seq }) => seq);
  const own = await ask("evidence.part", { seqs, lastSeq: seqs.at(-1) ?? 0 });
  await bag.add("audit/statement.jsonl", own.entries);
  await bag.add("proofs/statement.jsonl", own.proofs);
  const proofLines = new TextDecoder().decode(own.proofs);
  await bag.add("proofs/statement.tlog-proof", receiptOf(proofLines, newestFirst[0]));
  return newestFirst;
}

/** The last line as an offline receipt, https://c2sp.org/tlog-proof. */
function receiptOf(proofLines: string, log: LogEvidence | undefined): string {
  const last = proofLines.trim().split("\n").at(-1) ?? "{}";
  const { index, path } = JSON.parse(last) as { index: number; path: readonly string[] };
  const lines = ["c2sp.org/tlog-proof@v1", `index ${index}`, ...path, "", log?.checkpoint ?? ""];
  return lines.join("\n");
}
