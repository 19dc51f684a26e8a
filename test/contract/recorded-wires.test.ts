/** Every `fixtures/transcripts/<driver>/<case>/wire.jsonl` is a case as it was downloaded. */
import { globSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { compareEvents } from "../../drivers/kit/replay/compare-events.ts";
import { replayWire } from "../../drivers/kit/replay/replay-wire.ts";
import { drivers, findDriver } from "../../drivers/registry.ts";
import { decodeWireFile, eventJson } from "../../drivers/wire-file.ts";

const FOLDER = fileURLToPath(new URL("../../fixtures/transcripts/", import.meta.url));
const CASES = globSync("*/*/wire.jsonl", { cwd: FOLDER }).map((path) =>
  path.split("/", 2).join("/"),
);

const isDecisive = ({ kind, step }: Record<string, unknown>) =>
  kind === "run-started" || kind === "run-finished" || step !== undefined;

/** What a rig without runs told, by channel; how often, and who was first, is the pace's affair. */
function differing(events: readonly Record<string, unknown>[]): Record<string, unknown>[] {
  const seen = new Map<string, Record<string, unknown>>();
  for (const { cause: _, ...event } of events) {
    const text = JSON.stringify(event);
    if (!seen.has(text)) seen.set(text, event);
  }
  const nameOf = ({ kind, channel }: Record<string, unknown>) => `${kind} ${channel ?? ""}`;
  return [...seen.values()].toSorted((one, other) => nameOf(one).localeCompare(nameOf(other)));
}

test.each(drivers.map(({ name }) => name))(
  "%s has three recorded cases, one a pulled cable, and a page for technicians",
  (name) => {
    const cases = readdirSync(`${FOLDER}${name}`, { withFileTypes: true })
      .filter((each) => each.isDirectory())
      .map((each) => each.name);
    expect(cases.length).toBeGreaterThanOrEqual(3);
    expect(cases).toContainEqual(expect.stringMatching(/^cable-pulled/));
    const page = readFileSync(new URL(`../../drivers/${name}/README.md`, import.meta.url), "utf8");
    for (const part of ["## Wiring", "(options.md)", "## Faults and remedies"]) {
      expect(page).toContain(part);
    }
  },
);

test.concurrent.each(CASES)("%s gives the run, or the readings, that were agreed", async (name) => {
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
  const all = result.events.map(eventJson);
  const decisive = all.filter(isDecisive);
  const said = decisive.length > 0 ? decisive : differing(all);
  expect(JSON.parse(JSON.stringify(said))).toEqual(expected);
});
