/** Commands on hand-over notes: one shift writes, somebody else acknowledges. */
import { shiftAt } from "../../domain/site/shift.ts";
import { type Decision, Refusal, type Rule } from "../../ledger/contract.ts";
import { latestTime } from "../clock/latest-time.ts";
import { personOf } from "../commands/actor.ts";
import { compact } from "../compact.ts";
import { refuseInvalid } from "../import-rule.ts";
import { currentSite } from "../site/rules.ts";
import type { HandOverBody } from "./record.ts";

/** A note to be written; its id is minted by the caller. */
export interface WriteHandOver {
  readonly id: string;
  readonly station: string;
  readonly text: string;
}

type Done = { readonly id: string };

/**
 * Writes a note for the next shift. Sent twice, it is written once. Throws Refusal
 * `station.not-found`, `record.invalid` for a known id with other content.
 */
export const writeHandOver: Rule<WriteHandOver, Done> = (sql, input, context): Decision<Done> => {
  const { id, station, text } = input;
  if (sql.get("SELECT 1 FROM station WHERE id = ?", station) === undefined) {
    throw new Refusal("station.not-found", `There is no station ${station}.`, { station });
  }
  const before = sql.get<{ body: string }>("SELECT body FROM hand_over WHERE id = ?", id);
  if (before !== undefined) {
    const known = JSON.parse(before.body) as HandOverBody;
    if (known.station === station && known.text === text) return { entries: [], result: { id } };
    refuseInvalid("id", `hand-over ${id} is recorded with other content`);
  }
  const shift = shiftAt(currentSite(sql), latestTime(sql, context.occurredAt))?.name;
  const body = compact({ id, station, text, shift, state: "open" as const });
  const entry = { type: "hand-over", id, version: 1, schema: "hand-over/1", action: "written" };
  return { entries: [{ ...entry, body }], result: { id } };
};

/**
 * Says that a note was read. Whoever wrote it can not: that would tell nobody. Throws Refusal
 * `hand-over.not-found`, `hand-over.acknowledged`, `hand-over.own`.
 */
export const acknowledgeHandOver: Rule<Done, Done> = (sql, { id }, context) => {
  const row = sql.get<{ body: string; version: number; writtenBy: string }>(
    "SELECT body, version, written_by AS writtenBy FROM hand_over WHERE id = ?",
    id,
  );
  if (row === undefined) {
    throw new Refusal("hand-over.not-found", `There is no hand-over ${id}.`, { id });
  }
  const body = JSON.parse(row.body) as HandOverBody;
  if (body.state === "acknowledged") {
    throw new Refusal("hand-over.acknowledged", `Hand-over ${id} is acknowledged.`, { id });
  }
  const author = personOf({ actor: row.writtenBy });
  if (author !== undefined && author === personOf(context)) {
    throw new Refusal("hand-over.own", `Whoever wrote ${id} does not acknowledge it.`, { id });
  }
  const entry = { type: "hand-over", id, version: row.version + 1, schema: "hand-over/1" };
  const acknowledged: HandOverBody = { ...body, state: "acknowledged" };
  return { entries: [{ ...entry, action: "acknowledged", body: acknowledged }], result: { id } };
};
