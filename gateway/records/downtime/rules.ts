/** Commands on downtimes: begun by two taps or a card, ended by hand; runs end them as well. */
import type { ChosenReason } from "../../domain/downtime/reasons.ts";
import { type NewEntry, Refusal, type Rule, type SqlReader } from "../../ledger/contract.ts";
import { compact } from "../compact.ts";
import { isSameContent, refuseInvalid } from "../import-rule.ts";
import { findRig } from "../rig/rules.ts";
import type { DowntimeBody } from "./record.ts";

/** A downtime to begin; its id is minted by the caller. */
export interface BeginDowntime {
  readonly id: string;
  readonly station: string;
  readonly rig?: string;
  readonly reason: ChosenReason;
  readonly note?: string;
}

/**
 * Begins a downtime; one that is open for the same place ends at the same moment. Sent twice, it
 * begins once. Throws Refusal `station.not-found`, `rig.not-found`, `record.invalid` for a known id
 * with other content.
 */
export const beginDowntime: Rule<BeginDowntime, { readonly id: string }> = (sql, input) => {
  const { id, station, rig } = input;
  const known = sql.get("SELECT 1 FROM station WHERE id = ?", station);
  if (known === undefined) {
    throw new Refusal("station.not-found", `There is no station ${station}.`, { station });
  }
  if (rig !== undefined && findRig(sql, rig)?.station !== station) {
    throw new Refusal("rig.not-found", `There is no rig ${rig} at ${station}.`, { rig });
  }
  const body = { ...compact(input), state: "open" } as DowntimeBody;
  const before = findDowntime(sql, id);
  if (before !== undefined) {
    if (isSameContent({ ...before.body, state: "open" }, body))
      return { entries: [], result: { id } };
    refuseInvalid("id", `downtime ${id} is recorded with other content`);
  }
  const open = sql.all<{ id: string }>(
    "SELECT id FROM downtime WHERE station = ? AND ended_us IS NULL AND rig IS ?",
    ...[station, rig ?? null],
  );
  const ended = open.flatMap((row) => {
    const other = findDowntime(sql, row.id);
    return other === undefined ? [] : [endedEntry(other, "next")];
  });
  const entry = { type: "downtime", id, version: 1, schema: "downtime/1", action: "started", body };
  return { entries: [...ended, entry], result: { id } };
};

/** A downtime to end by hand. */
export interface EndDowntime {
  readonly id: string;
  readonly note?: string;
}

/** Ends a downtime. Throws Refusal `downtime.not-found`, `downtime.ended`. */
export const endDowntime: Rule<EndDowntime, { readonly id: string }> = (sql, { id, note }) => {
  const known = findDowntime(sql, id);
  if (known === undefined) {
    throw new Refusal("downtime.not-found", `There is no downtime ${id}.`, { id });
  }
  if (known.isEnded) throw new Refusal("downtime.ended", `Downtime ${id} has ended.`, { id });
  return { entries: [endedEntry(known, "hand", note)], result: { id } };
};

interface Known {
  readonly body: Omit<DowntimeBody, "state" | "endedBy">;
  readonly version: number;
  readonly isEnded: boolean;
}

function endedEntry({ body, version }: Known, endedBy: "hand" | "next", note?: string): NewEntry {
  const ended: DowntimeBody = {
    ...body,
    ...(note === undefined ? {} : { note }),
    state: "ended",
    endedBy,
  };
  const entry = { type: "downtime", id: body.id, version: version + 1, schema: "downtime/1" };
  return { ...entry, action: "ended", body: ended };
}

function findDowntime(sql: SqlReader, id: string): Known | undefined {
  const row = sql.get<{
    station: string;
    rig: string | null;
    reason: string;
    path: string;
    planned: number;
    note: string | null;
    version: number;
    ended: number | null;
  }>(
    `SELECT station, rig, reason, path, planned, note, version, ended_us AS ended
     FROM downtime WHERE id = ?`,
    id,
  );
  if (row === undefined) return undefined;
  const { station, rig, note, version } = row;
  const path = JSON.parse(row.path) as string[];
  const reason = { code: row.reason, path, planned: row.planned === 1 };
  const body = compact({ id, station, rig, reason, note }) as Known["body"];
  return { body, version, isEnded: row.ended !== null };
}
