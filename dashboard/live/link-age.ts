/** How old what the page shows is. Pure. */
import type { LinkState } from "./live-store.ts";

/** A heartbeat comes every 2 s; later than this, what is shown is old. */
const STALE_AFTER_MS = 6_000;

/** True where the gateway was heard once, but not lately. `now` is the browser's clock. */
export function isStale({ heardAt }: LinkState, now: number): boolean {
  return heardAt !== undefined && now - heardAt > STALE_AFTER_MS;
}

/**
 * Since when nothing on the page is known to hold any more: the last word of the gateway, epoch
 * milliseconds. Undefined while it is heard, and before its first word.
 */
export function lostSince(link: LinkState, now: number): number | undefined {
  return link.status === "live" && !isStale(link, now) ? undefined : link.heardAt;
}
