import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { killRounds } from "./kill-rounds.ts";

const ROUNDS = 100;

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "rigline-rounds-"));
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

test("a hundred times kill -9: nothing lost, nothing doubled, the tree whole at every start", async () => {
  const { told, ...wrong } = await killRounds(directory, ROUNDS);
  expect(wrong).toEqual({ lost: 0, doubled: 0, damage: [] });
  expect(told).toBeGreaterThan(ROUNDS);
}, 300_000);
