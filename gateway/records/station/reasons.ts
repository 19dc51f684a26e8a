/** The reasons that a station offers. */
import { type CardReason, type CardReasons, USUAL_REASONS } from "../../domain/scan/card.ts";
import { Refusal, type SqlReader } from "../../ledger/contract.ts";
import { findStation, type StationBody } from "./rules.ts";

/** Its own where it names some, else the usual ones. */
export function reasonsOf(station: StationBody | undefined): CardReasons {
  return { ...USUAL_REASONS, ...station?.reasons };
}

/** The reason of a code word. Throws Refusal `reason.not-found`, naming those there are. */
export function getReason(
  sql: SqlReader,
  of: { readonly station: string; readonly kind: keyof CardReasons; readonly code: string },
): CardReason {
  const known = reasonsOf(findStation(sql, of.station))[of.kind];
  const reason = known.find(({ code }) => code === of.code);
  if (reason !== undefined) return reason;
  const codes = known.map(({ code }) => code);
  const message = `Station ${of.station} has no such reason: ${of.code}. It has ${codes.join(", ")}.`;
  throw new Refusal("reason.not-found", message, { reasons: codes });
}
