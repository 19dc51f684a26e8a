/** Requirement → measurement → result of each unit; what proves nothing is told. */
import { type Query, Refusal, type SqlReader } from "../../ledger/contract.ts";
import { compact } from "../compact.ts";
import { gapsOf } from "./coverage.ts";
import type {
  MatrixRow,
  Proof,
  RequirementBody,
  RequirementMatrix,
  RequirementView,
} from "./record.ts";
import { waiverAt } from "./rules.ts";

interface Asked {
  readonly partNumber?: string;
  /** Microseconds since the epoch. */
  readonly nowUs: number;
}

/** All requirements, or those of a product, by id; retired ones too. */
export const listRequirements: Query<Asked, RequirementView[]> = (
  { sql },
  { partNumber, nowUs },
) => {
  const rows =
    partNumber === undefined
      ? sql.all<Row>("SELECT version, body FROM requirement ORDER BY id")
      : sql.all<Row>(
          "SELECT version, body FROM requirement WHERE part_number = ? ORDER BY id",
          partNumber,
        );
  return rows.map((row) => present(sql, row, nowUs));
};

interface Row {
  readonly version: number;
  readonly body: string;
}

function present(sql: SqlReader, { version, body }: Row, nowUs: number): RequirementView {
  const requirement = JSON.parse(body) as RequirementBody;
  return compact({
    ...requirement,
    ...{ version, gaps: gapsOf(sql, requirement), waiver: waiverAt(requirement, nowUs) },
  }) as RequirementView;
}

/** Which units are looked at: of the product, or of one of its orders, or one alone. */
export interface MatrixQuestion {
  readonly partNumber: string;
  readonly orderId?: string;
  readonly serialNumber?: string;
  readonly limit: number;
  readonly cursor?: string;
  readonly nowUs: number;
}

/** One page of units by serial number. Throws Refusal `cursor.invalid`. */
export const readMatrix: Query<MatrixQuestion, RequirementMatrix> = (context, question) => {
  const { sql } = context;
  const { partNumber, nowUs, limit } = question;
  const requirements = listRequirements(context, { partNumber, nowUs }).filter(
    ({ retired }) => retired !== true,
  );
  const units = selectUnits(sql, question);
  const items = units.slice(0, limit).map((unit) => rowOf(sql, unit, requirements));
  const last = units[limit - 1];
  const gaps = requirements.flatMap((each) => each.gaps);
  return {
    ...{ partNumber, gaps, items },
    requirements: requirements.map((each) => ({ ...each, coverage: coverageOf(each, items) })),
    ...(units.length > limit && last !== undefined
      ? { nextCursor: encodePlace(last.serialNumber) }
      : {}),
  };
};

interface UnitRow {
  readonly id: string;
  readonly serialNumber: string;
  readonly status: string;
}

function selectUnits(sql: SqlReader, question: MatrixQuestion): readonly UnitRow[] {
  const { partNumber, orderId, serialNumber, limit, cursor } = question;
  const given = [
    ["order_id = ?", orderId],
    ["serial_number = ?", serialNumber],
    ["serial_number > ?", cursor === undefined ? undefined : decodePlace(cursor)],
  ] as const;
  const asked = given.flatMap(([text, value]) => (value === undefined ? [] : [{ text, value }]));
  const where = ["part_number = ?", ...asked.map(({ text }) => text)].join(" AND ");
  return sql.all<UnitRow>(
    `SELECT id, serial_number AS serialNumber, status FROM unit WHERE ${where}
     ORDER BY serial_number LIMIT ?`,
    ...[partNumber, ...asked.map(({ value }) => value), limit + 1],
  );
}

function encodePlace(serial: string): string {
  return Buffer.from(JSON.stringify(["after", serial])).toString("base64url");
}

function decodePlace(cursor: string): string {
  const text = Buffer.from(cursor, "base64url").toString("utf8");
  const serial = /^\["after",("(?:[^"\\]|\\.)*")\]$/.exec(text)?.[1];
  try {
    if (serial !== undefined) return JSON.parse(serial) as string;
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
  }
  throw new Refusal("cursor.invalid", "the cursor is not one of ours", { cursor });
}

interface Measured {
  readonly operation: string;
  readonly runId: string;
  readonly measurement: string;
  readonly computed: "pass" | "fail" | "unjudged";
  readonly number: number | null;
  readonly text: string | null;
  readonly unit: string;
}

/** The last attempt of each measurement in the deciding runs: a retry replaces what it repeats. */
const DECIDING = `
  SELECT operation, deciding.run_id AS runId, measurement_id AS measurement, computed,
    number, text, unit
  FROM deciding_run AS deciding JOIN measurement USING (run_id)
  WHERE unit_id = ? ORDER BY position`;

function rowOf(
  sql: SqlReader,
  { id, serialNumber, status }: UnitRow,
  requirements: readonly RequirementView[],
): MatrixRow {
  const measured = new Map<string, Measured>();
  const runs = new Map<string, string>();
  for (const each of sql.all<Measured>(DECIDING, id)) {
    measured.set(JSON.stringify([each.operation, each.measurement]), each);
    runs.set(each.operation, each.runId);
  }
  const cells = requirements.map((requirement) => {
    const values = requirement.measurements.map((place) => {
      const found = measured.get(JSON.stringify([place.operation, place.measurement]));
      const runId = found?.runId ?? runs.get(place.operation);
      const value = found?.number ?? found?.text;
      return compact({ ...place, runId, value, unit: found?.unit, computed: found?.computed });
    }) as MatrixRow["cells"][number]["values"];
    return { requirement: requirement.id, proof: proofOf(requirement, values), values };
  });
  return { unitId: id, serialNumber, status, cells };
}

/** A fail is told whatever was waived: going without a proof is not passing against one. */
function proofOf(
  { measurements, waiver }: RequirementView,
  values: MatrixRow["cells"][number]["values"],
): Proof {
  if (values.some(({ computed }) => computed === "fail")) return "fail";
  const isWhole = values.length > 0 && values.every(({ computed }) => computed === "pass");
  if (isWhole) return "pass";
  if (waiver !== undefined) return "waived";
  return measurements.length === 0 ? "uncovered" : "missing";
}

function coverageOf(
  { id, gaps, waiver }: RequirementView,
  items: readonly MatrixRow[],
): RequirementMatrix["requirements"][number]["coverage"] {
  const proofs = items.map(({ cells }) => cells.find((cell) => cell.requirement === id)?.proof);
  if (proofs.includes("fail")) return "failing";
  if (waiver !== undefined) return "waived";
  if (gaps.length > 0) return "uncovered";
  return proofs.length > 0 && proofs.every((proof) => proof === "pass") ? "passing" : "covered";
}
