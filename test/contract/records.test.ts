import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { parse } from "yaml";
import { addMeasurement, finishRun, openRun } from "../../gateway/domain/run.ts";
import { openLedger } from "../../gateway/ledger/open-ledger.ts";
import type { OpenedLedger } from "../../gateway/ledger/opened-ledger.ts";
import { dumpProjections, replayLedger } from "../../gateway/ledger/replay.ts";
import {
  fixtureContext as context,
  fixtureClock,
  silentLog,
} from "../../gateway/ledger/testing/open-fixture.ts";
import { recordsFile } from "../../gateway/records/import-file.ts";
import { projections } from "../../gateway/records/projections.ts";
import type { GatewayQueries } from "../../gateway/records/queries.ts";
import type { GatewayRules } from "../../gateway/records/rules.ts";
import type { RunStarted } from "../../gateway/records/run/start-rule.ts";

type RecordLedger = OpenedLedger<GatewayRules, GatewayQueries>;
const SAMPLE = new URL("../../fixtures/sample-line/products.yaml", import.meta.url);
const STARTED_US = 1_795_000_000_000_000;
let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "rigline-records-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const open = () =>
  openLedger<GatewayRules, GatewayQueries>({
    directory,
    demo: false,
    writerUrl: new URL("../../gateway/writer.ts", import.meta.url),
    readerUrl: new URL("../../gateway/reader.ts", import.meta.url),
    clock: fixtureClock,
    log: silentLog,
  });

async function importSample(ledger: RecordLedger): Promise<readonly string[]> {
  const file = recordsFile.parse(parse(await readFile(SAMPLE, "utf8")));
  const done: string[] = [];
  for (const product of file.products) {
    done.push((await ledger.execute("product.import", product, context)).result);
  }
  for (const procedure of file.procedures) {
    done.push((await ledger.execute("procedure.import", procedure, context)).result);
  }
  for (const order of file.orders) {
    done.push((await ledger.execute("order.import", order, context)).result);
  }
  return done;
}

async function startHipot(ledger: RecordLedger, index: number): Promise<RunStarted> {
  const run = {
    id: `01a20714-d164-7761-8cac-${String(index).padStart(12, "0")}`,
    rig: "hipot-1",
    station: "HIPOT-1",
    operation: "HIPOT",
    serialNumber: `PSU24-${String(index).padStart(6, "0")}`,
    partNumber: "PSU-24",
    simulated: true,
    gatewayVersion: "0.1.0",
    startedAt: STARTED_US + index,
  };
  return (await ledger.execute("run.start", run, context)).result;
}

/** All within the limits but the leakage, which the caller chooses (limit 5 mA). */
function hipotRecord({ header, procedure }: RunStarted, leakageMilliampere: number) {
  const values = [
    ["ground-bond", 60, "mOhm"],
    ["insulation-resistance", 5, "GOhm"],
    ["withstand-leakage", leakageMilliampere, "mA"],
  ] as const;
  let run = openRun(header, procedure);
  for (const [step, value, unit] of values) {
    const takenAt = header.startedAt + 1;
    ({ run } = addMeasurement(run, { step, value, unit, takenAt, quality: "good" }));
  }
  return finishRun(run, { finishedAt: header.startedAt + 5_000_000, reported: "pass" });
}

test("the sample line imports once; a second start of the gateway appends nothing", async () => {
  {
    await using ledger = await open();
    expect(new Set(await importSample(ledger))).toEqual(new Set(["imported"]));
  }
  await using ledger = await open();
  const { head } = ledger.info;
  expect(new Set(await importSample(ledger))).toEqual(new Set(["unchanged"]));
  expect((await ledger.entries(head + 1, 10)).length).toBe(0);
  const { items: orders } = await ledger.ask("orders.list", {});
  expect(orders.map(({ id, quantity }) => [id, quantity])).toEqual([
    ["WO-1041", 100],
    ["WO-1042", 400],
    ["WO-1043", 99_500],
    ["WO-1050", 200_000],
    ["WO-2001", 5_000],
    ["WO-3001", 5_000],
  ]);
});

test("a run that is stored is still there, whole, for the next process, and after a replay", async () => {
  const record = await (async () => {
    await using ledger = await open();
    await importSample(ledger);
    const started = await startHipot(ledger, 1);
    await startHipot(ledger, 2);
    const finished = hipotRecord(started, 4.2);
    await ledger.execute("run.finish", finished, context);
    return finished;
  })();
  const before = dumpProjections({ directory, projections });
  expect(before.run).toHaveLength(2);
  expect(replayLedger({ directory, projections }).entries).toBeGreaterThan(8);
  expect(dumpProjections({ directory, projections })).toEqual(before);

  await using ledger = await open();
  const run = await ledger.ask("runs.get", { id: record.id });
  expect(run).toMatchObject({ outcome: "pass", attempt: 1, orderId: "WO-1041", revision: "C" });
  expect(run.measurements.map(({ value }) => value)).toEqual([60, 5, 4.2]);
  expect((await ledger.entries(run.seq, 1))[0]).toMatchObject({
    leaf: run.entries.at(-1)?.leaf,
    body: { id: record.id, outcome: "pass" },
  });
});

test("a run left open is found with what was measured, by the process that comes after", async () => {
  {
    await using ledger = await open();
    await importSample(ledger);
    const { header } = await startHipot(ledger, 1);
    const base = { rig: "hipot-1", channel: "ground-bond", quality: "good" as const };
    await ledger.appendReadings([
      {
        ...base,
        value: 61.5,
        unit: "mOhm",
        takenAt: STARTED_US + 9,
        runId: header.id,
        step: "ground-bond",
      },
      { ...base, value: 61.4, unit: "mOhm", takenAt: STARTED_US + 8, runId: header.id },
    ]);
  }
  await using ledger = await open();
  const [left, ...others] = await ledger.ask("runs.open", {});
  expect(others).toEqual([]);
  expect(left?.procedure?.id).toBe("PSU-24/HIPOT");
  expect(left?.measurementReadings).toMatchObject([{ step: "ground-bond", value: 61.5 }]);
});

test("a forged PASS is never stored: the writer ends instead of taking it", async () => {
  const ledger = await open();
  await importSample(ledger);
  const started = await startHipot(ledger, 1);
  const honest = hipotRecord(started, 7.5);
  expect(honest.outcome).toBe("fail");
  const forged = { ...honest, computed: "pass", verdict: "pass", outcome: "pass" } as const;
  await expect(ledger.execute("run.finish", forged, context)).rejects.toThrow();
  await expect(ledger.failed).rejects.toThrow(/contradicts/);
  await ledger[Symbol.asyncDispose]();

  await using next = await open();
  const { outcome } = await next.ask("runs.get", { id: started.header.id });
  expect(outcome).toBe("running");
  const { entries } = await next.execute("run.finish", honest, context);
  expect(entries).toHaveLength(1);
});

test("what a query answers right after a command's reply holds what the command wrote", async () => {
  await using ledger = await open();
  await importSample(ledger);
  for (let index = 1; index <= 20; index += 1) {
    const { header } = await startHipot(ledger, index);
    const [newest] = await ledger.ask("runs.recent", { limit: 1 });
    expect(newest?.id).toBe(header.id);
  }
  expect(await ledger.ask("runs.open", {})).toHaveLength(20);
});
