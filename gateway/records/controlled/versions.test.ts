import { describe, expect, test } from "vitest";
import type { Limits } from "../../domain/limits.ts";
import type { LimitSetContent } from "../limits/limit-set.ts";
import { importLine, performRun, procedureOf, runId, startTestRun } from "../testing/line.ts";
import { type MemoryLedger, openMemoryLedger } from "../testing/memory-ledger.ts";
import { by, signingOf } from "../testing/signings.ts";

const NOW = 1_700_000_000_000_000;
const PLACE = { partNumber: "PSU-24", operation: "FCT" };
const NAME = { id: "PSU-24/FCT", version: 1 };
const refusal = (code: string, message?: RegExp) =>
  expect.objectContaining({ code, ...(message && { message: expect.stringMatching(message) }) });

function limits(high: number, change: Partial<Limits> = {}): LimitSetContent {
  const one: Limits = { comparator: "LE", unit: "V", specification: { high }, ...change };
  return { ...PLACE, limits: [{ measurement: "voltage", limits: one }] };
}

function openWithDraft(content = limits(3.3)): MemoryLedger {
  const ledger = openMemoryLedger();
  importLine(ledger);
  ledger.execute("limitSet.save", { ...NAME, content }, { ...by("ana"), expectedVersion: 0 });
  return ledger;
}

function tried(ledger: MemoryLedger, { limits: [first], ...place }: LimitSetContent): void {
  const counts = { measured: 0, failsNow: 0, wouldFail: 0, newlyFailing: 0, newlyPassing: 0 };
  ledger.execute("limits.recordReplay", {
    ...{ id: runId(900), ...place, fromUs: 0, toUs: 1, newlyFailing: [] },
    ...{ measurement: "voltage", limits: first?.limits as Limits },
    counts: { ...counts, cannotBeJudged: 0 },
  });
}

function approve(ledger: MemoryLedger, version: number, effectiveFrom?: string): void {
  const move = { id: NAME.id, version };
  ledger.execute("limitSet.move", { ...move, to: "in_review", signing: undefined }, by("ana"));
  const signing = signingOf("bea", "approved");
  const dated = effectiveFrom === undefined ? {} : { effectiveFrom };
  ledger.execute("limitSet.move", { ...move, to: "effective", signing, ...dated }, by("bea"));
}
const versionOf = (ledger: MemoryLedger, version = 1) =>
  ledger.ask("controlled.version", { type: "limit-set", ...NAME, version, nowUs: NOW });

