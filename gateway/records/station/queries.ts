import { siteDate } from "../../domain/equipment/status.ts";
import { isoTime } from "../../domain/iso-time.ts";
import type { ReferenceUnit } from "../../domain/reference/reference-unit.ts";
import { shiftAt } from "../../domain/site/shift.ts";
import type { Query, SqlReader } from "../../ledger/contract.ts";
import { findArming, presentArming } from "../arming/lookup.ts";
import { latestTime } from "../clock/latest-time.ts";
import { compact } from "../compact.ts";
import { pinEquipment } from "../equipment/pin.ts";
import { findEquipment } from "../equipment/rules.ts";
import { listPlans } from "../maintenance/lookup.ts";
import { listReferences } from "../reference-unit/lookup.ts";
import type { RigBody } from "../rig/rules.ts";
import { currentSite } from "../site/rules.ts";
import type { DueView, StationDetail, StationView } from "./record.ts";
import { listTestingRigs } from "./rigs.ts";

/** The rigs that the configuration has now, and the moment. */
export interface StationsNow {
  readonly rigs: readonly string[];
  /** Microseconds since the epoch. */
  readonly now: number;
}

/** Every station at which units are tested, by id. */
export const listStations: Query<StationsNow, StationView[]> = ({ sql }, { rigs, now }) => {
  const at = latestTime(sql, now);
  const names = sql
    .all<{ body: string }>("SELECT body FROM rig ORDER BY station")
    .map(({ body }) => JSON.parse(body) as RigBody)
    .filter(({ name, isInstrument }) => isInstrument !== true && rigs.includes(name))
    .map(({ station }) => station);
  return [...new Set(names)].map((station) => presentStation(sql, { station, rigs }, at));
};

/** One station with all that is due. Throws Refusal `station.not-found`. */
export const getStation: Query<StationsNow & { readonly station: string }, StationDetail> = (
  { sql },
  { station, rigs, now },
) => {
  const at = latestTime(sql, now);
  const shift = shiftAt(currentSite(sql), at);
  const own = listTestingRigs(sql, { station, rigs });
  return compact({
    ...presentStation(sql, { station, rigs }, at),
    at: isoTime(at),
    shift: shift?.name,
    shiftUntil: shift && isoTime(shift.until),
    due: own.flatMap((rig) => dueAt(sql, rig, at)),
  }) as StationDetail;
};

function presentStation(
  sql: SqlReader,
  of: { readonly station: string; readonly rigs: readonly string[] },
  at: number,
): StationView {
  const { station: id } = of;
  const declared = sql.get<{ title: string }>("SELECT title FROM station WHERE id = ?", id);
  const rigs = listTestingRigs(sql, of).map((rig) =>
    compact({
      ...{ name: rig.name, title: rig.title, operation: rig.operation },
      ...{ partNumber: rig.partNumber, strength: rig.interlocks?.strength },
      readsSerial: rig.readsSerial ?? false,
      slots: slotsOf(rig).map((slot) => {
        const arming = findArming(sql, rig.name, slot);
        return compact({ slot, arming: arming && presentArming(arming, at) });
      }),
    }),
  );
  return { id, title: declared?.title ?? id, rigs } as StationView;
}

function slotsOf({ slots = [] }: RigBody): readonly string[] {
  return slots.length === 0 ? [""] : slots;
}

/** In the order in which a shift sees to them: what holds units back before what warns. */
function dueAt(sql: SqlReader, rig: RigBody, at: number): readonly DueView[] {
  const all = [
    ...dueReferences(sql, rig, at),
    ...dueEquipment(sql, rig, at),
    ...dueWork(sql, rig, at),
  ];
  return all.toSorted((one, other) => RANK[one.state] - RANK[other.state]);
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
        return [{ kind: "reference", ...of, id, title, state, why, ...mustFail }];
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
      return { kind: "equipment", rig: rig.name, id, title: known?.title ?? id, state, why };
    });
}

function dueWork(sql: SqlReader, rig: RigBody, at: number): readonly DueView[] {
  return listPlans(sql, { rig: rig.name, at }).flatMap(({ id, title, due, policy }): DueView[] => {
    if (due === undefined) return [];
    const state = policy === "block" ? "due" : "warning";
    return [{ kind: "maintenance", rig: rig.name, id, title, state, why: due }];
  });
}
