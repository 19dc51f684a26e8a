/** What a nonconformance is opened about, as the address carries it from any page. */

/** The conditions of a containment that the address may hold, as the API names them. */
export const CONDITIONS = [
  ...(["partNumber", "orderId", "revision", "operation", "station", "rig", "slot"] as const),
  ...(["procedure", "procedureHash", "limitSetHash", "equipmentId", "measurement"] as const),
  ...(["componentLot", "componentPart", "operator", "gatewayVersion"] as const),
  ...(["from", "to", "serialNumbers"] as const),
] as const;
export type Condition = (typeof CONDITIONS)[number];

/** Conditions and, where the page knows them, the first words of the nonconformance. */
export type CaseSearch = { readonly [Name in Condition | "title" | "description"]?: string };

const NAMES = [...CONDITIONS, "title", "description"] as const;
const LENGTH_MAX = 1_000;

/** Keeps what is known; an address like ?slot=1 is read as a number, a condition is a text. */
export function readCaseSearch(search: Record<string, unknown>): CaseSearch {
  return Object.fromEntries(
    NAMES.flatMap((name) => {
      const value = search[name];
      const text = typeof value === "number" ? String(value) : value;
      if (typeof text !== "string" || text === "") return [];
      return [[name, text.slice(0, LENGTH_MAX)]];
    }),
  );
}

/** The conditions as the API takes them; undefined where there is none. */
export function containmentOf(search: CaseSearch): object | undefined {
  const given = CONDITIONS.flatMap((name) => {
    const text = search[name];
    if (text === undefined || text === "") return [];
    return [[name, name === "serialNumbers" ? serialsOf(text) : text] as const];
  });
  return given.length === 0 ? undefined : Object.fromEntries(given);
}

/** Serial numbers with spaces, commas or semicolons between. */
export function serialsOf(text: string): string[] {
  return text.split(/[\s,;]+/).filter((serial) => serial !== "");
}

const MINUTE_MS = 60_000;

/** A time as the browser's field holds it, in UTC: whole minutes, so the end is rounded up. */
export function fieldTime(text: string | undefined, end: "from" | "to"): string {
  const ms = text === undefined ? Number.NaN : Date.parse(text);
  if (Number.isNaN(ms)) return "";
  const minutes = ms / MINUTE_MS;
  const whole = end === "from" ? Math.floor(minutes) : Math.ceil(minutes);
  return new Date(whole * MINUTE_MS).toISOString().slice(0, 16);
}
