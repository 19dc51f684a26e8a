import { isoTime } from "../../domain/iso-time.ts";
import { shiftAt } from "../../domain/site/shift.ts";
import type { Query, SqlReader } from "../../ledger/contract.ts";
import { findArming, presentArming } from "../arming/lookup.ts";
import { latestTime } from "../clock/latest-time.ts";
import { compact } from "../compact.ts";
import type { RigBody } from "../rig/rules.ts";
import { currentSite } from "../site/rules.ts";
import { listDue, listLocking, slotsOf } from "./due.ts";
import { reasonsOf } from "./reasons.ts";
import type { StationDetail, StationView } from "./record.ts";
import { listTestingRigs } from "./rigs.ts";
import { findStation } from "./rules.ts";

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
  const declared = findStation(sql, station);
  const due = own.flatMap((rig) => listDue(sql, rig, at));
  const holding = declared?.lockedUntilChecked === true ? listLocking(sql, declared, at) : [];
  return compact({
    ...presentStation(sql, { station, rigs }, at),
    at: isoTime(at),
    shift: shift?.name,
    shiftUntil: shift && isoTime(shift.until),
    due,
    locked: holding.length > 0,
    reasons: reasonsOf(declared),
  }) as StationDetail;
};

function presentStation(
  sql: SqlReader,
  of: { readonly station: string; readonly rigs: readonly string[] },
  at: number,
): StationView {
  const { station: id } = of;
  const declared = findStation(sql, id);
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
