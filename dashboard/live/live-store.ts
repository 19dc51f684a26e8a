/** Holds the live state of one page and tells its listeners; started once by main.tsx. */
import { type LinkStatus, listen } from "./connection.ts";
import { EMPTY_LIVE, type LiveState, reduceLive } from "./live-state.ts";

/** How well the page hears the gateway. */
export interface LinkState {
  readonly status: LinkStatus;
  /** Browser's clock, milliseconds; undefined before the first word. Kept to about a second. */
  readonly heardAt: number | undefined;
  /** How far the gateway's clock is before the browser's, milliseconds; as the snapshot came. */
  readonly aheadMs?: number;
}

/** Both halves are replaced, never changed, so that a reader may compare by identity. */
export interface LiveSnapshot {
  readonly live: LiveState;
  readonly link: LinkState;
}

export interface LiveStore {
  readonly getSnapshot: () => LiveSnapshot;
  /** Calls back after each change; returns how to stop. */
  readonly subscribe: (listener: () => void) => () => void;
  /** Listens to the gateway until the returned function is called. */
  readonly start: () => () => void;
}

const HEARD_STEP_MS = 1_000;
/** A page that nobody looks at, or whose window is covered, has no frames: it is told so late. */
const FRAMELESS_MS = 250;

/** A store that has heard nothing yet. */
export function createLiveStore(): LiveStore {
  let snapshot: LiveSnapshot = {
    live: EMPTY_LIVE,
    link: { status: "connecting", heardAt: undefined },
  };
  const listeners = new Set<() => void>();
  const tell = oncePerFrame(() => {
    for (const listener of listeners) listener();
  });
  const replace = (next: LiveSnapshot) => {
    snapshot = next;
    tell();
  };
  const setLink = (status: LinkStatus, heardAt: number | undefined) => {
    const { link } = snapshot;
    const isRecent = (heardAt ?? 0) - (link.heardAt ?? 0) < HEARD_STEP_MS;
    if (link.status === status && isRecent) return;
    replace({ ...snapshot, link: { ...link, status, heardAt } });
  };
  return {
    getSnapshot: () => snapshot,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start() {
      const stop = new AbortController();
      void listen(
        {
          onEvent(event) {
            const live = reduceLive(snapshot.live, event);
            if (event.kind !== "snapshot") return replace({ ...snapshot, live });
            const aheadMs = Date.parse(event.at) - Date.now();
            replace({ live, link: { ...snapshot.link, aheadMs } });
          },
          onStatus: setLink,
        },
        stop.signal,
      );
      return () => stop.abort();
    },
  };
}

/**
 * Whatever comes between two frames is drawn once: eight slots measure more often than a screen is
 * drawn, and a value is not on it any sooner for being rendered twice.
 */
function oncePerFrame(work: () => void): () => void {
  let frame: number | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const run = () => {
    if (frame !== undefined) cancelAnimationFrame(frame);
    clearTimeout(timer);
    frame = undefined;
    work();
  };
  return () => {
    if (frame !== undefined) return;
    frame = requestAnimationFrame(run);
    timer = setTimeout(run, FRAMELESS_MS);
  };
}
