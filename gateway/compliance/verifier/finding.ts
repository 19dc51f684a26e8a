/** What a verifier says of a bag. */

/** Why a bag is not what it claims, so that a program can tell, and what to do then. */
export const BAG_REMEDIES = {
  "bag.unreadable": "Get the package again, as the zip that was downloaded or whole as a folder.",
  "bag.incomplete": "Get the package again: a file of it was lost or left out.",
  "bag.unexpected-file": "Do not rely on the file that was added; get the package again.",
  "bag.altered": "Do not rely on the file named; get the package again from who sealed it.",
  "bag.seal-broken": "Do not rely on it: files and manifests were changed after the sealing.",
  "bag.entry-altered": "Do not rely on the entry named; ask who made the package for another.",
  "bag.not-proven": "Do not rely on the entry named: nothing shows that it is of the signed log.",
  "bag.entries-missing": "Ask for the entries that were left out, and why.",
  "bag.records-differ": "Rely on audit/entries.jsonl; the file named was not made of it.",
  "bag.other-key": "Find out whose key it is: it was not sealed by the gateway you expect.",
  "bag.inconsistent":
    "Compare with a checkpoint kept before the sealing; else the log was rewritten.",
} as const satisfies Readonly<Record<string, string>>;

export type BagFaultCode = keyof typeof BAG_REMEDIES;

export interface BagFinding {
  readonly code: BagFaultCode;
  /** The file, relative to the bag. */
  readonly path?: string;
  /** The entry, by its position in the ledger. */
  readonly seq?: number;
  readonly what: string;
}

export interface BagReport {
  /** Empty where everything is as it was sealed. */
  readonly findings: readonly BagFinding[];
  /** Such as EP-2026-0001. */
  readonly number: string;
  readonly organization: string;
  readonly demo: boolean;
  readonly completeness: string;
  readonly files: number;
  readonly entries: number;
  /** The key that everything was checked by, as it is published. */
  readonly key: string;
  readonly origin: string;
  /** What a reader should know though it is no fault. */
  readonly notes: readonly string[];
}

/** One line for a person. */
export function describeFinding({ code, path, seq, what }: BagFinding): string {
  const place = path ?? (seq === undefined ? "" : `entry ${seq}`);
  return `${place === "" ? "" : `${place}: `}${what} (${code})`;
}
