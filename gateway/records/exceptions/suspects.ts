/**
 * Runs that an instrument has made suspect after the fact: it was found out of tolerance at a later
 * calibration (CR-44). What a run pinned stays; this is what is known of it today.
 */
import type { Entry } from "../../domain/entry.ts";
import { type Calibration, wasFoundGood } from "../../domain/equipment/equipment.ts";
import { type SuspectWindow, suspectWindow } from "../../domain/equipment/impact.ts";
import type { UsedEquipment } from "../../domain/equipment/used.ts";
import { isoTime } from "../../domain/iso-time.ts";
import type { RunRecord } from "../../domain/run.ts";
import type { SqlReader } from "../../ledger/contract.ts";
import { listCalibrations } from "../equipment/rules.ts";
import type { Finding } from "./classify.ts";

/** A calibration that found an instrument bad, with the uses that makes suspect. */
interface FoundBad {
  readonly found: Calibration;
  readonly window: SuspectWindow;
}

/** The same for each instrument, read once. */
export type BadFindings = Map<string, readonly FoundBad[]>;

/** What was measured when and with what. */
export interface Use {
  /** Microseconds since the epoch. */
  readonly startedAt: number;
  readonly equipment: readonly Pick<UsedEquipment, "id" | "status">[];
}

/** What is known today of a finished run's instruments; empty for any other entry. */
export function suspicionsOf(
  sql: SqlReader,
  { type }: Pick<Entry, "type">,
  body: unknown,
): readonly Finding[] {
  if (type !== "run") return [];
  const { outcome, startedAt, equipment = [] } = body as Partial<RunRecord>;
  if (outcome === undefined || startedAt === undefined || equipment.length === 0) return [];
  if (!equipment.some(({ id }) => isCalibratedSince(sql, id, startedAt))) return [];
  const finding = suspicionOf(sql, { startedAt, equipment }, new Map());
  return finding === undefined ? [] : [finding];
}

/** For nearly every run there is no later one when it ends, and nothing else needs to be read. */
function isCalibratedSince(sql: SqlReader, equipmentId: string, startedAt: number): boolean {
  const later = sql.get(
    "SELECT 1 FROM calibration WHERE equipment_id = ? AND performed_at > ? LIMIT 1",
    ...[equipmentId, startedAt],
  );
  return later !== undefined;
}

/** Undefined where every instrument is as good as it was thought, or was known bad already. */
export function suspicionOf(
  sql: SqlReader,
  { startedAt, equipment }: Use,
  known: BadFindings,
): Finding | undefined {
  if (equipment.some(({ status }) => status === "out_of_tolerance")) return undefined;
  const words = new Set<string>();
  for (const { id } of equipment) {
    for (const { found, window } of findBad(sql, id, known)) {
      if (startedAt < (window.fromUs ?? 0) || startedAt >= window.toUs) continue;
      words.add(`${id}, found out of tolerance on ${isoTime(found.performedAt).slice(0, 10)}`);
    }
  }
  if (words.size === 0) return undefined;
  return { kind: "out-of-tolerance", text: `measured with ${[...words].sort().join("; ")}` };
}

/** Every calibration that found the instrument out of tolerance, the latest first. */
export function findBad(sql: SqlReader, id: string, known: BadFindings): readonly FoundBad[] {
  const before = known.get(id);
  if (before !== undefined) return before;
  const all = listCalibrations(sql, id);
  const bad = all
    .filter((each) => !wasFoundGood(each))
    .flatMap((found) => {
      const window = suspectWindow(found, all);
      return window === undefined ? [] : [{ found, window }];
    });
  known.set(id, bad);
  return bad;
}
