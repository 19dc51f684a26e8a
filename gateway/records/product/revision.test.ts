import { describe, expect, test } from "vitest";
import type { Meaning } from "../../domain/access/signature.ts";
import type { RevisionStatus } from "../../domain/controlled/revision-moves.ts";
import { importLine, PRODUCT, performRun, procedureOf } from "../testing/line.ts";
import { type MemoryLedger, openMemoryLedger } from "../testing/memory-ledger.ts";
import { by, signingOf } from "../testing/signings.ts";

const D = { partNumber: "PSU-24", revision: "D" };
const refusal = (code: string, message?: RegExp) =>
  expect.objectContaining({ code, ...(message && { message: expect.stringMatching(message) }) });
const nowUs = 1_700_000_000_000_000;
const read = (ledger: MemoryLedger, revision = "D") =>
  ledger.ask("revisions.get", { ...D, revision, nowUs });

function openWithDraft(documents: readonly string[] = []): MemoryLedger {
  const ledger = openMemoryLedger();
  importLine(ledger);
  ledger.execute("revision.save", { ...D, documents }, { ...by("ana"), expectedVersion: 0 });
  return ledger;
}

function move(ledger: MemoryLedger, to: RevisionStatus, [who, meaning]: [string, Meaning]): void {
  const reason = to === "superseded" || to === "obsolete" ? "replaced" : undefined;
  const input = { ...D, to, signing: signingOf(who, meaning) };
  ledger.execute("revision.move", reason === undefined ? input : { ...input, reason }, by(who));
}

function review(ledger: MemoryLedger, who: string): void {
  const { recordVersion } = read(ledger);
  const record = { recordType: "revision", recordId: "PSU-24/D", recordVersion };
  ledger.execute("signature.add", { ...record, signing: signingOf(who, "reviewed") });
}

describe("a revision", () => {
  test("CR-81: is released with what is in force, signed by others, and never changes again", () => {
    const ledger = openWithDraft();
    move(ledger, "in_review", ["ana", "authored"]);
    review(ledger, "bea");
    move(ledger, "released", ["cem", "released"]);
    const released = read(ledger);
    expect(released).toMatchObject({ status: "released", next: ["superseded"], imported: false });
    expect(released.pins?.procedures.map(({ operation, version }) => [operation, version])).toEqual(
      [
        ["FCT", 1],
        ["HIPOT", 1],
      ],
    );
    performRun(ledger, { index: 1 });
    expect(released.pins?.procedures[0]?.limitSetHash).toMatch(/^[0-9a-f]{64}$/);
    expect(
      released.signatures.map(({ meaning, coversCurrentVersion }) => [
        meaning,
        coversCurrentVersion,
      ]),
    ).toEqual([
      ["released", true],
      ["reviewed", false],
      ["authored", false],
    ]);
    expect(() => ledger.execute("revision.save", { ...D, documents: ["X"] })).toThrow(
      refusal("record.immutable"),
    );
    expect(ledger.ask("products.list", {})[0]?.revisions).toContainEqual({
      ...{ revision: "D", status: "released" },
    });
  });

  test("is not released while nothing in force measures what is required of its product", () => {
    const ledger = openWithDraft();
    const measurements = [{ operation: "FCT", measurement: "leakage" }];
    const required = { id: "REQ-7", partNumber: "PSU-24", title: "Leakage", measurements };
    ledger.execute("requirement.save", { requirement: required });
    move(ledger, "in_review", ["ana", "authored"]);
    review(ledger, "bea");
    const gap = "REQ-7: nothing in force at FCT measures leakage";
    expect(() => move(ledger, "released", ["cem", "released"])).toThrow(
      refusal("transition.guard-missing", new RegExp(gap)),
    );
    const covered = { ...required, measurements: [{ operation: "FCT", measurement: "voltage" }] };
    ledger.execute("requirement.save", { requirement: covered, reason: "wrong name" });
    move(ledger, "released", ["cem", "released"]);
    expect(read(ledger).status).toBe("released");
  });

  test("CR-26: is neither reviewed nor released by whoever wrote it", () => {
    const ledger = openWithDraft();
    move(ledger, "in_review", ["ana", "authored"]);
    review(ledger, "ana");
    expect(() => move(ledger, "released", ["ana", "released"])).toThrow(
      refusal("signature.own-work"),
    );
    expect(() => move(ledger, "released", ["cem", "released"])).toThrow(
      refusal("transition.guard-missing", /signed it as reviewed/),
    );
  });

  test("CR-25: names what its release waits for, each guard of it", () => {
    const ledger = openMemoryLedger();
    ledger.execute("product.import", PRODUCT);
    ledger.execute("procedure.import", procedureOf("FCT"));
    ledger.execute("revision.save", { ...D, documents: ["WI-1"] });
    expect(() => move(ledger, "released", ["cem", "released"])).toThrow(
      refusal("transition.refused", /in_review first/),
    );
    move(ledger, "in_review", ["ana", "authored"]);
    expect(read(ledger).missing).toEqual([
      "no procedure for HIPOT is effective",
      "document WI-1 has no effective version",
      "nobody else than its authors has signed it as reviewed",
    ]);
    expect(() => move(ledger, "released", ["cem", "released"])).toThrow(
      refusal("transition.guard-missing", /HIPOT.*WI-1/),
    );
  });

  test("that two people write tells the second", () => {
    const ledger = openWithDraft();
    const save = (notes: string) => () =>
      ledger.execute("revision.save", { ...D, documents: [], notes }, { expectedVersion: 1 });
    save("first")();
    expect(save("second")).toThrow(refusal("record.version-conflict"));
  });

  test("released here is not taken back by the file it came from", () => {
    const ledger = openWithDraft();
    move(ledger, "in_review", ["ana", "authored"]);
    review(ledger, "bea");
    move(ledger, "released", ["cem", "approved"]);
    expect(ledger.execute("product.import", PRODUCT).result).toBe("unchanged");
    const stale = [...PRODUCT.revisions, { revision: "D", status: "draft" as const }];
    const again = ledger.execute("product.import", { ...PRODUCT, revisions: stale });
    expect(again.result).toBe("unchanged");
    expect(read(ledger).status).toBe("released");
  });

  test("goes on to superseded and obsolete with a reason, and an imported one does so, too", () => {
    const ledger = openWithDraft();
    const retire = { ...D, revision: "C", to: "superseded" as const };
    const signing = signingOf("bea", "approved");
    expect(() => ledger.execute("revision.move", { ...retire, signing })).toThrow(
      refusal("record.reason-missing"),
    );
    ledger.execute("revision.move", { ...retire, signing, reason: "D replaces it" });
    expect(read(ledger, "C")).toMatchObject({ status: "superseded", imported: false });
  });
});

test("CR-01: a replay gives the tables of revisions again", () => {
  const ledger = openWithDraft();
  move(ledger, "in_review", ["ana", "authored"]);
  review(ledger, "bea");
  move(ledger, "released", ["cem", "released"]);
  const before = ledger.tables();
  ledger.replay();
  expect(ledger.tables()).toEqual(before);
});