describe("a limit set", () => {
  test("CR-81: goes from draft to effective by another's signature, and only then judges runs", () => {
    const ledger = openWithDraft();
    performRun(ledger, { index: 1, volts: 3.35 });
    tried(ledger, limits(3.3));
    approve(ledger, 1);
    performRun(ledger, { index: 2, volts: 3.35 });
    const outcomes = [1, 2].map((index) => ledger.ask("runs.get", { id: runId(index) }));
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(["pass", "fail"]);
    const [before, after] = outcomes.map(({ limitSetHash }) => limitSetHash);
    const detail = versionOf(ledger);
    expect(after).toBe(detail.hash);
    expect(before).toMatch(/^[0-9a-f]{64}$/);
    expect(detail).toMatchObject({
      ...{ status: "effective", inForce: true, next: ["obsolete"], authors: ["ana"] },
      signatures: [{ meaning: "approved", printedName: "Person bea", coversCurrentVersion: true }],
    });
  });

  test("CR-26: is not approved by whoever wrote any of it, nor without the role", () => {
    const ledger = openWithDraft();
    const edited = { ...NAME, content: limits(3.31) };
    ledger.execute("limitSet.save", edited, { ...by("cem"), expectedVersion: 1 });
    tried(ledger, limits(3.31));
    ledger.execute("limitSet.move", { ...NAME, to: "in_review", signing: undefined }, by("ana"));
    const move = (signing: ReturnType<typeof signingOf> | undefined) => () =>
      ledger.execute("limitSet.move", { ...NAME, to: "effective", signing });
    for (const author of ["ana", "cem"]) {
      expect(move(signingOf(author, "approved"))).toThrow(refusal("signature.own-work"));
    }
    expect(move(signingOf("bea", "approved", ["technician"]))).toThrow(
      refusal("signature.role-missing"),
    );
    expect(move(signingOf("bea", "reviewed"))).toThrow(refusal("signature.wrong-meaning"));
    expect(move(undefined)).toThrow(refusal("signature.missing"));
  });

  test("CR-25: names the step or the guard that is missing", () => {
    const ledger = openWithDraft();
    const move = (to: "effective" | "obsolete") => () =>
      ledger.execute("limitSet.move", { ...NAME, to, signing: signingOf("bea", "approved") });
    expect(move("effective")).toThrow(refusal("transition.refused", /in_review first/));
    ledger.execute("limitSet.move", { ...NAME, to: "in_review", signing: undefined });
    expect(move("effective")).toThrow(refusal("transition.guard-missing", /tried on past runs/));
    expect(move("obsolete")).toThrow(refusal("transition.refused", /effective first/));
  });

  test("CR-04: goes back to its author signed as rejected, with the reason", () => {
    const ledger = openWithDraft();
    ledger.execute("limitSet.move", { ...NAME, to: "in_review", signing: undefined });
    const back = { ...NAME, to: "draft" as const, signing: signingOf("bea", "rejected") };
    expect(() => ledger.execute("limitSet.move", back)).toThrow(refusal("record.reason-missing"));
    ledger.execute("limitSet.move", { ...back, reason: "too tight for lot 7" });
    expect(versionOf(ledger)).toMatchObject({ status: "draft" });
    const history = ledger.ask("records.history", { type: "limit-set", id: NAME.id });
    expect(history.at(-1)).toMatchObject({ action: "rejected", reason: "too tight for lot 7" });
  });

  test("that two people edit tells the second, and what is no draft any more is not edited", () => {
    const ledger = openWithDraft();
    const edit = (expectedVersion: number, high: number) => () =>
      ledger.execute("limitSet.save", { ...NAME, content: limits(high) }, { expectedVersion });
    edit(1, 3.31)();
    expect(edit(1, 3.32)).toThrow(refusal("record.version-conflict"));
    ledger.execute("limitSet.move", { ...NAME, to: "in_review", signing: undefined });
    expect(edit(3, 3.32)).toThrow(refusal("record.immutable"));
  });

  test("is in force from its date on, and a clock set back revives nothing", () => {
    const ledger = openWithDraft();
    tried(ledger, limits(3.3));
    approve(ledger, 1, "2023-11-14T22:13:30Z");
    const runAt = (index: number, seconds: number) =>
      performRun(ledger, { index, volts: 3.35, startedAt: NOW + seconds * 1_000_000 });
    runAt(1, 5);
    runAt(2, 10);
    const outcomeOf = (index: number) => ledger.ask("runs.get", { id: runId(index) }).outcome;
    expect([outcomeOf(1), outcomeOf(2)]).toEqual(["pass", "fail"]);
    ledger.setTime(NOW + 60_000_000);
    runAt(3, 10);
    ledger.setTime(NOW);
    runAt(4, 5);
    expect(outcomeOf(4)).toBe("fail");
  });

  test("compares with another version place by place", () => {
    const ledger = openWithDraft();
    const second = { id: NAME.id, version: 2, content: limits(3.25) };
    ledger.execute("limitSet.save", second, { expectedVersion: 1 });
    const asked = { type: "limit-set" as const, id: NAME.id, from: 1, to: 2 };
    expect(ledger.ask("controlled.diff", asked).differences).toEqual([
      { path: "limits.voltage.limits.specification.high", before: 3.3, after: 3.25 },
    ]);
  });

  test.each<[string, LimitSetContent, RegExp]>([
    [
      "low above high",
      limits(3, { comparator: "GELE", specification: { low: 4, high: 3 } }),
      /low 4 is above/,
    ],
    [
      "a guard band wider than the specification",
      limits(3.3, { acceptance: { high: 3.4 }, guardBandRule: "w=U" }),
      /wider than the specification/,
    ],
    ["an unknown unit", limits(3.3, { unit: "Volt" }), /not a known UCUM code/],
    ["an inconvertible unit", limits(3.3, { unit: "A" }), /does not convert to "V"/],
    [
      "a measurement that nothing takes",
      {
        ...PLACE,
        limits: [{ measurement: "current", limits: limits(1).limits[0]?.limits as Limits }],
      },
      /takes current/,
    ],
  ])("with %s is refused, naming the measurement", (_, content, message) => {
    expect(() => openWithDraft(content)).toThrow(refusal("record.invalid", message));
  });
});

