/** Any entry, as it is given: for tests of those who only read the ledger. */
import type { NewEntry, Queries, Rule } from "../../../gateway/ledger/contract.ts";

const append: Rule<readonly NewEntry[], null> = (_sql, entries) => ({ entries, result: null });

export const appendRules = { append };
export const appendQueries = {} satisfies Queries;
