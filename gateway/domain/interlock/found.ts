/**
 * What checks found, each as a text of its own key: a page says the same in another language by the
 * key and its values, never by reading the English words (decision 0139).
 */

/** In English, as the API says it; `{{name}}` stands for a value. */
export const FOUND_TEXTS = {
  "rig-reads-none": "this rig reads no serial number",
  "read-at-start": "read when the run begins",
  "unit-says": "the unit says {{read}}",
  "unit-says-other": "scanned {{scanned}}, but the unit says {{read}}",
  "no-unit-no-hold": "no unit, no hold",
  "on-hold": "on hold: {{reason}}",
  "in-repair": "the unit is being repaired",
  "unit-is": "the unit is {{status}}",
  "serial-unknown": "no unit and no open order has the serial number {{scanned}}",
  "other-part": "{{serial}} is {{part}}, the rig tests {{rigPart}}",
  "no-order": "the unit has no order",
  "order-is": "{{order}} is {{status}}",
  "no-unit-no-route": "without a unit there is no route",
  "not-in-route": "{{operation}} is not in its route; next is {{next}}",
  "not-in-route-done": "{{operation}} is not in its route; next is nothing",
  "operation-open": "{{operation}} is not tested yet",
  "operation-elsewhere": "{{operation}} is made elsewhere, which can not be asked now",
  "operation-fail": "{{operation}} is failed",
  "operation-running": "{{operation}} is still running",
  "operation-other": "{{operation}} is not passed",
  "first-operation": "it is the first operation",
  "passed-before": "{{operations}} passed",
  "attempts-unbounded": "{{made}} so far, no bound",
  attempts: "{{made}} of {{most}} used",
  "no-revision": "without a unit there is no revision",
  "revision-is": "revision {{revision}} is {{status}}",
  "revision-unknown": "revision {{revision}} is not known here",
  "revision-other": "the unit is revision {{revision}}, order {{order}} is {{other}}",
  "no-procedure": "no procedure for the unit at {{operation}}",
  "procedure-is": "{{procedure}} version {{version}} is {{status}}",
  "procedure-engineering":
    "{{procedure}} version {{version}} is {{status}}: engineering mode, never evidence",
  "no-program": "no verified program is demanded here",
  "program-verified": "{{hash}} is verified",
  "program-unverified": "{{hash}} is not verified",
  "not-of-reference": "not asked of a reference unit",
  "no-equipment": "the rig names no equipment",
  names: "{{names}}",
  "equipment-is": "{{id}} is {{status}}",
  "equipment-recorded": "{{id}} is {{status}}; recorded with the run",
  "maintenance-none": "none is planned",
  "maintenance-done": "none is due",
  "maintenance-due": "{{title}}: {{due}}",
  "no-reference": "no reference unit is demanded here",
  "reference-failed": "{{kind}} unit {{serial}}: {{why}}",
  "reference-shift": "{{kind}} unit {{serial}} was not tested since the shift began",
  "reference-changeover": "{{kind}} unit {{serial}} was not tested since the changeover",
  "reference-maintenance": "{{kind}} unit {{serial}} was not tested since the maintenance",
  "no-qualification": "no qualification is demanded here",
  "nobody-known": "nobody is signed in",
  "not-qualified": "not qualified for {{procedure}}",
  qualified: "qualified",
  "not-locked": "the station is not locked by what is due",
  "nothing-due": "nothing is due",
  "station-locked": "{{station}} is locked: {{title}} is due",
  "station-locked-more": "{{station}} is locked: {{title}} and {{others}} more is due",
  "in-service": "{{rig}} is in service",
  "out-of-service": "{{rig}} is out of service: {{reason}}",
} as const;

export type FoundKey = keyof typeof FOUND_TEXTS;

/** A text by its key, with what stands in it. */
export interface Said {
  readonly key: FoundKey;
  readonly values: Readonly<Record<string, string>>;
}

/** What was found, in English and as its parts. */
export interface SaidFound {
  readonly found: string;
  readonly said: Said;
}

/** The text of a key; a status is written with spaces there, and as its code word in the values. */
export function say(key: FoundKey, values: Readonly<Record<string, string>> = {}): SaidFound {
  const found = FOUND_TEXTS[key].replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = values[name] ?? "";
    return name === "status" ? value.replaceAll("_", " ") : value;
  });
  return { found, said: { key, values } };
}
