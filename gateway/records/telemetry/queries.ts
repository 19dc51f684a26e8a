import type { Query, Range } from "../../ledger/contract.ts";
import { listOwed, type Owed } from "../../ledger/store/owed.ts";

/** To whom readings of the range still matter; empty where they may go. */
export const listTelemetryOwed: Query<Range, readonly Owed[]> = ({ sql }, range) =>
  listOwed(sql, "telemetry", range);
