import {
  appendFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Refusal } from "../ledger/contract.ts";
import { isForLater } from "../ledger/passing.ts";
import type { ReceivedFile } from "../records/exchange/record.ts";
import { ExchangeError } from "./converted.ts";
import { watchFolder } from "./watch-folder.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "rigline-watch-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const QUIET_MS = 1_000;

interface Trouble {
  readonly refused?: Readonly<Record<string, number | "unreadable" | "full" | "broken">>;
  /** What it tells of is added here. */
  readonly troubles?: (string | undefined)[];
}

/** Watches on a clock of its own: what `between` does happens after each look. */
async function watchLooks(
  looks: number,
  between: (look: number) => Promise<unknown>,
  { refused = {}, troubles = [] }: Trouble = {},
): Promise<readonly (readonly [string, string])[]> {
  const stop = new AbortController();
  const taken: [string, string][] = [];
  let [nowMs, look] = [0, 0];
  await watchFolder({
    ...{ folder, quietMs: QUIET_MS, signal: stop.signal, tell: () => undefined },
    async take(path): Promise<ReceivedFile> {
      const name = path.slice(folder.length + 1);
      taken.push([name, await readFile(path, "utf8")]);
      const how = refused[name] ?? 0;
      if (how === "broken") throw new TypeError("a fault of this program");
      if (how === "full" && nowMs < 4 * QUIET_MS) throw new Refusal("ledger.unavailable", "full");
      if (how === "unreadable") throw new ExchangeError("exchange.not-a-report", "it is no report");
      const report = { stored: 1, known: 0, refused: Number(how) || 0, refusals: [], unmapped: [] };
      return { hash: "0".repeat(64), name, format: "csv", bytes: 1, report };
    },
    passes: isForLater,
    onTrouble: (trouble) => troubles.push(trouble?.message),
    now: () => nowMs,
    async wait(ms) {
      nowMs += ms;
      look += 1;
      await between(look);
      if (look >= looks) stop.abort();
    },
  });
  return taken;
}
const write = (name: string, text: string) => writeFile(join(folder, name), text);

test("a file that is half written is left until nobody has written to it for the quiet time", async () => {
  await write("a.csv", "1");
  const grow = (look: number) =>
    look <= 6 ? appendFile(join(folder, "a.csv"), `${look}`) : Promise.resolve();
  const taken = await watchLooks(14, grow);
  expect(taken).toEqual([["a.csv", "1123456"]]);
});

test("what was taken lies in taken, what was refused in refused, each beside its report", async () => {
  await write("good.csv", "x");
  await write("rows.csv", "y");
  await write("bad.csv", "z");
  await watchLooks(8, async () => undefined, {
    refused: { "rows.csv": 2, "bad.csv": "unreadable" },
  });
  expect((await readdir(join(folder, "taken"))).toSorted()).toEqual([
    ...["good.csv", "good.csv.report.txt"],
  ]);
  const refused = (await readdir(join(folder, "refused"))).toSorted();
  expect(refused).toEqual(["bad.csv", "bad.csv.report.txt", "rows.csv", "rows.csv.report.txt"]);
  const report = await readFile(join(folder, "refused", "bad.csv.report.txt"), "utf8");
  expect(report).toContain("it is no report (exchange.not-a-report)");
  expect(await readFile(join(folder, "taken", "good.csv.report.txt"), "utf8")).toContain("1 new");
});

test("a second file of the same name overwrites neither the first nor its report", async () => {
  await write("results.csv", "first");
  await watchLooks(14, async (look) => (look === 7 ? write("results.csv", "second") : undefined));
  const names = (await readdir(join(folder, "taken"))).toSorted();
  expect(names).toEqual([
    ...["results.csv", "results.csv.2", "results.csv.2.report.txt", "results.csv.report.txt"],
  ]);
  expect(await readFile(join(folder, "taken", "results.csv"), "utf8")).toBe("first");
});

test("hidden files and folders are left alone, and one that is taken away again is no fault", async () => {
  await write(".part.csv", "x");
  await mkdir(join(folder, "inner"));
  await write("gone.csv", "x");
  const taken = await watchLooks(8, async (look) =>
    look === 2 ? rm(join(folder, "gone.csv")) : undefined,
  );
  expect(taken).toEqual([]);
  expect(await readdir(folder)).toContain(".part.csv");
});

test("a folder that is away is waited for, nothing is made in its place, and it goes on when it is back", async () => {
  const troubles: (string | undefined)[] = [];
  const away = `${folder}-away`;
  const taken = await watchLooks(
    20,
    async (look) => {
      if (look === 2) await rename(folder, away);
      if (look === 5) {
        await expect(readdir(folder)).rejects.toThrow("ENOENT");
        await rename(away, folder);
        await write("late.csv", "x");
      }
    },
    { troubles },
  );
  expect(taken).toEqual([["late.csv", "x"]]);
  expect(troubles).toEqual([expect.stringContaining("ENOENT"), undefined]);
});

test("a file that a full disk refuses stays, is told once, and is taken when there is room", async () => {
  const troubles: (string | undefined)[] = [];
  await write("a.csv", "x");
  const taken = await watchLooks(12, async () => undefined, {
    refused: { "a.csv": "full" },
    troubles,
  });
  expect(taken.length).toBeGreaterThan(1);
  expect(troubles).toEqual(["full", undefined]);
  expect(await readdir(join(folder, "taken"))).toContain("a.csv");
  expect(await readdir(join(folder, "refused"))).toEqual([]);
});

test("a file that has to wait holds up no other one", async () => {
  const troubles: (string | undefined)[] = [];
  await write("a.csv", "x");
  await write("b.csv", "y");
  const taken = await watchLooks(6, async () => undefined, {
    refused: { "a.csv": "full" },
    troubles,
  });
  expect(taken.filter(([name]) => name === "b.csv")).toHaveLength(1);
  expect(troubles).toContain("full");
});

test("a fault of the program is no fault of the folder: it ends the watching", async () => {
  await write("a.csv", "x");
  await expect(
    watchLooks(12, async () => undefined, { refused: { "a.csv": "broken" } }),
  ).rejects.toThrow("a fault of this program");
});
