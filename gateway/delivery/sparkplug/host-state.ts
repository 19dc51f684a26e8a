/** Whether the primary host is there: `spBv1.0/STATE/HOST`, retained. Pure. */
import { z } from "zod";

const stateMessage = z.object({ online: z.boolean(), timestamp: z.number() });

export interface HostState {
  readonly isOnline: boolean;
  /** Of its last birth; older messages say nothing. */
  readonly timestampMs: number;
}

/** Before it was heard of. */
export const UNHEARD: HostState = { isOnline: false, timestampMs: -1 };

/** Where the host tells. */
export function stateTopicOf(host: string): string {
  return `spBv1.0/STATE/${host}`;
}

/** A late will of an earlier session of the host does not end the newer one. */
export function nextHostState(state: HostState, payload: Uint8Array): HostState {
  const parsed = stateMessage.safeParse(parseJson(payload));
  if (!parsed.success) return state;
  const { online, timestamp } = parsed.data;
  if (timestamp < state.timestampMs) return state;
  return { isOnline: online, timestampMs: timestamp };
}

function parseJson(payload: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(payload).toString("utf8"));
  } catch {
    // Another's message on the host's topic is no word of the host.
    return undefined;
  }
}
