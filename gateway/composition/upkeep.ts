/** Composition of what the gateway does for its own data. Part of compose.ts. */

import type { GatewayLedger, Opening } from "../opening.ts";
import { PROBLEMS } from "../platform/problems.ts";
import { wait } from "../platform/wait.ts";
import type { HealthView } from "../records/views.ts";
import { createDiskGuard, type DiskGuard } from "../station/upkeep/disk-guard.ts";
import { openUpkeep } from "../station/upkeep/upkeep.ts";

const MEGABYTE = 1_048_576;
const DAY_US = 86_400_000_000;

/** Opens it onto the stack; returns what keeps runs from filling the disk. */
export function openUpkeepOf(opening: Opening, ledger: GatewayLedger): DiskGuard {
  const { config, clock, log, dataDirectory: directory, stack, out } = opening;
  const { telemetryDays, telemetryMb } = config.retention;
  const guard = createDiskGuard({ directory, reserveBytes: config.disk.reserveMb * MEGABYTE });
  const policy = { ageMaxUs: telemetryDays * DAY_US, bytesMax: telemetryMb * MEGABYTE };
  const upkeep = stack.use(
    openUpkeep({ ...{ ledger, directory, guard, policy, clock, log, wait } }),
  );
  upkeep.ended.catch(opening.fail);
  if (ledger.damage !== undefined) {
    out(`  DAMAGED    ${ledger.damage}; run \`rigline verify\``);
    log.error({ damage: ledger.damage }, "the end of the ledger is damaged; a new log was begun");
  }
  return guard;
}

/** How the gateway's own data stand; of two faults damage is told first. */
export function upkeepView(
  ledger: Pick<GatewayLedger, "damage">,
  guard: DiskGuard,
  since: string,
): Pick<HealthView["ledger"], "fault" | "freeBytes"> {
  const fault = faultOf(ledger, guard, since);
  const { freeBytes } = guard;
  return {
    ...(Number.isFinite(freeBytes) ? { freeBytes } : {}),
    ...(fault === undefined ? {} : { fault }),
  };
}

function faultOf(
  ledger: Pick<GatewayLedger, "damage">,
  guard: DiskGuard,
  since: string,
): HealthView["ledger"]["fault"] {
  if (ledger.damage !== undefined) {
    const { remedy } = PROBLEMS["ledger.damaged"];
    return { code: "ledger.damaged", message: ledger.damage, remedy, since };
  }
  if (guard.bytesWanted === 0) return undefined;
  const { remedy, title } = PROBLEMS["disk.reserved"];
  const free = Math.floor(guard.freeBytes / MEGABYTE);
  return { code: "disk.reserved", message: `${title}: ${free} MB left`, remedy, since };
}
