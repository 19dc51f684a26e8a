/** The tables and lines for reading must be made of the entries, whoever made their manifest. */
import type { Entry } from "../../domain/entry.ts";
import { recordLines, TABLE_HEADS } from "../../records/evidence/record-lines.ts";
import type { EntryLine } from "./check-entries.ts";
import type { BagFinding } from "./finding.ts";
import { type Hasher, hex, type NewHasher } from "./hasher.ts";

const encoder = new TextEncoder();

/** Makes the records of all entries once more, as hashes. Needs the latest versions first. */
export class RecordCheck {
  readonly #latest = new Map<string, number>();
  readonly #hashers = new Map<string, Hasher>();
  readonly #newHasher: NewHasher;

  constructor(newHasher: NewHasher) {
    this.#newHasher = newHasher;
  }

  /** First round: which version of each record is the latest. */
  note({ entry: { type, id, version } }: EntryLine): void {
    const key = `${type} ${id}`;
    this.#latest.set(key, Math.max(version, this.#latest.get(key) ?? 0));
  }

  /** Second round, in the same order. */
  make({ entry, bodyText, salt }: EntryLine): void {
    if (salt === null || this.#latest.get(`${entry.type} ${entry.id}`) !== entry.version) return;
    for (const [file, text] of recordLines(entry as unknown as Entry, JSON.parse(bodyText))) {
      this.#hasherOf(file).update(encoder.encode(text));
    }
  }

  /** Compares with the files as they are; `hashes` are by path. */
  end(hashes: ReadonlyMap<string, string>): BagFinding[] {
    const findings: BagFinding[] = [];
    const made = new Map(
      [...this.#hashers].map(([file, hasher]) => [`data/records/${file}`, hex(hasher.digest())]),
    );
    for (const [path, hash] of hashes) {
      if (!path.startsWith("data/records/") || made.get(path) === hash) continue;
      const what = "is not what the entries make; the entries are the original";
      findings.push({ code: "bag.records-differ", path, what });
    }
    for (const path of made.keys()) {
      if (hashes.has(path)) continue;
      findings.push({ code: "bag.records-differ", path, what: "is missing, with its records" });
    }
    return findings;
  }

  #hasherOf(file: string): Hasher {
    const known = this.#hashers.get(file);
    if (known !== undefined) return known;
    const hasher = this.#newHasher();
    hasher.update(encoder.encode(TABLE_HEADS[file] ?? ""));
    this.#hashers.set(file, hasher);
    return hasher;
  }
}
