import { expect, test } from "vitest";
import { importLine, performRun, runId, serial } from "../../records/testing/line.ts";
import { openMemoryLedger } from "../../records/testing/memory-ledger.ts";
import { createApi } from "../app.ts";
import type { ApiDependencies } from "../dependencies.ts";
import { dependenciesForTest } from "../testing/dependencies.ts";
import { WALKTHROUGH } from "./walkthrough.ts";

const METER = { id: "DMM-07", title: "Meter", intervalDays: 365, policy: "block" as const };
const POINT = { function: "voltage-dc", unit: "V", nominal: 3.3, tolerance: 0.05, asFound: 3.3 };
const CALIBRATION = {
  ...{ id: "0199d0a4-3c2e-4b51-8f4a-5d2c9e6b7a10", equipmentId: METER.id, provider: "Laboratory" },
  ...{ performedAt: Date.parse("2023-03-01") * 1_000, references: [], points: [POINT] },
};

/** The API over a line with one tested unit, measured with a calibrated meter. */
function openLine() {
  const memory = openMemoryLedger();
  importLine(memory);
  memory.execute("equipment.save", { equipment: METER });
  const calibration = { calibration: CALIBRATION, timeZone: "UTC" };
  memory.execute("equipment.calibrate", calibration, { occurredAt: 1_700_000_000_000_000 });
  performRun(memory, { index: 1, equipment: [{ id: METER.id, function: "voltage-dc" }] });
  const ledger = {
    execute: async (...command: Parameters<typeof memory.execute>) => memory.execute(...command),
    ask: async (...question: Parameters<typeof memory.ask>) => memory.ask(...question),
  } as unknown as ApiDependencies["ledger"];
  return createApi(dependenciesForTest({ ledger }).dependencies).app;
}

function placeIn(answer: unknown, place: string): string {
  const found = place.split(".").reduce<unknown>((inner, name) => Object(inner)[name], answer);
  expect(typeof found, `${place} in ${JSON.stringify(answer)}`).toBe("string");
  return String(found);
}

test("who follows the first steps gets from a serial number to limits, calibration, order and signatures", async () => {
  const app = openLine();
  const taken: Record<string, string> = { serial: serial(1) };
  const answers: string[] = [];
  for (const { path, takes } of WALKTHROUGH) {
    const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
      encodeURIComponent(taken[name] ?? `no ${name} was taken`),
    );
    const response = await app.request(`/api/v1${filled}`);
    expect(response.status, filled).toBe(200);
    const answer = await response.json();
    answers.push(JSON.stringify(answer));
    for (const [name, place] of Object.entries(takes)) taken[name] = placeIn(answer, place);
  }
  expect(taken).toMatchObject({ run: runId(1), order: "WO-1", equipment: METER.id });
  const all = answers.join("\n");
  for (const known of ['"high":3.4', CALIBRATION.id, '"asFound":3.3']) {
    expect(all).toContain(known);
  }
});

test("everything that a search finds is where it says", async () => {
  const app = openLine();
  for (const text of [serial(1), "WO-1", METER.id, runId(1), "PSU-24"]) {
    const found = await (await app.request(`/api/v1/search?q=${text}`)).json();
    expect(found.items, text).not.toEqual([]);
    for (const { href } of found.items) {
      expect((await app.request(href)).status, href).toBe(200);
    }
  }
});
