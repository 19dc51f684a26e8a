/** Which refusals pass by themselves: nothing was stored, and the same may be tried again. */
import { Refusal } from "./contract.ts";

/** A disk that is full, or nearly: then runs that have begun are stored, and no new one begins. */
const NO_ROOM: ReadonlySet<string> = new Set(["ledger.unavailable", "disk.reserved"]);

/** True for a refusal for want of room, which passes when there is room again. */
export function isUnavailable(error: unknown): error is Refusal {
  return error instanceof Refusal && NO_ROOM.has(error.code);
}

/** True for what passes by itself: a full disk, tables that are being rebuilt. */
export function isForLater(error: unknown): boolean {
  if (isUnavailable(error)) return true;
  return error instanceof Refusal && error.code === "projection.rebuilding";
}
