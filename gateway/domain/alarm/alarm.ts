/**
 * An alarm of a rig: what it is, and what may become of it.
 *
 *   raised ─acknowledge (owner)─► acknowledged ─┐
 *      └──────────── its condition ends ────────┴─► cleared ─close (cause)─► closed
 *
 * Whether the condition is still there is a fact of its own (`clearedAt`): a person may close an
 * alarm whose condition goes on, and it is not raised again before that has ended.
 */

/**
 * What can be wrong with a rig that is no fault of its wire, in the words of the API; a locked
 * account is one of the pretended rig `access`, its channel the id of the person.
 */
export const ALARM_KINDS = [
  ...(["silence", "no-valid-frame", "link-lost", "noise", "reading-rate"] as const),
  ...(["stuck-value", "fast-change", "frozen-counter"] as const),
  ...(["account-locked", "stack-light"] as const),
] as const;

export type AlarmKind = (typeof ALARM_KINDS)[number];

/** How far an alarm has come. */
export const ALARM_STATES = ["raised", "acknowledged", "cleared", "closed"] as const;

export type AlarmCondition = (typeof ALARM_STATES)[number];

/** What to do, by kind. Data, so that a test can demand one for each. */
export const WHAT_TO_DO: Readonly<Record<AlarmKind, string>> = {
  silence:
    "Check that the rig is switched on and not waiting for somebody; a rig that says nothing between runs gets `quietBetweenRuns: true`.",
  "no-valid-frame":
    "Bytes come, but none makes sense: check baud rate, parity and delimiter of the port; the raw bytes on the rig's page show what comes.",
  "link-lost": "Check cable, power and network of the rig; Rigline goes on trying by itself.",
  noise:
    "Check shielding, earthing and termination of the line and its baud rate; the rig's page shows what was not understood.",
  "reading-rate":
    "Compare the rig's own cadence with `readingsPerSecond:`; look for a lost sensor.",
  "stuck-value":
    "The value has not moved at all: check the sensor, its cable and whether its controller still converts.",
  "fast-change":
    "The value jumps faster than it can: check for a loose contact, a broken sensor or a wrong scaling.",
  "frozen-counter":
    "What must count stands still: check that the rig's program runs and is not halted.",
  "stack-light":
    "Check the lamp's relay board or broker; the station tests on, and the light is switched again by itself.",
  "account-locked":
    "Ask the person whether it was them; if not, somebody guesses: revoke or unlock the account on the People page.",
};

/** An alarm as its ledger entries have it; each entry is the whole of its version. */
export interface AlarmRecord {
  readonly id: string;
  readonly rig: string;
  readonly station: string;
  readonly kind: AlarmKind;
  /** Where it is about one channel. */
  readonly channel?: string;
  /** What was seen, in a sentence. */
  readonly what: string;
  /** True where it came so often that it stays until it has been away for an hour. */
  readonly flapping: boolean;
  readonly state: AlarmCondition;
  /** Microseconds since the epoch, like all times here. */
  readonly raisedAt: number;
  readonly acknowledgedAt?: number;
  /** Who looks after it. */
  readonly owner?: string;
  /** When its condition ended. */
  readonly clearedAt?: number;
  readonly closedAt?: number;
  readonly closedBy?: string;
  /** What it was, as the person who closed it says. */
  readonly cause?: string;
}

export type AlarmAct =
  | { readonly kind: "acknowledge"; readonly at: number; readonly owner: string }
  | { readonly kind: "clear"; readonly at: number }
  | { readonly kind: "close"; readonly at: number; readonly by: string; readonly cause: string };

/** The alarm after the act; undefined where its state does not allow that. */
export function actOnAlarm(alarm: AlarmRecord, act: AlarmAct): AlarmRecord | undefined {
  switch (act.kind) {
    case "acknowledge": {
      if (alarm.state !== "raised") return undefined;
      return { ...alarm, state: "acknowledged", acknowledgedAt: act.at, owner: act.owner };
    }
    case "clear": {
      if (alarm.clearedAt !== undefined) return undefined;
      const state = alarm.state === "closed" ? "closed" : "cleared";
      return { ...alarm, state, clearedAt: act.at };
    }
    case "close": {
      if (alarm.state === "closed") return undefined;
      const { at, by, cause } = act;
      return { ...alarm, state: "closed", closedAt: at, closedBy: by, cause };
    }
  }
}

/** Which alarm of a rig it is: one of them is raised at a time. */
export function alarmKey({ kind, channel }: Pick<AlarmRecord, "kind" | "channel">): string {
  return channel === undefined ? kind : `${kind} ${channel}`;
}
