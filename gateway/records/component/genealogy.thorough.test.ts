import fc from "fast-check";
import { expect, test } from "vitest";
import { importLine, ORDER, performRun, serial } from "../testing/line.ts";
import { type MemoryLedger, openMemoryLedger } from "../testing/memory-ledger.ts";

const PART = "PSU-24";

function openUnits(count: number): { ledger: MemoryLedger; ids: string[] } {
  const ledger = openMemoryLedger();
  importLine(ledger);
  if (count > 20) ledger.execute("order.import", { ...ORDER, quantity: count });
  const ids = Array.from({ length: count }, (_, index) => {
    const input = { serialNumber: serial(index + 1), partNumber: PART };
    return ledger.execute("unit.create", input).result.id;
  });
  return { ledger, ids };
}
const asPart = (index: number) => ({ partNumber: PART, serialNumber: serial(index + 1) });
const refusal = (code: string) => expect.objectContaining({ code });

test("CR-60: a swap keeps what was there, with who and when, and sends a tested unit back", () => {
  const { ledger, ids } = openUnits(1);
  const [unitId = ""] = ids;
  const at = { unitId, position: "T1" };
  const lot = (name: string) => ({ part: { partNumber: "TR-7", lot: name } });
  ledger.execute("component.change", { ...at, ...lot("A") });
  performRun(ledger, { index: 1 });
  const swap = { ...at, ...lot("B"), reason: "hum" };
  expect(() => ledger.execute("component.change", { ...at, ...lot("B") })).toThrow(
    refusal("record.reason-missing"),
  );
  expect(() => ledger.execute("component.change", swap)).toThrow(refusal("record.invalid"));
  const by = { actor: "person:p1", occurredAt: 1_700_000_009_000_000 };
  ledger.execute("component.change", { ...swap, operation: "FCT" }, by);
  const unit = ledger.ask("units.get", { id: unitId });
  expect(unit).toMatchObject({
    status: "in_process",
    cycle: "rework 1",
    route: [{ state: "open" }, {}],
  });
  expect(unit.components).toMatchObject([
    { lot: "A", removedBy: "person:p1", removedAt: "2023-11-14T22:13:29.000Z" },
    { lot: "B", installedBy: "person:p1" },
  ]);
  const reached = (lot: string) => ledger.ask("components.trace", { lot }).usedIn.length;
  expect([reached("A"), reached("B")]).toEqual([0, 1]);
});

test("CR-60: an installation that is told later lies where it was done, never ahead or before", () => {
  const { ledger, ids } = openUnits(1);
  const [unitId = ""] = ids;
  const now = 1_700_000_009_000_000;
  const install = (lot: string, doneAt: number) =>
    ledger.execute(
      "component.change",
      { unitId, position: "C14", part: { partNumber: "CAP", lot }, reason: "told later", doneAt },
      { occurredAt: now },
    );
  expect(() => install("A", now + 1)).toThrow(refusal("record.invalid"));
  install("A", now - 5_000_000);
  const [installed] = ledger.ask("units.get", { id: unitId }).components;
  expect(installed).toMatchObject({ lot: "A", installedAt: "2023-11-14T22:13:24.000Z" });
  expect(() => install("B", now - 6_000_000)).toThrow(refusal("record.invalid"));
  install("B", now - 4_000_000);
});

test("CR-60: a unit is no part of itself, at any depth, and a serial is in one place", () => {
  const { ledger, ids } = openUnits(3);
  const put = (parent: number, child: number, position = "P") =>
    ledger.execute("component.change", {
      ...{ unitId: ids[parent] ?? "", position, part: asPart(child) },
    });
  put(0, 1);
  put(1, 2);
  expect(() => put(2, 0)).toThrow(refusal("component.circle"));
  expect(() => put(0, 0, "Q")).toThrow(refusal("component.circle"));
  expect(() => put(0, 2, "Q")).toThrow(refusal("component.installed"));
});

test("a component on hold is not built in", () => {
  const { ledger, ids } = openUnits(2);
  ledger.execute("hold.place", { id: "h", unitId: ids[1] ?? "", reason: "cracked" });
  const change = { unitId: ids[0] ?? "", position: "P", part: asPart(1) };
  expect(() => ledger.execute("component.change", change)).toThrow(refusal("component.unfit"));
});

test("CR-60: both directions agree, whatever was built into what", () => {
  const COUNT = 9;
  const change = fc.record({
    parent: fc.nat(COUNT - 1),
    child: fc.option(fc.nat(COUNT - 1), { nil: undefined }),
    position: fc.constantFrom("A", "B", "C"),
  });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
      const { ledger, ids } = openUnits(COUNT);
      for (const { parent, child, position } of changes) {
        const part = child === undefined ? {} : { part: asPart(child) };
        const input = { unitId: ids[parent] ?? "", position, ...part, reason: "drawn" };
        try {
          ledger.execute("component.change", input);
        } catch (error) {
          expect(String((error as { code?: string }).code)).toMatch(/^(component|record)\./);
        }
      }
      const pairs = (direction: "contains" | "usedIn") =>
        ids.flatMap((id) =>
          ledger
            .ask("units.trace", { id })
            [direction].map((node) =>
              direction === "contains" ? [id, node.unitId] : [node.parent.unitId, id],
            ),
        );
      const sorted = (list: (string | undefined)[][]) => list.map((pair) => pair.join()).toSorted();
      expect(sorted(pairs("usedIn"))).toEqual(sorted(pairs("contains")));
    }),
    { numRuns: 12 },
  );
});
