import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { DEFAULT_TOPICS } from "../../domain/topic/topic-template.ts";
import type { StoredEntry } from "../../ledger/contract.ts";
import { alarmMessages } from "../alarm-messages.ts";
import type { OutgoingMessage } from "../link/contract.ts";
import { LiveValues } from "../live/live-values.ts";
import {
  batchOf,
  runFeed,
  runMessage,
  stateMessage,
  telemetryFeed,
  telemetryMessage,
} from "../payloads.ts";
import { entryBatches } from "../schedule/entry-batches.ts";
import { PAYLOADS, payloadSchemas } from "./payload-schemas.ts";

const FOLDER = new URL("../../../deploy/schemas/", import.meta.url);

const speaker = {
  ...{ logId: "log", gatewayId: "gw", topics: DEFAULT_TOPICS, stations: { "rig-1": "fct-1" } },
  site: { enterprise: "acme", name: "north", area: "final", line: "line-1" },
};

function stored(type: string, body: unknown): StoredEntry {
  const entry = { seq: 7, type, version: 1, schema: `${type}/1`, action: "finished" };
  const hash = "ab".repeat(32);
  return { entry: { ...entry, bodyHash: hash }, body, leaf: hash } as unknown as StoredEntry;
}

const run = {
  ...{ id: "run-1", rig: "rig-1", station: "fct-1", operation: "FCT", startedAt: 1, finishedAt: 2 },
  ...{ completion: "completed", outcome: "pass", somethingNew: true },
  measurements: [
    { id: "m", attempt: 1, value: 1, unit: "V", quality: "good", takenAt: 1, computed: "pass" },
  ],
};

const alarm = {
  ...{ id: "a", rig: "rig-1", station: "fct-1", kind: "silence", what: "It is silent." },
  ...{ flapping: false, state: "raised", raisedAt: 1 },
};

const readings = [3.3, 1n, Number.NaN, -0, "text", true].map((value, index) => ({
  ...{ ordinal: index + 1, rig: "rig-1", channel: "vcc", unit: "V", quality: "good" as const },
  ...{ takenAt: 1, runId: "run-1", step: "s", attempt: 1, reported: "pass" as const, value },
}));

function expectFits(name: keyof typeof PAYLOADS, { payload }: OutgoingMessage): void {
  const parsed = PAYLOADS[name].safeParse(JSON.parse(String(payload)));
  expect(parsed.error?.issues ?? []).toEqual([]);
}

test("every message fits the schema that is published for it", async () => {
  const [batch] = [...entryBatches([stored("run", run)], 1)];
  if (batch?.kind !== "runs") throw new Error("no run");
  expectFits("run", runMessage(speaker, batch.runs[0]));
  expectFits("feed", runFeed(speaker, batch.runs, []));
  for (const message of alarmMessages(speaker, stored("alarm", alarm))) {
    expectFits("alarm", message);
  }
  expectFits("telemetry", telemetryMessage(speaker, batchOf(readings, false)));
  expectFits("feed", telemetryFeed(speaker, batchOf(readings, true), []));
  expectFits("state", stateMessage("gw", "online"));
  const live = new LiveValues(speaker);
  live.offer(readings);
  await live.send({ publish: async (message) => expectFits("live", message) });
  expect.assertions(8);
});

test("deploy/schemas holds what the code says (else: npm run schema)", () => {
  const written = Object.fromEntries(
    readdirSync(FOLDER).map((file) => [
      file.replace(/\.json$/, ""),
      JSON.parse(readFileSync(new URL(file, FOLDER), "utf8")),
    ]),
  );
  expect(written).toEqual(JSON.parse(JSON.stringify(payloadSchemas())));
});
