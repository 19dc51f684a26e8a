/** Runs of a file into the ledger, each once, and the report of what came of them. */
import { Refusal } from "../ledger/contract.ts";
import { isForLater } from "../ledger/passing.ts";
import type { ImportReport } from "../records/exchange/record.ts";
import { type RunImport, runImport } from "../records/run/import/import-schema.ts";
import type { Converted, ConvertedRun } from "./converted.ts";

/** Takes one run: false where the same was there already. Throws Refusal. */
export type TakeRun = (run: RunImport) => Promise<boolean>;

/** Sent together, so that they share commits. */
const AT_ONCE = 50;
const REFUSALS_NAMED = 200;
const UNMAPPED_NAMED = 200;

/**
 * Imports every run; one that is refused keeps no other back. Throws the Refusal of what passes by
 * itself, such as a full disk: the same again counts nothing twice.
 */
export async function importRuns(
  converted: AsyncIterable<Converted> | Iterable<Converted>,
  takeRun: TakeRun,
  onProgress: (runs: number) => void = () => undefined,
): Promise<ImportReport> {
  const tally = new Tally();
  let batch: ConvertedRun[] = [];
  const flush = async () => {
    await Promise.all(batch.map((each) => importOne(each, takeRun, tally)));
    batch = [];
    onProgress(tally.runs);
  };
  for await (const each of converted) {
    if ("code" in each) tally.refuse(each.place, each.code, each.message);
    else batch.push(each);
    if (batch.length >= AT_ONCE) await flush();
  }
  await flush();
  return tally.report();
}

async function importOne(each: ConvertedRun, takeRun: TakeRun, tally: Tally): Promise<void> {
  const { place, run, unmapped } = each;
  const checked = runImport.safeParse(run);
  if (!checked.success) {
    const said = checked.error.issues.map(({ path, message }) => `${path.join(".")} ${message}`);
    tally.refuse(place, "record.invalid", said.join("; "));
    return;
  }
  try {
    tally.take(await takeRun(checked.data), place, unmapped);
  } catch (error) {
    if (!(error instanceof Refusal) || isForLater(error)) throw error;
    tally.refuse(place, error.code, error.message);
  }
}

class Tally {
  readonly #refusals: ImportReport["refusals"][number][] = [];
  readonly #unmapped = new Map<string, number>();
  #stored = 0;
  #known = 0;
  #refused = 0;

  get runs(): number {
    return this.#stored + this.#known + this.#refused;
  }

  take(isNew: boolean, place: string, unmapped: readonly string[]): void {
    if (isNew) this.#stored += 1;
    else this.#known += 1;
    for (const what of unmapped) {
      // What all rows have in common is said once, with its count.
      const isNamed = this.#unmapped.has(what) || this.#unmapped.size < UNMAPPED_NAMED;
      const key = isNamed ? what : `further parts, such as ${place}`;
      if (isNamed || this.#unmapped.size <= UNMAPPED_NAMED) {
        this.#unmapped.set(key, (this.#unmapped.get(key) ?? 0) + 1);
      }
    }
  }

  refuse(place: string, code: string, message: string): void {
    this.#refused += 1;
    if (this.#refusals.length < REFUSALS_NAMED) this.#refusals.push({ place, code, message });
  }

  report(): ImportReport {
    return {
      ...{ stored: this.#stored, known: this.#known, refused: this.#refused },
      refusals: this.#refusals,
      unmapped: [...this.#unmapped].map(([what, count]) => ({ what, count })),
    };
  }
}
