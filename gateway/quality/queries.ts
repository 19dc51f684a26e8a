/** Every question about quality, by its name. Loaded by the reader alone. */
import { readAfterFail } from "./after-fail/query.ts";
import { readChanges } from "./changes/query.ts";
import { readFalseFails } from "./false-fails/query.ts";
import { listMeasurements, readDistribution } from "./measurement/query.ts";
import { readPareto } from "./pareto/query.ts";
import { listRows } from "./runs/query.ts";
import { readYield } from "./yield/query.ts";

/** Short reads of the tables of yields. */
export const qualityQueries = {
  "quality.yield": readYield,
  "quality.runs": listRows,
  "quality.pareto": readPareto,
  "quality.falseFails": readFalseFails,
  "quality.changes": readChanges,
  "quality.measurements": listMeasurements,
  "quality.afterFail": readAfterFail,
  "quality.distribution": readDistribution,
} as const;
