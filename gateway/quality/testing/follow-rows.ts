/** Follows the address of a number to its rows, as a reader would: for tests. */
import { expect } from "vitest";
import type { MemoryLedger } from "../../records/testing/memory-ledger.ts";
import type { RowsPageQuestion } from "../runs/query.ts";

const NUMBERS = ["valueFrom", "valueTo", "valueUpTo"];

/** Ids of all runs on all pages; the count that each page names is how many they are. */
export function followRows(ledger: MemoryLedger, address: string): ReadonlySet<string> {
  const question = questionOf(address);
  const seen = new Set<string>();
  let cursor: string | undefined;
  do {
    const page = ledger.ask("quality.runs", { ...question, ...(cursor ? { cursor } : {}) });
    for (const { id } of page.items) seen.add(id);
    cursor = page.nextCursor;
    if (cursor === undefined) expect(page.count).toBe(seen.size);
  } while (cursor !== undefined);
  return seen;
}

function questionOf(address: string): RowsPageQuestion {
  const query = new URL(address, "http://localhost").searchParams;
  const fields = [...query].map(([name, text]): [string, unknown] => {
    if (name === "from" || name === "to") return [name, Date.parse(text) * 1000];
    if (name === "counts" || name === "without") return [name, text.split(",")];
    return [name, NUMBERS.includes(name) ? Number(text) : text];
  });
  return { ...Object.fromEntries(fields), limit: 7 } as unknown as RowsPageQuestion;
}
