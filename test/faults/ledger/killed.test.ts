import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { verifyLedger } from "../../../gateway/ledger/log/verify-ledger.ts";
import { openFixture } from "../../../gateway/ledger/testing/open-fixture.ts";
import { runAndKill } from "./run-and-kill.ts";

const PROGRAM = new URL("./append-forever.ts", import.meta.url).pathname;
/** With threads and client; killed-writer.test.ts does a hundred without. */
const ROUNDS = 10;

interface Said {
  readonly id?: string;
  readonly seq?: number;
  readonly rig?: string;
  readonly value?: number;
  readonly from?: number;
  readonly to?: number;
}

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "rigline-killed-"));
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

async function readAll() {
  await using ledger = await openFixture(directory);
  const entries = await ledger.entries(1, 1_000_000);
  const head = await ledger.ask("telemetryHead", null);
  const readings = await ledger.readings({ from: 1, to: head }, 1_000_000);
  return { entries, readings, head };
}

test("after kill -9 at any moment every acknowledged entry and reading is there, once, in order", async () => {
  const said: Said[] = [];
  // Primes spread the kills over batches, checkpoints and segments being sealed.
  for (let round = 0; round < ROUNDS; round += 1) {
    said.push(
      ...(await runAndKill<Said>([PROGRAM, directory, String(round)], 2 + ((round * 97) % 331))),
    );
  }
  const { entries, readings, head } = await readAll();
  expect(verifyLedger({ directory }).faults).toEqual([]);

  expect(entries.map(({ entry }) => entry.seq)).toEqual(entries.map((_, index) => index + 1));
  const ids = entries.map(({ entry }) => entry.id);
  expect(new Set(ids).size).toBe(ids.length);
  const told = said.filter(({ id }) => id !== undefined);
  expect(told.length).toBeGreaterThan(ROUNDS);
  for (const { id, seq } of told) expect(ids[(seq ?? 0) - 1]).toBe(id);

  expect(readings.map(({ ordinal }) => ordinal)).toEqual(readings.map((_, index) => index + 1));
  expect(head).toBe(readings.length + 1);
  const values = readings.map(({ rig, value }) => `${rig}/${value}`);
  expect(new Set(values).size).toBe(values.length);
  const measured = said.filter(({ rig }) => rig !== undefined);
  expect(measured.length).toBeGreaterThan(ROUNDS);
  for (const { rig, value, from } of measured) {
    expect(values[(from ?? 0) - 1]).toBe(`${rig}/${value}`);
  }
}, 120_000);
