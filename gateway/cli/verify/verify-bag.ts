/** `rigline verify FILE`: is an evidence package what was sealed, and by whom? Offline. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import {
  BAG_REMEDIES,
  type BagFaultCode,
  type BagReport,
  describeFinding,
} from "../../compliance/verifier/finding.ts";
import { looksLikeBag, nodeHasher, openBag } from "../../compliance/verifier/node-source.ts";
import { verifyBag } from "../../compliance/verifier/verify-bag.ts";
import type { CliContext } from "../cli-context.ts";
import { CliError, type KnownFault } from "../exit-code.ts";
import { openProgress } from "../progress.ts";

/** The package is not what it claims. */
class BagFault extends Error implements KnownFault {
  readonly code: BagFaultCode;
  readonly remedy: string;

  constructor(code: BagFaultCode, message: string) {
    super(message);
    this.name = "BagFault";
    this.code = code;
    this.remedy = BAG_REMEDIES[code];
  }
}

export interface VerifyBagOptions {
  /** Signed notes that were kept elsewhere. */
  readonly checkpoints: readonly string[];
  /** Files of verifier keys, or the keys themselves. */
  readonly keys: readonly string[];
  /** The report as one JSON object instead of words. */
  readonly json: boolean;
}

/** Verifies one package. Throws BagError, BagFault, CliError `file.not-readable`. */
export async function verifyPackage(
  file: string,
  { checkpoints, keys, json }: VerifyBagOptions,
  context: CliContext,
): Promise<void> {
  const path = resolve(context.directory, file);
  if (!looksLikeBag(path)) {
    throw new CliError("file.not-readable", `${path} is no evidence package: neither zip nor bag`);
  }
  await using bag = await openBag(path);
  if (!json) context.out(`Verifying ${path}\n`);
  const progress = openProgress(context);
  const report = await verifyBag(bag.files, {
    newHasher: nodeHasher,
    kept: { checkpoints, keys: keys.map((key) => readKey(key, context)) },
    onProgress: (step, done, total) => progress.show(done, total, step),
  });
  progress.end();
  const [first] = report.findings;
  if (json) context.out(`${JSON.stringify({ path, sound: first === undefined, ...report })}\n`);
  else context.out(first === undefined ? describeSound(report) : describeFindings(report));
  if (first === undefined) return;
  throw new BagFault(first.code, `the package is not sound: ${first.path ?? first.what}`);
}

function readKey(given: string, context: CliContext): string {
  if (given.includes("+")) return given;
  const path = resolve(context.directory, given);
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new CliError("file.not-readable", `cannot read ${path}`, { cause });
  }
}

function describeFindings({ findings }: BagReport): string {
  return findings.map((finding) => `  ${describeFinding(finding)}\n`).join("");
}

/** The report of a package without fault. Pure. */
export function describeSound(report: BagReport): string {
  const { number, organization, completeness, files, entries, origin, key, notes, demo } = report;
  return [
    ...(demo ? ["DEMO: simulated rigs. Nothing in this package is a real result."] : []),
    `${number} of ${organization}: sound. ${files} files, ${entries} entries, ${completeness}.`,
    `  log  ${origin}`,
    `  key  ${key}`,
    ...notes.map((note) => `  note ${note}`),
    "",
  ].join("\n");
}
