/** All that is due at a rig: reference units for each slot, calibration, maintenance. */
import { siteDate } from "../../domain/equipment/status.ts";
import type { Override } from "../../domain/interlock/override.ts";
import type { ReferenceUnit } from "../../domain/reference/reference-unit.ts";
import type { SqlReader } from "../../ledger/contract.ts";
import { compact } from "../compact.ts";
import { pinEquipment } from "../equipment/pin.ts";
import { findEquipment } from "../equipment/rules.ts";
import { listPlans } from "../maintenance/lookup.ts";
import { listReferences } from "../reference-unit/lookup.ts";
import { findRig, type RigBody } from "../rig/rules.ts";
import { findRigService } from "../rig-service/lookup.ts";
import { currentSite } from "../site/rules.ts";
import type { DueView } from "./record.ts";
import type { StationBody } from "./rules.ts";

/** The names of a rig's slots; one that is empty for a rig without. */
export function slotsOf({ slots = [] }: RigBody): readonly string[] {
  return slots.length === 0 ? [""] : slots;
}

/** In the order in which a shift sees to them: what holds units back before what warns. */
export function listDue(sql: SqlReader, rig: RigBody, at: number): readonly DueView[] {
  const all = [
    ...dueReferences(sql, rig, at),
    ...dueEquipment(sql, rig, at),
    ...dueWork(sql, rig, at),
  ];
  return all.toSorted((one, other) => RANK[one.state] - RANK[other.state]);
}

/**
 * What keeps the whole of a station locked: all that is due there and let pass by nobody, but for
 * rigs that are out of service, which can not be checked.
 */
export function listLocking(
  sql: SqlReader,
  { id, rigs = [] }: Pick<StationBody, "id" | "rigs">,
  at: number,
): readonly DueView[] {
  return rigs
    .flatMap((name) => findRig(sql, name) ?? [])
    .filter(({ station, isInstrument }) => station === id && isInstrument !== true)
    .filter(({ name }) => findRigService(sql, name)?.enabled !== false)
    .flatMap((rig) => listDue(sql, rig, at))
    .filter((due) => due.state !== "warning" && !isLetPass(sql, due, at));
}

/** Signed for the rest of the shift: then what is due holds back no unit, so it locks nothing. */
function isLetPass(sql: SqlReader, { kind, rig }: DueView, at: number): boolean {
  if (kind === "reference") return false;
  const given = sql
    .all<{ body: string }>(
      "SELECT body FROM override WHERE rig = ? AND until_us > ? ORDER BY given_seq DESC LIMIT 200",
      ...[rig, at],
    )
    .map(({ body }) => JSON.parse(body) as Override);
  return given.some((override) => {
    const { check, scope, from, revoked } = override;
    return check === kind && scope.kind === "shift" && from <= at && revoked !== true;
  });
}

const RANK = { failed: 0, due: 1, warning: 2 } as const;

function dueReferences(sql: SqlReader, rig: RigBody, at: number): readonly DueView[] {
  return partsOf(sql, rig).flatMap((partNumber) =>
    slotsOf(rig).flatMap((slot) => {
      const place = { rig: rig.name, slot, operation: rig.operation, partNumber, at };
      return listReferences(sql, place).flatMap((reference): DueView[] => {
        const { id, serialNumber, kind, since, last } = reference;
        const isFailed = last?.held === false;
        const isDue = since !== undefined && (last === undefined || last.at < since.at);
        if (!isFailed && !isDue) return [];
        const why = isFailed ? last.why : `not tested since the ${since?.why}`;
        const state = isFailed ? ("failed" as const) : ("due" as const);
        const mustFail = mustFailOf(sql, id);
        const of = slot === "" ? { rig: rig.name } : { rig: rig.name, slot };
        const title = `${kind === "golden" ? "Golden" : "Failing"} unit ${serialNumber}`;
        const unit = compact({
          serialNumber,
          unitKind: kind,
          since: isDue ? since?.why : undefined,
        });
        return [{ kind: "reference", ...of, id, title, state, why, ...unit, ...mustFail }];
      });
    }),
  );
}

function mustFailOf(sql: SqlReader, id: string): Pick<DueView, "mustFail"> {
  const row = sql.get<{ body: string }>("SELECT body FROM reference_unit WHERE id = ?", id);
  const { mustFail = [] } = row === undefined ? {} : (JSON.parse(row.body) as ReferenceUnit);
  return mustFail.length === 0 ? {} : { mustFail: [...mustFail] };
}

/** What a rig tests: its one part number, or what its slots are set up for. */
function partsOf(sql: SqlReader, rig: RigBody): readonly string[] {
  if (rig.partNumber !== undefined) return [rig.partNumber];
  return sql
    .all<{ partNumber: string }>(
      "SELECT DISTINCT part_number AS partNumber FROM rig_setup WHERE rig = ? ORDER BY 1",
      rig.name,
    )
    .map(({ partNumber }) => partNumber);
}

const FIT: readonly string[] = ["valid", "unverified"];

function dueEquipment(sql: SqlReader, rig: RigBody, at: number): readonly DueView[] {
  const { timeZone } = currentSite(sql);
  return pinEquipment(sql, rig.equipment ?? [], { startedAt: at, timeZone })
    .filter(({ status }) => !FIT.includes(status))
    .map(({ id, status }) => {
      const known = findEquipment(sql, id)?.body;
      const isHard = status !== "due_soon" && (known?.policy ?? "block") === "block";
      const state = isHard ? "due" : "warning";
      const why = `${status.replaceAll("_", " ")} on ${siteDate(at, timeZone)}`;
      const title = known?.title ?? id;
      return { kind: "equipment", rig: rig.name, id, title, state, why, status };
    });
}

function dueWork(sql: SqlReader, rig: RigBody, at: number): readonly DueView[] {
  return listPlans(sql, { rig: rig.name, at }).flatMap(({ id, title, due, policy }): DueView[] => {
    if (due === undefined) return [];
    const state = policy === "block" ? "due" : "warning";
    return [{ kind: "maintenance", rig: rig.name, id, title, state, why: due }];
  });
}