describe("a procedure", () => {
  const content = () => {
    const { id: _, version: __, status: ___, ...rest } = procedureOf("FCT", { name: "Second" });
    return rest;
  };
  const asked = { type: "procedure" as const, id: "PSU-24/FCT", nowUs: NOW };

  test("is not released while it says in another language what it no longer says", () => {
    const ledger = openMemoryLedger();
    importLine(ledger);
    const name = { id: "PSU-24/FCT", version: 2 };
    const ask = { do: "ask", as: "seen", text: "Read the meter", kind: "number", withinMs: 9 };
    const measure = { do: "measure", step: "voltage", answer: "seen", unit: "V", attempts: 1 };
    const translations = { de: { text: { of: "Look at the meter", to: "Ablesen" } } };
    const steps = [{ ...ask, low: 0, high: 9, translations }, measure];
    const program = { abortWhen: [], teardown: [], afterFail: "stop", steps } as never;
    const drafted = { ...name, content: { ...content(), program } };
    ledger.execute("procedure.save", drafted, by("ana"));
    const move = (to: "in_review" | "effective") => () =>
      ledger.execute("procedure.move", { ...name, to, signing: signingOf("bea", "approved") });
    move("in_review")();
    expect(move("effective")).toThrow(refusal("transition.guard-missing", /Look at the meter/));
  });

  test("CR-81: drafted here is approved here, and the file it came from does not lead any more", () => {
    const ledger = openMemoryLedger();
    importLine(ledger);
    const name = { id: "PSU-24/FCT", version: 2 };
    ledger.execute("procedure.save", { ...name, content: content() }, by("ana"));
    expect(startTestRun(ledger, { index: 1 }).header.procedureVersion).toBe(1);
    ledger.execute("procedure.move", { ...name, to: "in_review", signing: undefined });
    const signing = signingOf("bea", "approved");
    ledger.execute("procedure.move", { ...name, to: "effective", signing });
    const { header } = startTestRun(ledger, { index: 2 });
    expect(header).toMatchObject({ procedureVersion: 2, engineeringMode: false });
    expect(ledger.ask("controlled.get", asked).versions).toMatchObject([
      { version: 2, inForce: true, hash: header.procedureHash, imported: false },
      { version: 1, inForce: false, imported: true },
    ]);
    const file = procedureOf("FCT", { name: "Second", version: 2, status: "draft" });
    expect(ledger.execute("procedure.import", file).result).toBe("unchanged");
    expect(() => ledger.execute("procedure.import", { ...file, name: "Third" })).toThrow(
      refusal("record.immutable"),
    );
  });

  test("skips no version number, and is not approved by an import's silence", () => {
    const ledger = openMemoryLedger();
    importLine(ledger);
    const skipped = { id: "PSU-24/FCT", version: 7, content: content() };
    expect(() => ledger.execute("procedure.save", skipped)).toThrow(
      refusal("record.invalid", /next version .* is 2/),
    );
  });
});

test("CR-01: a replay gives every table of controlled data again", () => {
  const ledger = openWithDraft();
  tried(ledger, limits(3.3));
  approve(ledger, 1);
  performRun(ledger, { index: 1 });
  const before = ledger.tables();
  ledger.replay();
  expect(ledger.tables()).toEqual(before);
});
