/** An alarm's entry on the broker: an event, and how that alarm stands now. Pure. */
import type { AlarmRecord } from "../domain/alarm/alarm.ts";
import type { StoredEntry } from "../ledger/contract.ts";
import type { OutgoingMessage } from "./mqtt-link.ts";
import { level, lineTopic, type SiteAddress, type Speaker } from "./payloads.ts";

export const ALARM_SCHEMA = "rigline.alarm/1";

/** Every change of an alarm of a station. */
export function alarmTopic(site: SiteAddress, station: string): string {
  return `${lineTopic(site)}/${level(station)}/alarm`;
}

/** How one alarm of a rig stands; retained, of a channel a level deeper. */
export function alarmStateTopic(
  site: SiteAddress,
  alarm: Pick<AlarmRecord, "station" | "rig" | "kind" | "channel">,
): string {
  const place = [alarmTopic(site, alarm.station), level(alarm.rig), alarm.kind];
  return [...place, ...(alarm.channel === undefined ? [] : [level(alarm.channel)])].join("/");
}

/** The event and the retained state, with one payload; the entry is settled by both. */
export function alarmMessages(speaker: Speaker, stored: StoredEntry): readonly OutgoingMessage[] {
  const { seq, bodyHash, version, action } = stored.entry;
  const alarm = stored.body as AlarmRecord;
  const payload = JSON.stringify({
    ...{ schema: ALARM_SCHEMA, logId: speaker.logId, seq, leaf: stored.leaf },
    ...{ recordHash: bodyHash, version, action, isActive: alarm.clearedAt === undefined, alarm },
  });
  const userProperties = { schema: ALARM_SCHEMA, seq: `${seq}` };
  return [
    { topic: alarmTopic(speaker.site, alarm.station), payload, userProperties },
    { topic: alarmStateTopic(speaker.site, alarm), payload, userProperties, retain: true },
  ];
}
