/** An alarm's entry on the broker: an event, and how that alarm stands now. Pure. */
import type { AlarmRecord } from "../domain/alarm/alarm.ts";
import { topicLevel } from "../domain/topic/topic-template.ts";
import type { StoredEntry } from "../ledger/contract.ts";
import type { OutgoingMessage } from "./link/contract.ts";
import { type Speaker, topicOf } from "./payloads.ts";

export const ALARM_SCHEMA = "rigline.alarm/1";

/** How one alarm of a rig stands; retained, of a channel a level deeper. */
function alarmStateTopic(event: string, { rig, kind, channel }: AlarmRecord): string {
  const place = [event, topicLevel(rig), kind];
  return [...place, ...(channel === undefined ? [] : [topicLevel(channel)])].join("/");
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
  const topic = topicOf(speaker, "alarm", { station: alarm.station });
  return [
    { topic, payload, userProperties },
    { topic: alarmStateTopic(topic, alarm), payload, userProperties, retain: true },
  ];
}
