/** Commands on components: installed, removed, swapped. */
import { isoTime } from "../../domain/iso-time.ts";
import { mayMove } from "../../domain/unit/unit-life.ts";
import {
  type CommandContext,
  type NewEntry,
  Refusal,
  type Rule,
  type SqlReader,
} from "../../ledger/contract.ts";
import { compact } from "../compact.ts";
import { refuseInvalid } from "../import-rule.ts";
import { findUnitRow, getUnitRow, type UnitRow } from "../unit/lookup.ts";
import { moveEntry } from "../unit/move.ts";
import type { ComponentBody, ComponentPart } from "./record.ts";

/** What is to be at a position of a unit; without `part` it is to be empty. */
export interface ChangeComponent {
  readonly unitId: string;
  readonly position: string;
  readonly part?: ComponentPart;
  readonly reason?: string;
  /** Where a unit that was tested already begins again. */
  readonly operation?: string;
  /** When it was done, where that is told later; microseconds since the epoch. */
  readonly doneAt?: number;
}

/** What the command answers. */
export interface ComponentChanged {
  readonly action: "installed" | "removed" | "swapped";
}

/**
 * Installs, swaps or removes a component. What changes what was there sends a tested unit back to
 * the operation named; an installation on the way does not. Throws Refusal `unit.not-here` for a
 * unit that is shipped, returned or scrap, `component.installed` for a serial that is elsewhere,
 * `component.circle` where a unit would be part of itself, `component.unfit` for one on hold or
 * scrap, `record.reason-missing`, `record.invalid`.
 */
export const changeComponent: Rule<ChangeComponent, ComponentChanged> = (sql, input, context) => {
  const { unitId, position, part, reason } = input;
  const unit = getUnitRow(sql, unitId);
  refuseGone(unit);
  const before = findInstalled(sql, unitId, position);
  if (part === undefined && before === undefined) {
    refuseInvalid("position", `nothing is installed at ${position}`);
  }
  if (part !== undefined) refuseUnfit(sql, unit, part);
  const { doneAt = context.occurredAt } = input;
  refuseImpossible(doneAt, before, context);
  const action = part === undefined ? "removed" : before === undefined ? "installed" : "swapped";
  if (action !== "installed" && reason === undefined) {
    const message = `${position} of ${unit.serialNumber} is ${action}: say why`;
    throw new Refusal("record.reason-missing", message, { position });
  }
  const body: ComponentBody = compact({ unitId, position, part });
  const id = `${unitId}:${position}`;
  const version = latestVersion(sql, id) + 1;
  const base = { type: "component", id, version, schema: "component/1", action, body };
  const done = { ...base, occurredAt: doneAt };
  const entry: NewEntry = reason === undefined ? done : { ...done, reason };
  const move = moveOf(sql, unit, { input, action });
  return { entries: move === undefined ? [entry] : [entry, move], result: { action } };
};

function refuseGone({ status, serialNumber }: UnitRow): void {
  if (status !== "shipped" && status !== "returned" && status !== "scrap") return;
  const message = `unit ${serialNumber} is ${status}`;
  throw new Refusal("unit.not-here", message, { status });
}

interface Installed {
  readonly installedAt: number;
}

/** What is told later lies in the past, and after what was there before. */
function refuseImpossible(
  doneAt: number,
  before: Installed | undefined,
  { occurredAt }: CommandContext,
): void {
  if (doneAt > occurredAt) refuseInvalid("doneAt", `${isoTime(doneAt)} has not come yet`);
  if (before === undefined || doneAt >= before.installedAt) return;
  refuseInvalid("doneAt", `what is there was installed later, ${isoTime(before.installedAt)}`);
}

function findInstalled(sql: SqlReader, unitId: string, position: string): Installed | undefined {
  return sql.get<{ installedAt: number }>(
    "SELECT installed_at AS installedAt FROM component WHERE unit_id = ? AND position = ? AND removed_at IS NULL",
    ...[unitId, position],
  );
}

function latestVersion(sql: SqlReader, id: string): number {
  const row = sql.get<{ latest: number | null }>(
    "SELECT max(version) AS latest FROM entry WHERE type = 'component' AND id = ?",
    id,
  );
  return row?.latest ?? 0;
}

function refuseUnfit(sql: SqlReader, unit: UnitRow, part: ComponentPart): void {
  const { partNumber, serialNumber, lot } = part;
  if ((serialNumber === undefined) === (lot === undefined)) {
    refuseInvalid("part", "a component has a serial number or a lot");
  }
  if (serialNumber === undefined) return;
  const elsewhere = sql.get<{ unitId: string; position: string }>(
    `SELECT unit_id AS unitId, position FROM component
     WHERE part_number = ? AND serial_number = ? AND removed_at IS NULL`,
    ...[partNumber, serialNumber],
  );
  if (elsewhere !== undefined) {
    const message = `${serialNumber} is installed at ${elsewhere.position} of ${elsewhere.unitId}`;
    throw new Refusal("component.installed", message, elsewhere);
  }
  const child = findUnitRow(sql, partNumber, serialNumber);
  if (child === undefined) return;
  if (child.id === unit.id || isWithin(sql, unit.id, child.id)) {
    const message = `${unit.serialNumber} is a part of ${serialNumber}: neither can hold the other`;
    throw new Refusal("component.circle", message, { unitId: child.id });
  }
  if (child.holds === 0 && child.status !== "scrap" && child.status !== "returned") return;
  const state = child.holds > 0 ? "on hold" : child.status;
  throw new Refusal("component.unfit", `${serialNumber} is ${state}`, { unitId: child.id });
}

/** True where `outer` holds `inner`, at any depth; each unit is in one other at most. */
function isWithin(sql: SqlReader, inner: string, outer: string): boolean {
  const row = sql.get(
    `WITH RECURSIVE up (unit_id) AS (
       SELECT ?
       UNION
       SELECT component.unit_id FROM up JOIN unit ON unit.id = up.unit_id
       JOIN component ON component.part_number = unit.part_number
         AND component.serial_number = unit.serial_number AND component.removed_at IS NULL
     )
     SELECT 1 FROM up WHERE unit_id = ?`,
    ...[inner, outer],
  );
  return row !== undefined;
}

interface Change {
  readonly input: ChangeComponent;
  readonly action: ComponentChanged["action"];
}

/** A unit under repair or untested has nothing to lose; the end of its repair sends it back. */
function moveOf(sql: SqlReader, unit: UnitRow, { input, action }: Change): NewEntry | undefined {
  if (!mayMove("swap", unit.status)) return undefined;
  const isFinished = unit.status === "passed_all" || unit.status === "released";
  if (action === "installed" && !isFinished) return undefined;
  const { operation, reason, unitId, position } = input;
  if (operation === undefined) {
    return refuseInvalid("operation", `the unit is ${unit.status}: name where it begins again`);
  }
  const cause = { type: "component", id: `${unitId}:${position}` };
  return moveEntry(sql, unit, { kind: "swap", operation, cause, ...(reason ? { reason } : {}) });
}
