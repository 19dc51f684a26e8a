/** React's view of the live store. */
import { createContext, useContext, useEffect, useState, useSyncExternalStore } from "react";
import { lostSince } from "./link-age.ts";
import type { LiveState } from "./live-state.ts";
import type { LinkState, LiveStore } from "./live-store.ts";

/** Set by app.tsx. */
export const LiveContext = createContext<LiveStore | undefined>(undefined);

function useStore(): LiveStore {
  const store = useContext(LiveContext);
  if (store === undefined) throw new Error("useLive needs a LiveContext above it");
  return store;
}

/** A part of the live state; the component renders again when that part is another object. */
export function useLive<Part>(select: (state: LiveState) => Part): Part {
  const store = useStore();
  return useSyncExternalStore(store.subscribe, () => select(store.getSnapshot().live));
}

/** How the page hears the gateway. */
export function useLink(): LinkState {
  const store = useStore();
  return useSyncExternalStore(store.subscribe, () => store.getSnapshot().link);
}

/**
 * Since when nothing on the page is known to hold any more, epoch milliseconds; undefined while
 * the gateway is heard.
 */
export function useLostSince(): number | undefined {
  return lostSince(useLink(), useNow(1_000));
}

/** The browser's clock in milliseconds, renewed every `everyMs`. */
export function useNow(everyMs: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
