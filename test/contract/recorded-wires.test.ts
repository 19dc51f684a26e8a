/** Every `fixtures/transcripts/<driver>/<case>/wire.jsonl` is a case as it was downloaded. */
import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { compareEvents } from "../../drivers/kit/replay/compare-events.ts";
import { replayWire } from "../../drivers/kit/replay/replay-wire.ts";
import { findDriver } from "../../drivers/registry.ts";
import { decodeWireFile, eventJson } from "../../drivers/wire-file.ts";

const FOLDER = fileURLToPath(new URL("../../fixtures/transcripts/", import.meta.url));
const CASES = globSync("*/*/wire.jsonl", { cwd: FOLDER }).map((path) =>
  path.split("/", 2).join("/"),
);

const isDecisive = ({ kind, step }: Record<string, unknown>) =>
  kind === "run-started" || kind === "run-finished" || step !== undefined;

test("there are recorded cases of more than one driver", () => {
  expect(new Set(CASES.map((name) => name.split("/")[0])).size).toBeGreaterThan(1);
});

test.concurrent.each(CASES)("%s gives the run that was agreed", async (name) => {
  const file = decodeWireFile(readFileSync(`${FOLDER}${name}/wire.jsonl`, "utf8"));
  const driver = findDriver(name.split("/")[0] ?? "");
  if (driver === undefined) throw new Error(`${name} is of no driver`);
  expect(file.header.driver).toBe(driver.name);
  const options = driver.options.parse(file.header.options);
  const { signal } = new AbortController();
  const result = await replayWire({ file, driver, options, speed: "max", signal });
  expect(result).toMatchObject({ faults: [], unknown: [] });
  expect(compareEvents(file, result.events).differences).toEqual([]);
  const expected = JSON.parse(readFileSync(`${FOLDER}${name}/events.json`, "utf8"));
  const said = result.events.map(eventJson).filter(isDecisive);
  expect(JSON.parse(JSON.stringify(said))).toEqual(expected);
});
