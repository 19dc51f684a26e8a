/** The alarms that are open now, for screens and metrics: what the ledger has, kept at hand. */
import type { AlarmRecord } from "../../domain/alarm/alarm.ts";
import type { Ledger, StoredEntry } from "../../ledger/contract.ts";
import type { WatchedAlarm } from "../../records/alarm/queries.ts";
import { type AlarmView, presentAlarm } from "../../records/alarm/record.ts";
import type { GatewayQueries } from "../../records/queries.ts";
import type { GatewayRules } from "../../records/rules.ts";

export interface AlarmBoard extends Disposable {
  /** Raised or acknowledged, oldest first. */
  open(): readonly AlarmView[];
  /** Adds what the ledger knew at start. */
  load(before: readonly WatchedAlarm[]): void;
}

/** Listens to the ledger until it is disposed; `onChange` is told of each stored change. */
export function openAlarmBoard(
  ledger: Pick<Ledger<GatewayRules, GatewayQueries>, "onCommit">,
  onChange: (alarm: AlarmView) => void,
): AlarmBoard {
  const alarms = new Map<string, AlarmView>();
  const keep = (alarm: AlarmView) => {
    const isOpen = alarm.state === "raised" || alarm.state === "acknowledged";
    if (isOpen) alarms.set(alarm.id, alarm);
    else alarms.delete(alarm.id);
  };
  const stop = ledger.onCommit(({ entries }) => {
    for (const stored of entries) {
      const alarm = alarmOf(stored);
      if (alarm === undefined) continue;
      keep(alarm);
      onChange(alarm);
    }
  });
  return {
    open: () => [...alarms.values()].sort((one, other) => (one.raisedAt < other.raisedAt ? -1 : 1)),
    load(before) {
      for (const { alarm, version } of before) {
        // What was committed while the question was under way is newer.
        if ((alarms.get(alarm.id)?.version ?? 0) < version) keep(presentAlarm(alarm, version));
      }
    },
    [Symbol.dispose]: stop,
  };
}

function alarmOf({ entry, body }: StoredEntry): AlarmView | undefined {
  if (entry.type !== "alarm") return undefined;
  return presentAlarm(body as AlarmRecord, entry.version);
}
