/** What the station needs of time: instants, and how far they can be trusted. */
import type { Clock } from "../../drivers/contract.ts";
import type { ClockState } from "../domain/entry.ts";

/** A clock that also says how far it can be trusted. */
export interface StationClock extends Clock {
  state(): ClockState;
}
