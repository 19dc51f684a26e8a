/** What people decide about held positions and about a sink's whole debt. Each is an entry. */
import {
  type Decision,
  type Range,
  Refusal,
  type Rule,
  type SqlReader,
  type Stream,
} from "../../ledger/contract.ts";

/** Held positions of one stream of a sink: all, a part, or those held for the same reason. */
export interface HeldSelection {
  readonly sink: string;
  readonly stream: Stream;
  readonly from?: number;
  /** Not itself. */
  readonly to?: number;
  readonly reason?: string;
}

interface Decided {
  /** Of the entry. */
  readonly id: string;
  readonly by: string;
  /** Why; a discard needs it. */
  readonly why?: string;
}

export interface HeldResult {
  /** How many positions were decided on. */
  readonly positions: number;
  /** How many more the selection has: ask again. */
  readonly remaining: number;
}

/** Of one command: a bounded time in the writer, and a bounded body. */
const POSITIONS_MAX = 10_000;

/** Owed again, and tried again. Throws Refusal `quarantine.not-held`. */
export const retryHeld: Rule<HeldSelection & Decided, HeldResult> = (sql, input) =>
  decide(sql, input, "retry");

/** Given up for this sink, for good. Throws Refusal `quarantine.not-held`. */
export const discardHeld: Rule<HeldSelection & Decided & { readonly why: string }, HeldResult> = (
  sql,
  input,
) => decide(sql, input, "discard");

const ACTIONS = { retry: "retried", discard: "discarded" } as const;

function decide(
  sql: SqlReader,
  input: HeldSelection & Decided,
  kind: "retry" | "discard",
): Decision<HeldResult> {
  const { id, by, why, sink, stream } = input;
  const { positions, total } = selectHeld(sql, input);
  const ranges = joined(positions);
  const body = { sink, stream, ranges, positions: positions.length, by };
  return {
    entries: [
      {
        ...{ type: "quarantine", id, version: 1, schema: "quarantine/1", action: ACTIONS[kind] },
        body,
        ...(why === undefined ? {} : { reason: why }),
      },
    ],
    result: { positions: positions.length, remaining: total - positions.length },
    debts: [{ kind, sink, stream, ranges }],
  };
}

function selectHeld(sql: SqlReader, selection: HeldSelection) {
  const { sink, stream, from = 0, to = Number.MAX_SAFE_INTEGER, reason } = selection;
  const where = `FROM quarantine WHERE sink = ? AND stream = ? AND position >= ? AND position < ?
    ${reason === undefined ? "" : "AND reason = ?"}`;
  const values = [sink, stream, from, to, ...(reason === undefined ? [] : [reason])];
  const total = sql.get<{ total: number }>(`SELECT count(*) AS total ${where}`, ...values)?.total;
  if (!total) throw notHeld(selection);
  const rows = sql.all<{ position: number }>(
    `SELECT position ${where} ORDER BY position LIMIT ${POSITIONS_MAX}`,
    ...values,
  );
  return { positions: rows.map(({ position }) => position), total };
}

function notHeld({ sink, stream }: HeldSelection): Refusal {
  const message = `nothing of ${stream} that was named is held for sink ${sink}`;
  return new Refusal("quarantine.not-held", message, { sink, stream });
}

function joined(positions: readonly number[]): Range[] {
  const ranges: Range[] = [];
  for (const position of positions) {
    const last = ranges.at(-1);
    if (last?.to === position) ranges[ranges.length - 1] = { from: last.from, to: position + 1 };
    else ranges.push({ from: position, to: position + 1 });
  }
  return ranges;
}

export interface MendInput extends Decided {
  readonly sink: string;
  readonly stream: Stream;
  readonly position: number;
  /** At least one; in the sink's own format, checked by the caller. */
  readonly lines: readonly string[];
  /** Try it at once. */
  readonly retry: boolean;
}

/**
 * Keeps other lines beside the entry, for this sink alone. Throws Refusal `quarantine.not-held`,
 * and `quarantine.not-mendable` for a sink that gets the records themselves.
 */
export const mendHeld: Rule<MendInput, HeldResult> = (sql, input) => {
  const { id, by, why, sink, stream, position, lines, retry } = input;
  refuseRecordSinks(sql, sink, "quarantine.not-mendable");
  const ranges = [{ from: position, to: position + 1 }];
  selectHeld(sql, { sink, stream, from: position, to: position + 1 });
  const body = { sink, stream, ranges, positions: 1, by, lines, retried: retry };
  return {
    entries: [
      {
        ...{ type: "quarantine", id, version: 1, schema: "quarantine/1", action: "mended" },
        body,
        ...(why === undefined ? {} : { reason: why }),
      },
    ],
    result: { positions: 1, remaining: 0 },
    debts: [
      { kind: "mend", sink, stream, position, lines },
      ...(retry ? [{ kind: "retry" as const, sink, stream, ranges }] : []),
    ],
  };
};

/** What settles by a receipt of its own is a view that we fill; others get the records. */
function refuseRecordSinks(sql: SqlReader, sink: string, code: string): void {
  const row = sql.get<{ settled_by: string }>(
    "SELECT settled_by FROM sink WHERE name = ? LIMIT 1",
    sink,
  );
  if (row === undefined) {
    throw new Refusal("sink.not-found", `no sink ${sink} was ever configured`, { sink });
  }
  if (row.settled_by === "receipt") return;
  throw new Refusal(code, `sink ${sink} gets the records themselves and is no view of them`, {
    sink,
  });
}

export interface RebuildInput {
  readonly sink: string;
  /** Where each stream begins anew. */
  readonly from: Readonly<Record<Stream, number>>;
  readonly by: string;
  readonly why: string;
}

/**
 * Owes a database everything from there on once more; what was discarded stays so. Throws Refusal
 * `sink.not-found` and `sink.not-rebuildable`.
 */
export const rebuildSink: Rule<RebuildInput, null> = (sql, { sink, from, by, why }) => {
  refuseRecordSinks(sql, sink, "sink.not-rebuildable");
  const version = sql.get<{ version: number | null }>(
    "SELECT max(version) AS version FROM entry WHERE type = 'sink' AND id = ?",
    sink,
  )?.version;
  // The account that ends here, so that its numbers are never lost.
  const before = sql.all<{ stream: Stream }>(
    `SELECT stream, start, delivered, discarded, dropped, not_routed AS notRouted,
      (SELECT count(*) FROM quarantine AS held WHERE held.sink = sink.name
        AND held.stream = sink.stream) AS quarantined
     FROM sink WHERE name = ? ORDER BY stream`,
    sink,
  );
  return {
    entries: [
      {
        ...{ type: "sink", id: sink, version: (version ?? 0) + 1, schema: "sink/1" },
        ...{ action: "rebuilt", reason: why, body: { sink, from, by, before } },
      },
    ],
    result: null,
    debts: before.map(({ stream }) => ({ kind: "renew", sink, stream, from: from[stream] })),
  };
};
