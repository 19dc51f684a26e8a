import type { Procedure } from "../../domain/procedure.ts";
import type { RunHeader } from "../../domain/run.ts";
import type { NumberedReading, Query } from "../../ledger/contract.ts";
import { compact } from "../compact.ts";
import { findPinnedProcedure } from "../procedure/lookup.ts";
import { headerOf, RUN_COLUMNS, type RunRow } from "./row.ts";

/** A run that has begun and not ended, with what is durable of its measurements. */
export interface OpenRunRecord {
  readonly header: RunHeader;
  readonly procedure?: Procedure;
  readonly measurementReadings: readonly NumberedReading[];
}

/** Every open run, oldest first: after a restart they are closed with what was measured. */
export const listOpenRuns: Query<Record<string, never>, OpenRunRecord[]> = ({ sql, telemetry }) =>
  sql
    .all<RunRow>(`SELECT ${RUN_COLUMNS} FROM run WHERE outcome = 'running' ORDER BY started_seq`)
    .map((row) => {
      const header = headerOf(row);
      const { rig, id: runId, startedAt: fromUs } = header;
      const procedure = findPinnedProcedure(sql, header);
      const measurementReadings = telemetry.measurementsOfRun({ rig, runId, fromUs });
      return compact({ header, procedure, measurementReadings });
    });
