/** Alarms of channels that a rig does not have would never be raised. Pure. */
import type { Driver } from "../../../drivers/contract.ts";
import type { Finding } from "../fault.ts";
import { findNearest } from "../nearest.ts";
import { keysAt, textAt } from "../value-at.ts";

export interface AlarmRuleInput {
  /** The YAML as plain data, of any shape. */
  readonly value: unknown;
  readonly drivers: readonly Driver[];
  /** A driver's options as its schema made them; undefined where they have faults. */
  readonly optionsOf: (rig: string) => unknown;
}

/** A finding at each channel under `alarms:` that its rig can not have; disabled rigs, too. */
export function checkAlarmChannels(input: AlarmRuleInput): readonly Finding[] {
  return keysAt(input.value, ["rigs"]).flatMap((rig) => findingsOf(rig, input));
}

function findingsOf(rig: string, { value, drivers, optionsOf }: AlarmRuleInput): Finding[] {
  const driver = drivers.find(({ name }) => name === textAt(value, ["rigs", rig, "driver"]));
  const options = optionsOf(rig);
  const known = options === undefined ? undefined : driver?.channels?.(options);
  if (known === undefined) return [];
  const path = ["rigs", rig, "alarms", "channels"];
  return keysAt(value, path)
    .filter((channel) => !known.includes(channel))
    .map((channel): Finding => {
      const message = `rig \`${rig}\` has no channel \`${channel}\` (channels: ${list(known)})`;
      const nearest = findNearest(channel, known);
      const place = { path: [...path, channel], at: "key", value: channel } as const;
      const hint = nearest === undefined ? {} : { nearest };
      return { code: "config.unknown-channel", ...place, message, ...hint };
    });
}

const LISTED_MAX = 12;

function list(names: readonly string[]): string {
  if (names.length === 0) return "none";
  const more = names.length > LISTED_MAX ? ", …" : "";
  return `${names.slice(0, LISTED_MAX).join(", ")}${more}`;
}
