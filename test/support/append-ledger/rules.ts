/** Any entry, as it is given: for tests of those who only read the ledger. */
import type { DebtChange, NewEntry, Queries, Rule } from "../../../gateway/ledger/contract.ts";

const append: Rule<readonly NewEntry[], null> = (_sql, entries) => ({ entries, result: null });

/** What a person decides on a sink's debt, without the entry that would tell so. */
const changeDebt: Rule<readonly DebtChange[], null> = (_sql, debts) => ({
  entries: [],
  result: null,
  debts,
});

export const appendRules = { append, changeDebt };
export const appendQueries = {} satisfies Queries;
