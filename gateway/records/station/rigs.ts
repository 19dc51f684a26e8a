import { Refusal, type SqlReader } from "../../ledger/contract.ts";
import type { RigBody } from "../rig/rules.ts";

/** A station, and the rigs that the configuration has now. */
export interface StationRigs {
  readonly station: string;
  readonly rigs: readonly string[];
}

/** The rigs at which units are tested there, by name. Throws Refusal `station.not-found`. */
export function listTestingRigs(
  sql: SqlReader,
  { station, rigs }: StationRigs,
): readonly RigBody[] {
  const found = sql
    .all<{ body: string }>("SELECT body FROM rig WHERE station = ? ORDER BY name", station)
    .map(({ body }) => JSON.parse(body) as RigBody)
    .filter(({ name, isInstrument }) => isInstrument !== true && rigs.includes(name));
  if (found.length > 0) return found;
  throw new Refusal("station.not-found", `There is no station ${station} that tests units.`, {
    station,
  });
}
