/** What keeps a rig fit: how often it was used, its instruments, its maintenance. */
import { z } from "zod";
import type { Query, SqlReader } from "../../ledger/contract.ts";
import { Refusal } from "../../ledger/contract.ts";
import { compact } from "../compact.ts";
import { pinEquipment } from "../equipment/pin.ts";
import { findEquipment, listCalibrations } from "../equipment/rules.ts";
import { listPlans } from "../maintenance/lookup.ts";
import { maintenancePlanView } from "../maintenance/record.ts";
import { currentSite } from "../site/rules.ts";
import { findRig } from "./rules.ts";

/** A rig's upkeep as the page of rigs shows it. */
export const rigUpkeepView = z.object({
  rig: z.string(),
  runs: z.number().int().describe("Own runs ever, finished however they ended"),
  testingMs: z.number().describe("What they took together"),
  equipment: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      status: z.string(),
      dueOn: z.string().optional(),
    }),
  ),
  maintenance: z.array(maintenancePlanView),
});

export type RigUpkeepView = z.infer<typeof rigUpkeepView>;

/** One rig's upkeep at that moment. Throws Refusal `rig.not-found`. */
export const readRigUpkeep: Query<{ readonly rig: string; readonly now: number }, RigUpkeepView> = (
  { sql },
  { rig: name, now },
) => {
  const rig = findRig(sql, name);
  if (rig === undefined) throw new Refusal("rig.not-found", `There is no rig ${name}.`, { name });
  const used = sql.get<{ runs: number; busyMs: number }>(
    "SELECT runs, busy_ms AS busyMs FROM rig_use WHERE rig = ?",
    name,
  );
  const { timeZone } = currentSite(sql);
  const pinned = pinEquipment(sql, rig.equipment ?? [], { startedAt: now, timeZone });
  return {
    rig: name,
    runs: used?.runs ?? 0,
    testingMs: used?.busyMs ?? 0,
    equipment: pinned.map(({ id, status }) => presentEquipment(sql, { id, status, now })),
    maintenance: [...listPlans(sql, { rig: name, at: now })],
  };
};

function presentEquipment(
  sql: SqlReader,
  { id, status, now }: { readonly id: string; readonly status: string; readonly now: number },
): RigUpkeepView["equipment"][number] {
  const title = findEquipment(sql, id)?.body.title ?? id;
  const latest = listCalibrations(sql, id).find(({ performedAt }) => performedAt <= now);
  return compact({ id, title, status, dueOn: latest?.dueOn });
}
