/** What a page of quality is narrowed to, as it stands in the address. */

/** Windows to choose from, in days; 0 is all of time. */
export const WINDOWS = [7, 14, 30, 90, 365, 0] as const;
const DEFAULT_DAYS = 14;
const DAY_MS = 86_400_000;

const NAMES = [
  ...(["operation", "partNumber", "revision", "station", "rig", "slot", "orderId"] as const),
  ...(["procedure", "procedureHash", "equipment", "operator", "gatewayVersion"] as const),
  ...(["source", "buildTag", "policy", "from", "to", "days"] as const),
  ...(["measurement", "by"] as const),
] as const;

/** The filters of a page. */
export type QualitySearch = { readonly [Name in (typeof NAMES)[number]]?: string };

/** Keeps what is known; an address like ?slot=1 is read as a number, a filter is a text. */
export function readQualitySearch(search: Record<string, unknown>): QualitySearch {
  return Object.fromEntries(
    NAMES.flatMap((name) => {
      const text = asText(search[name]);
      return text === undefined ? [] : [[name, text]];
    }),
  );
}

/** Everything that is a text: the address of rows is the API's own, empty texts included. */
export function readRowsSearch(search: Record<string, unknown>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(search).flatMap(([name, value]) => {
      const text = asText(value);
      return text === undefined ? [] : [[name, text]];
    }),
  );
}

function asText(value: unknown): string | undefined {
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return typeof value === "string" ? value : undefined;
}

/** The search of the rows that an address of the API names. */
export function rowsSearch(address: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(address.split("?")[1] ?? ""));
}

/** How many days the window is long; undefined where the address says its ends itself. */
export function daysOf({ from, to, days }: QualitySearch): number | undefined {
  if (from !== undefined || to !== undefined) return undefined;
  const asked = WINDOWS.find((known) => String(known) === days);
  return asked ?? DEFAULT_DAYS;
}

/** The filters as the API takes them; `nowMs` is when the page was opened. */
export function questionOf(
  search: QualitySearch,
  nowMs: number,
): Readonly<Record<string, string | undefined>> {
  const { days: _, measurement: __, by: ___, policy: ____, ...filter } = search;
  const days = daysOf(search);
  if (days === undefined || days === 0) return filter;
  return { ...filter, from: new Date(nowMs - days * DAY_MS).toISOString() };
}
