import fc from "fast-check";
import { expect, test } from "vitest";
import { anyCharacter } from "../../../test/support/any-character.ts";
import { addMeasurement, finishRun, openRun } from "../../domain/run.ts";
import { importLine, runId, startTestRun } from "../testing/line.ts";
import { openMemoryLedger } from "../testing/memory-ledger.ts";

const started = {
  ...{ rig: "fct-1", station: "FCT-1", operation: "FCT", partNumber: "PSU-24" },
  ...{ simulated: false, gatewayVersion: "0.1.0", startedAt: 1_700_000_000_000_000 },
};

test("whatever it says of its steps is stored, and judged the same again", () => {
  const ledger = openMemoryLedger();
  importLine(ledger);
  const text = fc.oneof(
    fc.string({ unit: anyCharacter }),
    fc.constantFrom("voltage", "u", "\udfff", "a\u0000b", "NaN", "__proto__", "V"),
  );
  const number = fc.oneof(fc.double(), fc.bigInt(), fc.integer(), fc.boolean());
  const quality = fc.constantFrom("good" as const, "crc" as const);
  const reported = fc.constantFrom("pass" as const, "fail" as const);
  const attempt = fc.oneof(fc.integer(), fc.double());
  const input = fc.record(
    { step: text, value: fc.oneof(text, number), unit: text, quality, reported, attempt },
    { requiredKeys: ["step", "value", "unit", "quality"] },
  );
  let index = 0;
  fc.assert(
    fc.property(fc.array(input, { maxLength: 8 }), text, (inputs, serialNumber) => {
      index += 1;
      const id = runId(index);
      const { header, procedure } = ledger.execute("run.start", {
        ...started,
        id,
        serialNumber,
        slot: serialNumber,
      }).result;
      const run = openRun(header, procedure);
      for (const each of inputs) addMeasurement(run, { ...each, takenAt: 1 });
      ledger.execute("run.finish", finishRun(run, { finishedAt: header.startedAt + 1 }));
      expect(ledger.ask("runs.get", { id }).measurements).toHaveLength(inputs.length);
    }),
    { numRuns: 200 },
  );
});

test("a run of more values than it may hold is stored, without a pass", () => {
  const ledger = openMemoryLedger();
  importLine(ledger);
  const begun = startTestRun(ledger, { index: 1 });
  const run = openRun(begun.header, begun.procedure);
  const input = { step: "voltage", value: 3.3, unit: "V", quality: "good" as const, takenAt: 1 };
  for (let count = 0; count <= 10_000; count += 1) addMeasurement(run, input);
  ledger.execute("run.finish", finishRun(run, { finishedAt: begun.header.startedAt + 1 }));
  const stored = ledger.ask("runs.get", { id: runId(1) });
  expect(stored).toMatchObject({ outcome: "error", missing: ["voltage"], refused: ["voltage"] });
});
