/** Which maintenance a rig has and what of it is due. Read by rules and queries. */
import { isoTime } from "../../domain/iso-time.ts";
import { type MaintenancePlan, whyDue } from "../../domain/maintenance.ts";
import type { Query, SqlReader } from "../../ledger/contract.ts";
import { compact } from "../compact.ts";
import type { MaintenancePlanView } from "./record.ts";

interface Row {
  readonly version: number;
  readonly body: string;
  readonly fromUs: number;
  readonly performedUs: number | null;
  readonly runs: number;
  readonly busyMs: number;
}

const DAY_US = 86_400_000_000;
const HOUR_MS = 3_600_000;

const PLANS = `
  SELECT version, body, from_us AS fromUs, performed_us AS performedUs,
    coalesce(runs, 0) - from_runs AS runs, coalesce(busy_ms, 0) - from_ms AS busyMs
  FROM maintenance_plan AS plan LEFT JOIN rig_use AS used ON used.rig = plan.rig`;

/** The plans of one rig, or of all, by id; retired ones are only in the list of all. */
export function listPlans(
  sql: SqlReader,
  { rig, at }: { readonly rig?: string; readonly at: number },
): readonly MaintenancePlanView[] {
  const rows =
    rig === undefined
      ? sql.all<Row>(`${PLANS} ORDER BY plan.id`)
      : sql.all<Row>(`${PLANS} WHERE plan.rig = ? ORDER BY plan.id`, rig);
  const plans = rows.map((row) => presentPlan(row, at));
  return rig === undefined ? plans : plans.filter(({ retired }) => retired !== true);
}

/** Every plan, as the API lists it. */
export const listMaintenance: Query<{ readonly now: number }, MaintenancePlanView[]> = (
  { sql },
  { now },
) => [...listPlans(sql, { at: now })];

function presentPlan(row: Row, at: number): MaintenancePlanView {
  const plan = JSON.parse(row.body) as MaintenancePlan;
  const days = Math.max(0, (at - row.fromUs) / DAY_US);
  const hours = row.busyMs / HOUR_MS;
  const due = plan.retired === true ? undefined : whyDue(plan, { days, runs: row.runs, hours });
  return compact({
    ...plan,
    ...{ version: row.version, days, hours, runs: row.runs, due },
    lastPerformedAt: row.performedUs === null ? undefined : isoTime(row.performedUs),
  }) as MaintenancePlanView;
}
