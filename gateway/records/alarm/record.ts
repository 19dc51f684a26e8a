/** What the API answers and the dashboard shows of alarms. */
import { z } from "zod";
import {
  ALARM_KINDS,
  ALARM_STATES,
  type AlarmRecord,
  WHAT_TO_DO,
} from "../../domain/alarm/alarm.ts";
import { isoTime } from "../../domain/iso-time.ts";
import { compact } from "../compact.ts";
import { time } from "../view-scalars.ts";

/** An alarm with its remedy. */
export const alarmView = z.object({
  id: z.string(),
  version: z.number().int().describe("Send it as `expectedVersion` with a change"),
  rig: z.string(),
  station: z.string(),
  kind: z.enum(ALARM_KINDS),
  channel: z.string().optional(),
  what: z.string().describe("What was seen, in a sentence"),
  remedy: z.string().describe("What to do"),
  flapping: z
    .boolean()
    .describe("It came so often that it stays until it has been away for an hour"),
  state: z.enum(ALARM_STATES),
  isActive: z.boolean().describe("Its condition has not ended"),
  raisedAt: time,
  acknowledgedAt: time.optional(),
  owner: z.string().optional(),
  clearedAt: time.optional().describe("When its condition ended"),
  closedAt: time.optional(),
  closedBy: z.string().optional(),
  cause: z.string().optional(),
});

export type AlarmView = z.infer<typeof alarmView>;

/** The alarm as screens and the API have it. */
export function presentAlarm(alarm: AlarmRecord, version: number): AlarmView {
  const { raisedAt, acknowledgedAt, clearedAt, closedAt, ...rest } = alarm;
  const shown = (at: number | undefined) => (at === undefined ? undefined : isoTime(at));
  return compact({
    ...rest,
    version,
    remedy: WHAT_TO_DO[alarm.kind],
    isActive: clearedAt === undefined,
    raisedAt: isoTime(raisedAt),
    acknowledgedAt: shown(acknowledgedAt),
    clearedAt: shown(clearedAt),
    closedAt: shown(closedAt),
  }) as AlarmView;
}
