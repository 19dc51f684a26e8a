/** One list of what waits for somebody, each with its owner. */
import type { AlarmRecord } from "../../domain/alarm/alarm.ts";
import type { EquipmentStatus } from "../../domain/equipment/status.ts";
import { isoTime } from "../../domain/iso-time.ts";
import type { Query, QueryContext, SqlReader } from "../../ledger/contract.ts";
import { compact } from "../compact.ts";
import { listEquipment, type Moment } from "../equipment/queries.ts";
import type { NotificationView } from "./record.ts";
import { type Asker, listWaiting } from "./waiting.ts";

export interface NotificationQuestion extends Moment {
  readonly asker: Asker;
  /** Leaves out what waits for others. */
  readonly mine: boolean;
}

type Found = Omit<NotificationView, "isYours"> & { readonly isYours?: boolean };

/** Alarms first, then what is not delivered, then calibrations and signatures. */
export const listNotifications: Query<NotificationQuestion, NotificationView[]> = (
  context,
  { asker, mine, ...moment },
) =>
  [
    ...alarms(context.sql),
    ...quarantines(context.sql),
    ...calibrations(context, moment),
    ...signatures(context, asker),
  ]
    .map((each) => ({ ...each, isYours: each.isYours ?? isOf(asker, each.owner) }))
    .filter(({ isYours }) => !mine || isYours);

function isOf({ id, roles }: Asker, owner: NotificationView["owner"]): boolean {
  if (owner.person !== undefined) return owner.person === id;
  return owner.roles.some((role) => roles.includes(role));
}

const ALARMS_MAX = 200;

/** Who acknowledged an alarm owns it until it is closed. */
function alarms(sql: SqlReader): Found[] {
  return sql
    .all<{ body: string }>(
      `SELECT body FROM alarm WHERE state IN ('raised', 'acknowledged')
       ORDER BY raised_seq DESC LIMIT ?`,
      ALARMS_MAX,
    )
    .map(({ body }) => {
      const { id, rig, what, state, raisedAt, owner } = JSON.parse(body) as AlarmRecord;
      return {
        ...{ id: `alarm ${id}`, kind: "alarm", what: `${rig}: ${what}`, state, count: 1 },
        record: { type: "alarm", id },
        since: isoTime(raisedAt),
        owner: compact({ person: owner, roles: ["technician"] }) as NotificationView["owner"],
        href: `/api/v1/alarms/${encodeURIComponent(id)}`,
      };
    });
}

function quarantines(sql: SqlReader): Found[] {
  return sql
    .all<{ sink: string; count: number; since: number }>(
      "SELECT sink, count(*) AS count, min(since) AS since FROM quarantine GROUP BY sink",
    )
    .map(({ sink, count, since }) => ({
      ...{ id: `quarantine ${sink}`, kind: "quarantine", state: "held", count },
      what: `${count} positions are held back from ${sink}`,
      record: { type: "sink", id: sink },
      since: isoTime(since),
      owner: { roles: ["operations", "admin"] },
      href: `/api/v1/quarantine?sink=${encodeURIComponent(sink)}`,
    }));
}

const GOOD: ReadonlySet<EquipmentStatus> = new Set(["valid", "out_of_service"]);

function calibrations(context: QueryContext, moment: Moment): Found[] {
  return listEquipment(context, moment)
    .filter(({ status }) => !GOOD.has(status))
    .map(({ id, title, status, dueOn }) =>
      compact({
        ...{ id: `calibration ${id}`, kind: "calibration" as const, state: status, count: 1 },
        what: `${id} (${title}) is ${status.replaceAll("_", " ")}`,
        record: { type: "equipment", id },
        dueOn,
        owner: { roles: ["qa" as const] },
        href: `/api/v1/equipment/${encodeURIComponent(id)}`,
      }),
    );
}

function signatures(context: QueryContext, asker: Asker): Found[] {
  return listWaiting(context, { asker, mine: false }).map((each) =>
    compact({
      id: `signature ${each.kind} ${each.recordType} ${each.recordId} ${each.version ?? ""}`.trim(),
      ...{ kind: "signature" as const, what: each.title, state: each.kind, count: each.count },
      record: { type: each.recordType, id: each.recordId },
      since: each.since,
      owner: { roles: each.roles },
      isYours: each.standing === "yours",
      href: "/api/v1/signatures/waiting",
    }),
  );
}
