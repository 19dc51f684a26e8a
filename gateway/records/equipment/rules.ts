/** Commands on measuring equipment: what it is, and its calibrations. */
import { type Calibration, type Equipment, isWithin } from "../../domain/equipment/equipment.ts";
import { siteDate } from "../../domain/equipment/status.ts";
import { isoTime } from "../../domain/iso-time.ts";
import { isKnownUnit } from "../../domain/units.ts";
import { type CommandContext, Refusal, type Rule, type SqlReader } from "../../ledger/contract.ts";
import {
  assertExpectedVersion,
  type ImportResult,
  isSameContent,
  type Latest,
  refuseInvalid,
  requireReason,
  saidByFile,
  unchanged,
} from "../import-rule.ts";

/** An instrument as it is to be; a change needs its reason. */
export interface SaveEquipment {
  readonly equipment: Equipment;
  readonly reason?: string;
}

/**
 * Registers equipment or changes what is known of it. The same content appends nothing; a change
 * without a reason is Refusal `record.reason-missing` (CR-04). A file that says what it said before
 * takes back nothing.
 */
export const saveEquipment: Rule<SaveEquipment, ImportResult> = (sql, input, context) => {
  const { equipment, reason } = input;
  const before = findEquipment(sql, equipment.id);
  assertExpectedVersion(context, before?.version ?? 0);
  if (before !== undefined && isSameContent(before.body, equipment)) return unchanged();
  const said = saidByFile(sql, { type: "equipment", id: equipment.id }, context);
  if (said !== undefined && isSameContent(said, equipment)) return unchanged();
  const version = (before?.version ?? 0) + 1;
  if (before !== undefined) requireReason(reason, `equipment ${equipment.id}`);
  const entry = { type: "equipment", id: equipment.id, version, schema: "equipment/1" };
  const action = before === undefined ? "registered" : "changed";
  const why = reason === undefined ? {} : { reason };
  return { entries: [{ ...entry, action, body: equipment, ...why }], result: "imported" };
};

/** A calibration with the site's time zone, in which its days are counted. */
export interface Calibrate {
  readonly calibration: Omit<Calibration, "dueOn"> & { readonly dueOn?: string };
  readonly timeZone: string;
  readonly reason?: string;
}

/**
 * Records a calibration. Idempotent by id: the same content appends nothing; other content is a
 * correction, a new version that needs a reason. Throws Refusal `equipment.not-found`,
 * `record.invalid` for what contradicts itself or lies ahead, `record.reason-missing`.
 */
export const calibrate: Rule<Calibrate, ImportResult> = (sql, input, context) => {
  const { id, equipmentId, performedAt } = input.calibration;
  const equipment = getEquipmentBody(sql, equipmentId);
  const dueOn =
    input.calibration.dueOn ??
    siteDate(performedAt + equipment.body.intervalDays * DAY_US, input.timeZone);
  const body: Calibration = { ...input.calibration, dueOn };
  const before = findCalibration(sql, id);
  if (before !== undefined && isSameContent(before.body, body)) return unchanged();
  const said = saidByFile<Calibration>(sql, { type: "calibration", id }, context);
  // What the file did not state was worked out then, with the interval of then.
  const stated = { dueOn: said?.dueOn, ...input.calibration };
  if (said !== undefined && isSameContent(said, stated)) return unchanged();
  refuseContradictions(body, input.timeZone, context);
  if (before !== undefined) {
    if (before.body.equipmentId !== equipmentId) {
      refuseInvalid("id", `calibration ${id} is one of ${before.body.equipmentId}`);
    }
    requireReason(input.reason, `calibration ${id}`);
  }
  const version = (before?.version ?? 0) + 1;
  const entry = { type: "calibration", id, version, schema: "calibration/1", body };
  const action = before === undefined ? "recorded" : "corrected";
  const why = input.reason === undefined ? {} : { reason: input.reason };
  const occurredAt = { occurredAt: performedAt };
  return { entries: [{ ...entry, ...occurredAt, action, ...why }], result: "imported" };
};

const DAY_US = 86_400_000_000;

function refuseContradictions(
  { performedAt, dueOn, points }: Calibration,
  timeZone: string,
  context: CommandContext,
): void {
  if (performedAt > context.occurredAt) {
    refuseInvalid("performedAt", `${isoTime(performedAt)} has not come yet`);
  }
  if (dueOn < siteDate(performedAt, timeZone)) {
    refuseInvalid("dueOn", "it would have been due before it was made");
  }
  for (const [index, point] of points.entries()) {
    const at = `points.${index}`;
    if (!isKnownUnit(point.unit)) refuseInvalid(`${at}.unit`, `"${point.unit}" is no known unit`);
    const { range, asFound } = point;
    if (range !== undefined && (range.low > asFound || range.high < asFound)) {
      refuseInvalid(`${at}.range`, `it does not hold the reading ${asFound}`);
    }
    if (point.asLeft !== undefined && isWorse(point.asLeft, point)) {
      refuseInvalid(`${at}.asLeft`, "it was left out of tolerance though it had been within");
    }
  }
}

/** An adjustment that makes it worse is a slip of the pen far more often than a fact. */
function isWorse(asLeft: number, point: Calibration["points"][number]): boolean {
  return isWithin(point, point.asFound) && !isWithin(point, asLeft);
}

/** The latest version of an instrument; undefined for an unknown one. */
export function findEquipment(sql: SqlReader, id: string): Latest<Equipment> | undefined {
  const row = sql.get<{ version: number; body: string }>(
    "SELECT version, body FROM equipment WHERE id = ?",
    id,
  );
  return row && { version: row.version, body: JSON.parse(row.body) as Equipment };
}

/** The same, thrown as Refusal `equipment.not-found` where there is none. */
export function getEquipmentBody(sql: SqlReader, id: string): Latest<Equipment> {
  const found = findEquipment(sql, id);
  if (found !== undefined) return found;
  throw new Refusal("equipment.not-found", `there is no equipment ${id}`, { id });
}

function findCalibration(sql: SqlReader, id: string): Latest<Calibration> | undefined {
  const row = sql.get<{ version: number; body: string }>(
    "SELECT version, body FROM calibration WHERE id = ?",
    id,
  );
  return row && { version: row.version, body: JSON.parse(row.body) as Calibration };
}

/** Every calibration of an instrument, the latest first. */
export function listCalibrations(sql: SqlReader, equipmentId: string): readonly Calibration[] {
  return sql
    .all<{ body: string }>(
      "SELECT body FROM calibration WHERE equipment_id = ? ORDER BY performed_at DESC, id DESC",
      equipmentId,
    )
    .map(({ body }) => JSON.parse(body) as Calibration);
}
