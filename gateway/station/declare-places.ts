/** Records what the configuration says of places: the site, its stations, its rigs. */
import type { Config } from "../config/schema.ts";
import type { CardReasons } from "../domain/scan/card.ts";
import type { Ledger } from "../ledger/contract.ts";
import { compact } from "../records/compact.ts";
import type { GatewayQueries } from "../records/queries.ts";
import type { RigBody } from "../records/rig/rules.ts";
import type { GatewayRules } from "../records/rules.ts";
import type { StationBody } from "../records/station/rules.ts";
import type { StationClock } from "./station-clock.ts";

/** Where they are recorded, and when. */
export interface DeclareParts {
  readonly ledger: Pick<Ledger<GatewayRules, GatewayQueries>, "execute">;
  readonly clock: StationClock;
}

/** The site and every station that has rigs or a title; nothing is appended for what is known. */
export async function declarePlaces(config: Config, parts: DeclareParts): Promise<void> {
  const { name, timeZone, shifts } = config.site;
  const site = { name, timeZone, shifts: shifts.map(compact) };
  await parts.ledger.execute("site.declare", site, contextOf("", parts));
  const rigs = [...Object.values(config.rigs), ...Object.values(config.driven)];
  const ids = new Set([...rigs.map(({ station }) => station), ...Object.keys(config.stations)]);
  for (const id of [...ids].toSorted()) {
    await parts.ledger.execute("station.declare", stationOf(id, config), contextOf(id, parts));
  }
}

/** Only what is there: a station of which nothing new is said is the one that is known. */
function stationOf(id: string, config: Config): StationBody {
  const { title = id, lockedUntilChecked = false, reasons } = config.stations[id] ?? {};
  const named = reasons && (compact(reasons) as Partial<CardReasons>);
  if (!lockedUntilChecked) return compact({ id, title, reasons: named });
  const rigs = Object.entries({ ...config.rigs, ...config.driven })
    // What is not polled can not be checked, and would keep the station locked for ever.
    .filter(([, rig]) => rig.station === id && !("enabled" in rig && !rig.enabled))
    .map(([name]) => name);
  return compact({ id, title, reasons: named, lockedUntilChecked: true as const, rigs });
}

/** One rig, as its block stands. */
export async function declareRig(rig: RigBody, parts: DeclareParts): Promise<void> {
  await parts.ledger.execute("rig.declare", rig, contextOf(rig.station, parts));
}

/** What of a rig's block interlocks look at; only what is there. */
export function interlockFacts(
  name: string,
  config: Config,
): Pick<
  RigBody,
  | "partNumber"
  | "slots"
  | "equipment"
  | "readsSerial"
  | "instruments"
  | "isInstrument"
  | "interlocks"
> {
  const rig = config.rigs[name];
  const driven = config.driven[name];
  const instruments = Object.values(config.driven).flatMap((each) =>
    Object.values(each.instruments),
  );
  const { partNumber, interlocks } = rig ?? driven ?? {};
  return compact({
    partNumber,
    slots: rig?.slots,
    equipment:
      rig === undefined || rig.equipment.length === 0 ? undefined : rig.equipment.map(compact),
    readsSerial: driven?.start.serialNumber === undefined ? undefined : true,
    instruments: driven && [...new Set(Object.values(driven.instruments))],
    isInstrument: instruments.includes(name) || undefined,
    interlocks: interlocks && compact(interlocks),
  });
}

function contextOf(station: string, { clock }: DeclareParts) {
  return {
    ...{ actor: "system:configuration", station },
    ...{ occurredAt: clock.now().utcUs, clockState: clock.state() },
  };
}
