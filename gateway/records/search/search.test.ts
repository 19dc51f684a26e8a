import { describe, expect, test } from "vitest";
import { importLine, performRun, runId, serial } from "../testing/line.ts";
import { openMemoryLedger } from "../testing/memory-ledger.ts";
import { SEARCH_SOURCES, searchStatement } from "./queries.ts";

function openLine() {
  const ledger = openMemoryLedger();
  importLine(ledger);
  for (const index of [1, 2, 11]) performRun(ledger, { index, serialNumber: serial(index) });
  const equipment = { id: "DMM-07", title: "Meter", intervalDays: 365, policy: "block" as const };
  ledger.execute("equipment.save", { equipment });
  const find = (text: string, limit = 5) => ledger.ask("records.search", { text, limit });
  return { ledger, find };
}

describe("a search", () => {
  test("finds unit, order, product, instrument and run by the beginning of their name", () => {
    const { find } = openLine();
    const names = (text: string) => find(text).map(({ kind, name }) => `${kind} ${name}`);
    expect(names("PSU24-00000")).toEqual([`unit ${serial(1)}`, `unit ${serial(2)}`]);
    expect(names("WO-")).toEqual(["order WO-1"]);
    expect(names("DMM")).toEqual(["equipment DMM-07"]);
    expect(names(runId(11))).toEqual([`run ${runId(11)}`]);
    expect(names("PSU")).toEqual([
      ...[1, 2, 11].map((index) => `unit ${serial(index)}`),
      "product PSU-24",
    ]);
  });

  test("finds a nonconformance by its title and a person by their id", () => {
    const { ledger, find } = openLine();
    const facts = { title: "Ripple beyond 60 mV", description: "seen", severity: "major" as const };
    ledger.execute("nonconformance.open", { id: "nc-7", ...facts });
    ledger.execute("person.add", { id: "p-0042", roles: ["qa"] });
    expect(find("Ripple")).toMatchObject([{ kind: "nonconformance", id: "nc-7", detail: "open" }]);
    expect(find("nc-7")).toMatchObject([{ kind: "nonconformance", detail: facts.title }]);
    expect(find("p-00")).toMatchObject([{ kind: "person", id: "p-0042", exact: false }]);
    expect(find("P-0042")).toMatchObject([{ kind: "person", exact: true }]);
  });

  test("puts the whole name first and says so; its address is the API's", () => {
    const { find } = openLine();
    const [first] = find(serial(2));
    expect(first).toMatchObject({ kind: "unit", exact: true, detail: "PSU-24" });
    expect(first?.href).toBe(`/api/v1/units/${first?.id}`);
    expect(find("PSU-24")[0]).toMatchObject({ kind: "product", exact: true });
  });

  test("takes small letters for capitals, and every character as itself", () => {
    const { find } = openLine();
    expect(find("wo-1")).toMatchObject([{ kind: "order", id: "WO-1" }]);
    for (const text of ["%", "_", "*", "PSU24_", "' OR 1=1 --", "\u{10ffff}", "\u0000"]) {
      expect(find(text), text).toEqual([]);
    }
  });

  test("answers no more of a kind than was asked for", () => {
    expect(openLine().find("PSU24", 2)).toHaveLength(2);
  });

  test.each(SEARCH_SOURCES.map((source) => [source.kind, source.column, source] as const))(
    "reads a range of an index for each %s by %s, never a table",
    (_kind, _column, source) => {
      const { ledger } = openLine();
      const plan = ledger.sql.all<{ detail: string }>(
        `EXPLAIN QUERY PLAN ${searchStatement(source)}`,
        ...["a", "b", 5],
      );
      expect(plan).toHaveLength(1);
      expect(plan[0]?.detail).toMatch(
        /^SEARCH .* USING .*(INDEX|PRIMARY KEY).* \((\w+|<expr>)>\? AND (\w+|<expr>)<\?\)$/,
      );
    },
  );
});
