import { describe, expect, test } from "vitest";
import type { Limits } from "../../domain/limits.ts";
import { addMeasurement, finishRun, openRun } from "../../domain/run.ts";
import { importLine, performRun, runId, startTestRun } from "../testing/line.ts";
import { type MemoryLedger, openMemoryLedger } from "../testing/memory-ledger.ts";
import type { LimitReplay } from "./replay-query.ts";

const FROM = 1_700_000_000_000_000;
const ASKED: Omit<LimitReplay, "limits"> = {
  ...{ partNumber: "PSU-24", operation: "FCT", measurement: "voltage" },
  ...{ fromUs: FROM, toUs: FROM + 100_000_000, limit: 100 },
};
const upTo = (high: number, unit = "V"): Limits => ({
  comparator: "LE",
  unit,
  specification: { high },
});

/** Runs 1 to 4 at these volts (limits 3.2 to 3.4 V), and one at another operation. */
function openWith(...volts: readonly number[]): MemoryLedger {
  const ledger = openMemoryLedger();
  importLine(ledger);
  for (const [index, each] of volts.entries())
    performRun(ledger, { index: index + 1, volts: each });
  performRun(ledger, { index: 90, operation: "HIPOT", volts: 3.39 });
  return ledger;
}

describe("proposed limits", () => {
  test("are tried on past runs: what would have failed, what would have passed", () => {
    const ledger = openWith(3.25, 3.35, 3.3, 3.1);
    const replay = ledger.ask("limits.replay", { ...ASKED, limits: upTo(3.3) });
    expect(replay).toMatchObject({
      ...{ measured: 4, failsNow: 1, wouldFail: 1, newlyFailing: 1, newlyPassing: 1 },
      cannotBeJudged: 0,
    });
    expect(replay.items.map(({ runId: id, before, after }) => [id, before, after])).toEqual([
      [runId(2), "pass", "fail"],
      [runId(4), "fail", "pass"],
    ]);
  });

  test("are tried in any unit that converts; where none does, that is said", () => {
    const ledger = openWith(3.25, 3.35);
    const millivolts = ledger.ask("limits.replay", { ...ASKED, limits: upTo(3_300, "mV") });
    expect(millivolts).toMatchObject({ wouldFail: 1, cannotBeJudged: 0 });
    const watts = ledger.ask("limits.replay", { ...ASKED, limits: upTo(3_300, "W") });
    expect(watts).toMatchObject({ wouldFail: 0, cannotBeJudged: 2 });
  });

  test("count in-run attempts as the run's own procedure did: one bad value decides where it has one", () => {
    const ledger = openWith();
    const started = startTestRun(ledger, { index: 1 });
    let run = openRun(started.header, started.procedure);
    for (const [index, value] of [3.38, 3.25].entries()) {
      const takenAt = started.header.startedAt + index;
      const reading = { step: "voltage", value, unit: "V", quality: "good", takenAt } as const;
      ({ run } = addMeasurement(run, reading));
    }
    const finishedAt = started.header.startedAt + 10;
    ledger.execute("run.finish", finishRun(run, { finishedAt }));
    const replay = ledger.ask("limits.replay", { ...ASKED, limits: upTo(3.3) });
    expect(replay).toMatchObject({ measured: 1, failsNow: 0, wouldFail: 1 });
  });

  test("look at the asked time alone, and list no more than asked", () => {
    const ledger = openWith(3.35, 3.35, 3.35);
    const asked = { ...ASKED, limits: upTo(3.3), fromUs: FROM + 2_000_000, limit: 1 };
    const replay = ledger.ask("limits.replay", asked);
    expect([replay.measured, replay.newlyFailing, replay.items.length]).toEqual([2, 2, 1]);
  });

  test("that contradict themselves are refused", () => {
    const limits: Limits = { comparator: "GELE", unit: "V", specification: { low: 4, high: 3 } };
    expect(() => openWith().ask("limits.replay", { ...ASKED, limits })).toThrow(
      expect.objectContaining({ code: "record.invalid" }),
    );
  });
});
