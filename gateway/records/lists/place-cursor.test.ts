import { expect, test } from "vitest";
import { importLine } from "../testing/line.ts";
import { openMemoryLedger } from "../testing/memory-ledger.ts";
import { decodePlace, encodePlace } from "./place-cursor.ts";

/** Keys whose order by bytes is another one than by UTF-16, in any order of writing. */
const KEYS = ["A-2", "A-10", "a-1", "Ä-1", "\uFF5E-1", "\u{1F4E6}-1", "Z", "A-2/1"];

/** Everything a list has, asked for page by page. */
function readAll<Item>(
  ask: (cursor?: string) => { readonly items: readonly Item[]; readonly nextCursor?: string },
): readonly (readonly Item[])[] {
  const pages: (readonly Item[])[] = [];
  for (let cursor: string | undefined; ; ) {
    const { items, nextCursor } = ask(cursor);
    pages.push(items);
    if (nextCursor === undefined) return pages;
    cursor = nextCursor;
  }
}

test.each([1, 3, 5, 8])("orders come whole in pages of %i, by id, each once", (limit) => {
  const ledger = openMemoryLedger();
  importLine(ledger);
  for (const [index, id] of KEYS.entries()) {
    const place = { partNumber: "PSU-24", revision: "C", quantity: 10 };
    const serialNumbers = { prefix: `K${index}-`, from: 1, digits: 4 };
    const status = index % 2 === 0 ? ("planned" as const) : ("cancelled" as const);
    ledger.execute("order.import", { id, ...place, status, serialNumbers });
  }
  const idsOf = (state?: "open" | "over") =>
    readAll((cursor) => ledger.ask("orders.list", { limit, cursor, state }));
  const all = idsOf();
  const ids = all.flat().map(({ id }) => id);
  expect(ids).toEqual(ids.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
  expect(KEYS.filter((key) => !ids.includes(key))).toEqual([]);
  expect(all.every((page) => page.length <= limit)).toBe(true);
  const [open, over] = [idsOf("open").flat(), idsOf("over").flat()];
  expect(over.map(({ status }) => status)).toEqual(over.map(() => "cancelled"));
  expect(over).toHaveLength(KEYS.length / 2);
  expect(open.length + over.length).toBe(ids.length);
});

test.each([1, 3, 8])("demand comes whole in pages of %i, covered as in one", (limit) => {
  const ledger = openMemoryLedger();
  importLine(ledger);
  const lines = KEYS.map((externalKey, index) => ({
    ...{ externalKey, partNumber: "PSU-24", quantity: 7, kind: "firm" as const },
    // Two days, so that many lines are due at once, those beyond ASCII among each other.
    dueAt: `2026-12-0${index < 3 ? 1 : 2}T00:00:00Z`,
  }));
  ledger.execute("demand.import", { lines, isTrial: false });
  const whole = ledger.ask("demand.list", { limit: 200 });
  expect(whole.items).toHaveLength(KEYS.length);
  expect(whole.nextCursor).toBeUndefined();
  const pages = readAll((cursor) => ledger.ask("demand.list", { limit, cursor }));
  expect(pages.flat()).toEqual(whole.items);
  expect(pages.every((page) => page.length <= limit)).toBe(true);
});

test("a line that is withdrawn between two pages leaves no other one out", () => {
  const ledger = openMemoryLedger();
  importLine(ledger);
  const line = (externalKey: string, quantity = 7) => ({
    ...{ externalKey, partNumber: "PSU-24", quantity, kind: "firm" as const },
    dueAt: "2026-12-01T00:00:00Z",
  });
  const lines = ["A", "B", "C", "D"].map((key) => line(key));
  ledger.execute("demand.import", { lines, isTrial: false });
  const first = ledger.ask("demand.list", { limit: 2 });
  ledger.execute("demand.import", { lines: [line("B", 0)], isTrial: false });
  const rest = ledger.ask("demand.list", { limit: 2, cursor: first.nextCursor });
  expect(rest.items.map(({ externalKey }) => externalKey)).toEqual(["C", "D"]);
});

const cursorOf = (text: string) => Buffer.from(text).toString("base64url");

test.each([
  "",
  "x",
  cursorOf('["after",1]'),
  cursorOf('["after",1.5,"a"]'),
  cursorOf('["after", 1,"a"]'),
])("a cursor that is none of ours is refused: %j", (cursor) => {
  expect(() => decodePlace(cursor)).toThrow(expect.objectContaining({ code: "cursor.invalid" }));
  expect(decodePlace(encodePlace(7, "Ä"))).toEqual({ rank: 7, key: "Ä" });
});
