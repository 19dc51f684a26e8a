import type { Clock } from "../../drivers/contract.ts";
import type { Connection } from "../ledger/store/connection.ts";
import { readMeta, writeMeta } from "./store/identity-db.ts";

/** Time as access counts it: never earlier than the latest that was seen. */
export interface SeenClock {
  /** Microseconds since the epoch. */
  now(): number;
}

const KEY = "latest-time";
const SAVE_EVERY_US = 60 * 1_000_000;

/**
 * A wall clock that is set back revives no session, token or link: from the latest time seen on,
 * the monotonic clock counts. What was seen survives a restart, to the minute.
 */
export function openSeenClock(db: Connection, clock: Clock): SeenClock {
  let latestUs = Number(readMeta(db, KEY) ?? 0);
  let savedUs = latestUs;
  let atNs = clock.now().monoNs;
  return {
    now() {
      const { utcUs, monoNs } = clock.now();
      const elapsedUs = Number((monoNs - atNs) / 1_000n);
      latestUs = Math.max(utcUs, latestUs + elapsedUs);
      atNs = monoNs;
      if (latestUs - savedUs >= SAVE_EVERY_US) {
        writeMeta(db, KEY, String(latestUs));
        savedUs = latestUs;
      }
      return latestUs;
    },
  };
}
