import { isoTime } from "../../domain/iso-time.ts";
import {
  type NumberedReading,
  type Query,
  type QueryContext,
  Refusal,
  type SqlReader,
  type SqlValue,
  type Stream,
} from "../../ledger/contract.ts";
import { compact } from "../compact.ts";
import { decodeHeldCursor, encodeHeldCursor } from "./held-cursor.ts";
import type { HeldDetail, HeldPlace, HeldView } from "./record.ts";

export interface HeldFilter {
  readonly sink?: string;
  readonly stream?: Stream;
  readonly reason?: string;
  /** At least 1. */
  readonly limit: number;
  readonly cursor?: string;
}

interface Row {
  readonly sink: string;
  readonly stream: Stream;
  readonly position: number;
  readonly reason: string;
  readonly attempts: number;
  readonly since: number;
  readonly mended: number;
}

const COLUMNS = `sink, stream, position, reason, attempts, since,
  EXISTS (SELECT 1 FROM mend WHERE mend.sink = held.sink AND mend.stream = held.stream
    AND mend.position = held.position) AS mended`;

/** Held positions by sink, stream and position. Throws Refusal `cursor.invalid`. */
export const listHeld: Query<HeldFilter, { items: HeldView[]; nextCursor?: string }> = (
  context,
  { sink, stream, reason, limit, cursor },
) => {
  const after = cursor === undefined ? undefined : decodeHeldCursor(cursor);
  const conditions: (readonly [string, readonly SqlValue[] | undefined])[] = [
    ["sink = ?", sink === undefined ? undefined : [sink]],
    ["stream = ?", stream === undefined ? undefined : [stream]],
    ["reason = ?", reason === undefined ? undefined : [reason]],
    ["(sink, stream, position) > (?, ?, ?)", after && [after.sink, after.stream, after.position]],
  ];
  const asked = conditions.filter(([, values]) => values !== undefined);
  const where = asked.length === 0 ? "" : `WHERE ${asked.map(([text]) => text).join(" AND ")}`;
  const rows = context.sql.all<Row>(
    `SELECT ${COLUMNS} FROM quarantine AS held ${where} ORDER BY sink, stream, position LIMIT ?`,
    ...asked.flatMap(([, values]) => values ?? []),
    limit + 1,
  );
  const items = rows.slice(0, limit).map((row) => present(context, row));
  const last = rows[limit - 1];
  return rows.length > limit && last !== undefined
    ? { items, nextCursor: encodeHeldCursor(last) }
    : { items };
};

/** One held position without what would be sent. Throws Refusal `quarantine.not-held`. */
export const getHeld: Query<HeldPlace, Omit<HeldDetail, "wouldSend">> = (context, place) => {
  const { sink, stream, position } = place;
  const row = context.sql.get<Row>(
    `SELECT ${COLUMNS} FROM quarantine AS held WHERE sink = ? AND stream = ? AND position = ?`,
    ...[sink, stream, position],
  );
  if (row === undefined) {
    const message = `position ${position} of ${stream} is not held for sink ${sink}`;
    throw new Refusal("quarantine.not-held", message, { ...place });
  }
  const mend = context.sql.get<{ lines: string }>(
    "SELECT lines FROM mend WHERE sink = ? AND stream = ? AND position = ?",
    ...[sink, stream, position],
  );
  const record = stream === "ledger" ? readBody(context.sql, position) : plain(context, position);
  return {
    ...present(context, row),
    record,
    ...(mend === undefined ? {} : { mendedLines: JSON.parse(mend.lines) as string[] }),
  };
};

/** Where a rebuild can begin: at the first entry, and at the oldest reading that is still kept. */
export const findRebuildStart: Query<null, Record<Stream, number>> = ({ telemetry }) => {
  const head = telemetry.head();
  const [oldest] = telemetry.range(1, head, 1);
  return { ledger: 1, telemetry: oldest?.ordinal ?? head };
};

function present(context: QueryContext, { mended, since, ...row }: Row): HeldView {
  const about =
    row.stream === "ledger"
      ? ofEntry(context.sql, row.position)
      : ofReading(readOne(context, row.position));
  return compact({ ...row, since: isoTime(since), mended: mended === 1, ...about }) as HeldView;
}

interface EntryRow {
  readonly type: string;
  readonly at: number;
  readonly rig: string | null;
  readonly run: string | null;
  readonly serial: string | null;
}

function ofEntry(sql: SqlReader, seq: number): Partial<HeldView> & { what: string } {
  const row = sql.get<EntryRow>(
    `SELECT type, occurred_at AS at, text ->> '$.rig' AS rig, text ->> '$.serialNumber' AS serial,
      CASE type WHEN 'run' THEN id END AS run FROM entry LEFT JOIN body USING (seq) WHERE seq = ?`,
    seq,
  );
  if (row === undefined) return { what: "entry" };
  return compact({
    what: row.type,
    at: isoTime(row.at),
    rig: row.rig ?? undefined,
    runId: row.run ?? undefined,
    serialNumber: row.serial ?? undefined,
  }) as ReturnType<typeof ofEntry>;
}

function ofReading(reading: NumberedReading | undefined): Partial<HeldView> & { what: string } {
  if (reading === undefined) return { what: "reading" };
  const { rig, channel, runId, value, unit, takenAt } = reading;
  const text = Object.is(value, -0) ? "-0" : String(value);
  const own = { rig, channel, runId, value: text.slice(0, 200), unit, at: isoTime(takenAt) };
  return compact({ what: "reading", ...own }) as ReturnType<typeof ofReading>;
}

function readOne({ telemetry }: QueryContext, ordinal: number): NumberedReading | undefined {
  return telemetry.range(ordinal, ordinal + 1, 1)[0];
}

/** As JSON can hold it: values that it lacks as text. */
function plain(context: QueryContext, ordinal: number): unknown {
  const reading = readOne(context, ordinal);
  if (reading === undefined) return null;
  const { value } = reading;
  const isExact =
    typeof value !== "bigint" && !(typeof value === "number" && !Number.isFinite(value));
  return { ...reading, value: isExact && !Object.is(value, -0) ? value : textOf(value) };
}

function textOf(value: NumberedReading["value"]): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

function readBody(sql: SqlReader, seq: number): unknown {
  const row = sql.get<{ text: string }>("SELECT text FROM body WHERE seq = ?", seq);
  return row === undefined ? null : JSON.parse(row.text);
}
