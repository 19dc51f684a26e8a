/** Every question about quality, by its name. Loaded by the reader alone. */
import { listRows } from "./runs/query.ts";
import { readYield } from "./yield/query.ts";

/** Short reads of the tables of yields. */
export const qualityQueries = {
  "quality.yield": readYield,
  "quality.runs": listRows,
} as const;
