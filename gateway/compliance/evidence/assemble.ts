/**
 * Assembling a package:
 *
 *   survey ─► the ledger states what is in scope ─► signed checkpoint ─► bag ─► seal ─► sealed
 */
import { mkdir, open, rm } from "node:fs/promises";
import { join } from "node:path";
import { isoTime } from "../../domain/iso-time.ts";
import { type CommandContext, Refusal } from "../../ledger/contract.ts";
import type { EvidenceView } from "../../records/evidence/record.ts";
import type { RouteLedger } from "../../records/routes.ts";
import { BagWriter } from "../bag/bag-writer.ts";
import { describeScope, type ReportFacts } from "./report-facts.ts";
import { type OnProgress, surveyScope } from "./survey.ts";
import { type BagParts, type StatedPackage, writePayload } from "./write-bag.ts";

/** What assembling needs of the gateway. */
export interface AssemblyParts extends Omit<BagParts, "ask" | "nowUs"> {
  readonly ledger: RouteLedger;
  /** Resolves when everything so far is covered by a signed checkpoint. */
  readonly checkpoint: () => Promise<void>;
  /** Signs a text with the key of the log; the signed note. */
  readonly sign: (text: string) => string;
  /** Takes a synced file over among the blobs; its hash. */
  readonly adopt: (path: string) => Promise<string>;
  /** Of this gateway alone, for files on their way; emptied before each package. */
  readonly spoolDirectory: string;
}

/** What the seal signs: never to be taken for a checkpoint, whose first line is an origin. */
export const SEAL_TITLE = "rigline/evidence-seal/v1";

/** Assembles and seals one package. Throws Refusal `evidence.empty`, `evidence.wrong-state`. */
export async function assemblePackage(
  view: EvidenceView,
  parts: AssemblyParts,
  { context, onProgress }: { readonly context: CommandContext; readonly onProgress: OnProgress },
): Promise<void> {
  const { ledger } = parts;
  const ask: BagParts["ask"] = (name, question) => ledger.ask(name, question);
  const scope = view.scope as StatedPackage["body"]["scope"];
  const survey = await surveyScope(ask, scope, onProgress);
  if (survey.contents.units === 0) {
    throw new Refusal("evidence.empty", `no unit is in scope: ${describeScope(scope)}`);
  }
  const input = { id: view.id, contents: survey.contents };
  const stated = await ledger.execute("evidence.assemble", input, context);
  await parts.checkpoint();
  const head = await ask("evidence.head", null);
  const statement = await ask("evidence.trail", { records: [["evidence", view.id]], head });
  const pack = {
    body: { ...stated.result, contents: survey.contents },
    seqs: survey.seqs,
    statement: statement.toSorted((left, right) => left - right).map((seq) => ({ seq })),
  };
  const nowUs = context.occurredAt;
  const bagParts = { ...parts, ask, nowUs };
  const seal = await writeZip(pack, { parts, bagParts, onProgress });
  await ledger.execute("evidence.seal", { id: view.id, seal }, context);
}

interface Writing {
  readonly parts: AssemblyParts;
  readonly bagParts: BagParts;
  readonly onProgress: OnProgress;
}

async function writeZip(pack: StatedPackage, { parts, bagParts, onProgress }: Writing) {
  const { spoolDirectory } = parts;
  // What a process that was killed has left here.
  await rm(spoolDirectory, { recursive: true, force: true });
  await mkdir(spoolDirectory, { recursive: true, mode: 0o750 });
  await using bag = await BagWriter.open(spoolDirectory);
  const facts = await writePayload(bag, pack, { parts: bagParts, onProgress });
  onProgress("sealing", 0, 1);
  const path = join(spoolDirectory, "package.zip");
  const target = await open(path, "wx", 0o640);
  try {
    const made = await bag.finish(target, bagInfoOf(facts), (manifestHash) =>
      parts.sign(`${SEAL_TITLE}\n${facts.body.number}\n${manifestHash}\n`),
    );
    await target.sync();
    const { size: bytes } = await target.stat();
    const hash = await parts.adopt(path);
    return { hash, bytes, manifestHash: made.manifestHash, files: made.files };
  } finally {
    await target.close();
  }
}

function bagInfoOf({ body, gaps, nowUs }: ReportFacts): Record<string, string> {
  const { units, unitsAsked } = body.contents;
  return {
    "Source-Organization": body.organization,
    "External-Identifier": body.number,
    "Bagging-Date": isoTime(nowUs).slice(0, 10),
    "External-Description": `${body.demo ? "DEMO: " : ""}${describeScope(body.scope)}`,
    "Rigline-Completeness": `${units} of ${unitsAsked} units`,
    "Rigline-Known-Gaps": String(gaps.length),
    ...(body.demo ? { "Rigline-Demo": "true" } : {}),
  };
}
