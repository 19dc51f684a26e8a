/** Every question about orders and their future, by its name. Loaded by the reader alone. */
import { readBoard } from "./board/query.ts";
import { readMatrix } from "./matrix/query.ts";
import { readOutlook } from "./outlook/query.ts";

/** Reads of the tables of records; nothing of operations is stored. */
export const operationsQueries = {
  "operations.board": readBoard,
  "operations.matrix": readMatrix,
  "operations.outlook": readOutlook,
} as const;
