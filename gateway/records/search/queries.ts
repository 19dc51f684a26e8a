import type { Query, SqlReader } from "../../ledger/contract.ts";
import { compact } from "../compact.ts";
import type { FoundView } from "./record.ts";

export interface SearchInput {
  /** Without spaces around it; not empty. */
  readonly text: string;
  /** Of each kind. */
  readonly limit: number;
}

interface Source {
  readonly kind: FoundView["kind"];
  /** Below the API's base. */
  readonly path: string;
  readonly select: string;
  readonly from: string;
  /** Indexed: what begins with a text is a range of it. */
  readonly column: string;
}

/** Each a range of an index, so half a million runs cost what a hundred do. */
export const SEARCH_SOURCES: readonly Source[] = [
  {
    kind: "unit",
    path: "units",
    select: "id, serial_number AS name, part_number AS detail",
    from: "unit",
    column: "serial_number",
  },
  {
    kind: "order",
    path: "orders",
    select: "id, id AS name, part_number AS detail",
    from: "production_order",
    column: "id",
  },
  {
    kind: "product",
    path: "products",
    select: "part_number AS id, part_number AS name, name AS detail",
    from: "product",
    column: "part_number",
  },
  {
    kind: "equipment",
    path: "equipment",
    select: "id, id AS name, body ->> 'title' AS detail",
    from: "equipment",
    column: "id",
  },
  {
    kind: "run",
    path: "runs",
    select: "id, id AS name, serial_number AS detail",
    from: "run",
    column: "id",
  },
  {
    kind: "nonconformance",
    path: "nonconformances",
    select: "id, id AS name, body ->> 'title' AS detail",
    from: "nonconformance",
    column: "id",
  },
  {
    kind: "nonconformance",
    path: "nonconformances",
    select: "id, body ->> 'title' AS name, state AS detail",
    from: "nonconformance",
    column: "body ->> 'title'",
  },
  {
    kind: "person",
    path: "people",
    select: "id, id AS name, state AS detail",
    from: "person",
    column: "id",
  },
  {
    kind: "unit",
    path: "units",
    select: "id, id AS name, serial_number AS detail",
    from: "unit",
    column: "id",
  },
];

/** Above every character: what begins with a text lies between it and it followed by this one. */
const LAST = String.fromCodePoint(0x10ffff);

/**
 * What begins with the text, as it was typed or in capitals or small letters: at most `limit` of
 * each kind, whole names first.
 */
export const searchRecords: Query<SearchInput, FoundView[]> = ({ sql }, { text, limit }) => {
  const forms = [...new Set([text, text.toUpperCase(), text.toLowerCase()])];
  const found = SEARCH_SOURCES.flatMap((source) =>
    forms.flatMap((form) => rowsOf(sql, source, { form, limit })).slice(0, limit),
  );
  return [...found.filter(({ exact }) => exact), ...found.filter(({ exact }) => !exact)];
};

/** The one statement of a source; a test looks at its plan. */
export function searchStatement({ select, from, column }: Source): string {
  return (
    `SELECT ${select} FROM ${from} WHERE ${column} >= ?1 AND ${column} < ?1 || ?2 ` +
    `ORDER BY ${column} LIMIT ?3`
  );
}

interface Row {
  readonly id: string;
  readonly name: string;
  readonly detail: string | null;
}

function rowsOf(
  sql: SqlReader,
  source: Source,
  { form, limit }: { readonly form: string; readonly limit: number },
): FoundView[] {
  const rows = sql.all<Row>(searchStatement(source), form, LAST, limit);
  return rows.map(({ id, name, detail }) =>
    compact({
      ...{ kind: source.kind, id, name, detail, exact: name === form },
      href: `/api/v1/${source.path}/${encodeURIComponent(id)}`,
    }),
  );
}
