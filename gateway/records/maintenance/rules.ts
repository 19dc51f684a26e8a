import { isoTime } from "../../domain/iso-time.ts";
import type { MaintenancePlan } from "../../domain/maintenance.ts";
import { Refusal, type Rule, type SqlReader } from "../../ledger/contract.ts";
import {
  assertExpectedVersion,
  type ImportResult,
  isSameContent,
  type Latest,
  refuseInvalid,
  requireReason,
  unchanged,
} from "../import-rule.ts";
import { findRig } from "../rig/rules.ts";
import type { MaintenanceBody } from "./record.ts";

/** A plan as it is to be; a change needs its reason. */
export interface SavePlan {
  readonly plan: MaintenancePlan;
  readonly reason?: string;
}

/** Makes or changes a plan. Throws Refusal `record.invalid`, `record.reason-missing`. */
export const savePlan: Rule<SavePlan, ImportResult> = (sql, { plan, reason }, context) => {
  const before = findPlan(sql, plan.id);
  assertExpectedVersion(context, before?.version ?? 0);
  if (before !== undefined && isSameContent(before.body, plan)) return unchanged();
  if (
    plan.everyDays === undefined &&
    plan.everyRuns === undefined &&
    plan.everyHours === undefined
  ) {
    refuseInvalid("everyDays", "a plan says after how many days, runs or hours");
  }
  if (findRig(sql, plan.rig) === undefined) refuseInvalid("rig", `there is no rig ${plan.rig}`);
  if (before !== undefined) {
    if (before.body.rig !== plan.rig) refuseInvalid("rig", `${plan.id} is of ${before.body.rig}`);
    requireReason(reason, `maintenance plan ${plan.id}`);
  }
  const version = (before?.version ?? 0) + 1;
  const action = before === undefined ? "planned" : "changed";
  const entry = { type: "maintenance-plan", id: plan.id, version, schema: "maintenance-plan/1" };
  const why = reason === undefined ? {} : { reason };
  return { entries: [{ ...entry, action, body: plan, ...why }], result: "imported" };
};

/**
 * Records that it was performed: its counts begin anew. Idempotent by id. Throws Refusal
 * `record.not-found`, `record.invalid` for what lies ahead or for another one of this id.
 */
export const performMaintenance: Rule<MaintenanceBody, ImportResult> = (sql, body, context) => {
  const { id, planId, performedAt } = body;
  if (findPlan(sql, planId) === undefined) {
    throw new Refusal("record.not-found", `there is no maintenance plan ${planId}`, { id: planId });
  }
  const before = sql.get<{ body: string }>("SELECT body FROM maintenance WHERE id = ?", id);
  if (before !== undefined) {
    if (isSameContent(JSON.parse(before.body), body)) return unchanged();
    refuseInvalid("id", `maintenance ${id} is recorded with other content`);
  }
  if (performedAt > context.occurredAt) {
    refuseInvalid("performedAt", `${isoTime(performedAt)} has not come yet`);
  }
  const entry = { type: "maintenance", id, version: 1, schema: "maintenance/1", body };
  const occurredAt = { occurredAt: performedAt };
  return { entries: [{ ...entry, ...occurredAt, action: "performed" }], result: "imported" };
};

function findPlan(sql: SqlReader, id: string): Latest<MaintenancePlan> | undefined {
  const row = sql.get<{ version: number; body: string }>(
    "SELECT version, body FROM maintenance_plan WHERE id = ?",
    id,
  );
  return row && { version: row.version, body: JSON.parse(row.body) as MaintenancePlan };
}
