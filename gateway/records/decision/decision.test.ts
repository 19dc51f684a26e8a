import { describe, expect, test } from "vitest";
import { importLine, performRun, runId, serial } from "../testing/line.ts";
import { type MemoryLedger, openMemoryLedger } from "../testing/memory-ledger.ts";
import { by, signingOf } from "../testing/signings.ts";

const ID = runId(700);
const NOW = 1_700_000_000_000_000;
const DUE = NOW + 1_000_000;
const late = { occurredAt: DUE + 1 };
const refusal = (code: string) => expect.objectContaining({ code });

const holdsIn = (ledger: MemoryLedger, state: "placed" | "lifted") =>
  ledger.ask("holds.list", { state }).items;

/** About one unit that is here, and that is held meanwhile. */
function openAsked(): MemoryLedger {
  const ledger = openMemoryLedger();
  importLine(ledger);
  performRun(ledger, { index: 1, serialNumber: serial(1) });
  const [unit] = ledger.ask("units.list", { serialNumber: serial(1) }).items;
  const about = { recordType: "unit", recordId: unit?.id ?? "" };
  ledger.execute("decision.open", {
    ...{ id: ID, question: "Use the lot?", options: ["use", "return"], asks: ["qa", "operations"] },
    ...{ dueAtUs: DUE, attachedTo: [about], holds: true },
  });
  return ledger;
}
const say = (ledger: MemoryLedger, role: "qa" | "operations" | "technician", option = "return") =>
  ledger.execute("decision.position", { id: ID, role, option, why: "seen" }, by(role));
const decided = { id: ID, to: "decided" as const, outcome: "return", reason: "agreed" };
const read = (ledger: MemoryLedger, nowUs = NOW) => ledger.ask("decisions.get", { id: ID, nowUs });

describe("a decision", () => {
  test("waits for every role that was asked, is signed, and holds its units until then", () => {
    const ledger = openAsked();
    const signing = signingOf("bea", "approved");
    say(ledger, "qa", "use");
    expect(() => ledger.execute("decision.move", { ...decided, signing })).toThrow(
      refusal("transition.refused"),
    );
    say(ledger, "operations");
    expect(read(ledger)).toMatchObject({ status: "positions_in", overdue: false });
    const [hold] = holdsIn(ledger, "placed");
    expect(hold).toMatchObject({ decisionId: ID, reason: "Use the lot?" });
    const lift = { id: hold?.id ?? "", reason: "why not", signing: signingOf("bea", "released") };
    expect(() => ledger.execute("hold.lift", lift)).toThrow(refusal("hold.of-decision"));
    expect(() => ledger.execute("decision.move", { ...decided, signing: undefined })).toThrow(
      refusal("signature.missing"),
    );
    ledger.execute("decision.move", { ...decided, signing });
    expect(read(ledger)).toMatchObject({
      ...{ status: "decided", outcome: "return" },
      signatures: [{ meaning: "approved", coversCurrentVersion: true }],
    });
    expect(holdsIn(ledger, "placed")).toEqual([]);
    expect(holdsIn(ledger, "lifted")).toMatchObject([{ liftedBecause: "decided: return" }]);
    expect(() => say(ledger, "qa")).toThrow(refusal("transition.refused"));
  });

  test("that is overdue is escalated, not before, and is then decided without waiting", () => {
    const ledger = openAsked();
    const escalate = {
      id: ID,
      to: "escalated" as const,
      reason: "nobody answers",
      signing: undefined,
    };
    expect(() => ledger.execute("decision.move", escalate)).toThrow(
      refusal("transition.guard-missing"),
    );
    expect(ledger.ask("decisions.overdue", { nowUs: DUE })).toEqual([]);
    expect(ledger.ask("decisions.overdue", { nowUs: DUE + 1 })).toEqual([ID]);
    expect(read(ledger, DUE + 1).overdue).toBe(true);
    ledger.execute("decision.move", escalate, late);
    expect(ledger.ask("decisions.overdue", { nowUs: DUE + 2 })).toEqual([]);
    ledger.execute("decision.move", { ...decided, signing: signingOf("bea", "approved") }, late);
    expect(read(ledger, DUE + 1)).toMatchObject({ status: "decided", overdue: false });
  });

  test("takes no position of a role that was not asked, and no option that there is not", () => {
    const ledger = openAsked();
    expect(() => say(ledger, "technician")).toThrow(refusal("record.invalid"));
    expect(() => say(ledger, "qa", "burn")).toThrow(refusal("record.invalid"));
  });
});

test("an attachment belongs to a record that there is, and is listed with it", () => {
  const ledger = openMemoryLedger();
  importLine(ledger);
  performRun(ledger, { index: 1 });
  const body = {
    ...{ id: runId(800), recordType: "run", recordId: runId(1), name: "photo.jpg", bytes: 3 },
    ...{ sha256: "ab".repeat(32), mediaType: "image/jpeg" },
  };
  ledger.execute("attachment.add", body);
  expect(ledger.ask("attachments.of", body)).toMatchObject([{ name: "photo.jpg" }]);
  expect(() => ledger.execute("attachment.add", { ...body, recordId: runId(9) })).toThrow(
    refusal("record.not-found"),
  );
});
