/** Commands that take a rig out of service and back. */
import { Refusal, type Rule } from "../../ledger/contract.ts";
import { assertExpectedVersion, requireReason } from "../import-rule.ts";
import { findRig } from "../rig/rules.ts";
import { findRigService } from "./lookup.ts";
import type { RigServiceBody } from "./record.ts";

/** How a rig is to stand, and why. */
export interface SetRigService {
  readonly rig: string;
  readonly enabled: boolean;
  readonly reason: string;
}

/**
 * Disables or enables a rig. Throws Refusal `rig.not-found`, `rig.disabled` and `rig.enabled` where
 * it stands so already, `record.reason-missing`, `record.version-conflict`.
 */
export const setRigService: Rule<SetRigService, { readonly version: number }> = (
  sql,
  { rig: name, enabled, reason },
  context,
) => {
  const rig = findRig(sql, name);
  if (rig === undefined) throw new Refusal("rig.not-found", `There is no rig ${name}.`, { name });
  const before = findRigService(sql, name);
  const stands = before?.enabled ?? true;
  assertExpectedVersion(context, before?.version ?? 0);
  if (stands === enabled) {
    const code = enabled ? "rig.enabled" : "rig.disabled";
    throw new Refusal(code, `Rig ${name} is ${enabled ? "enabled" : "disabled"} already.`);
  }
  requireReason(reason, `rig ${name}`);
  const version = (before?.version ?? 0) + 1;
  const body: RigServiceBody = { rig: name, station: rig.station, enabled };
  const entry = { type: "rig-service", id: name, version, schema: "rig-service/1", body, reason };
  return {
    entries: [{ ...entry, action: enabled ? "enabled" : "disabled" }],
    result: { version },
  };
};
