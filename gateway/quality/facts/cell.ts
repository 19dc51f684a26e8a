/** What runs are told apart by: every dimension that a run pins. */
import type { RunHeader } from "../../domain/run.ts";
import type { SqlWriter } from "../../ledger/contract.ts";

/** A dimension, and its column in `yield_cell`. A run without one has the empty text. */
export const DIMENSIONS = {
  operation: "operation",
  partNumber: "part_number",
  revision: "revision",
  station: "station",
  rig: "rig",
  slot: "slot",
  orderId: "order_id",
  buildTag: "build_tag",
  /** Id and version of the procedure. */
  procedure: "procedure",
  /** Over all of the procedure, so over its limits. */
  procedureHash: "procedure_hash",
  /** JSON array of the ids of the instruments. */
  equipment: "equipment",
  /** Person id of who tested. */
  operator: "operator",
  gatewayVersion: "gateway_version",
  source: "source",
} as const;
export type Dimension = keyof typeof DIMENSIONS;
/** Every dimension, in the order of the columns. */
export const DIMENSION_NAMES = Object.keys(DIMENSIONS) as readonly Dimension[];

/** One value for each dimension. */
export type Cell = Readonly<Record<Dimension, string>>;

/** To be selected from `yield_cell`. */
export const CELL_COLUMNS = DIMENSION_NAMES.map((name) => `${DIMENSIONS[name]} AS ${name}`).join();

/** The number of the run's cell; a new one for a combination that never was. */
export function internCell(sql: SqlWriter, run: RunHeader): number {
  const cell = cellOf(run);
  const values = DIMENSION_NAMES.map((name) => cell[name]);
  const key = JSON.stringify(values);
  const known = sql.get<{ id: number }>("SELECT id FROM yield_cell WHERE key = ?", key);
  if (known !== undefined) return known.id;
  const last = sql.get<{ id: number | null }>("SELECT max(id) AS id FROM yield_cell");
  const id = (last?.id ?? 0) + 1;
  sql.run(INSERT, id, key, ...values);
  return id;
}

const INSERT = `
  INSERT INTO yield_cell (id, key, ${Object.values(DIMENSIONS).join(", ")})
  VALUES (?, ?, ${DIMENSION_NAMES.map(() => "?").join(", ")})`;

function cellOf(run: RunHeader): Cell {
  const { operation, station, rig, buildTag, gatewayVersion, source } = run;
  const { procedureId, procedureVersion } = run;
  const instruments = [...new Set((run.equipment ?? []).map(({ id }) => id))];
  return {
    ...{ operation, station, rig, buildTag, gatewayVersion, source },
    partNumber: run.partNumber ?? "",
    revision: run.revision ?? "",
    slot: run.slot ?? "",
    orderId: run.orderId ?? "",
    procedure: procedureId === undefined ? "" : `${procedureId} ${procedureVersion ?? ""}`.trim(),
    procedureHash: run.procedureHash ?? "",
    equipment: JSON.stringify(instruments.toSorted()),
    operator: run.invitation?.operator ?? "",
  };
}
