import { expect, test } from "vitest";
import { until } from "../../../test/support/until.ts";
import { Refusal } from "../../ledger/contract.ts";
import { runId } from "../../records/testing/line.ts";
import { openMemoryLedger } from "../../records/testing/memory-ledger.ts";
import { openStations } from "../../records/testing/station.ts";
import type { RunSummary } from "../../records/views.ts";
import type { Rig } from "../open-sessions.ts";
import { type LightParts, StackLights } from "./watch-lights.ts";

const clock = {
  now: () => ({ utcUs: 1_700_000_000_000_000, monoNs: 0n }),
  state: () => "synced",
} as LightParts["clock"];

const view = () => ({ name: "fct-1", station: "FCT-1", link: "connected" });
const RIG = { session: { name: "fct-1", view } } as unknown as Rig;

/** A line with one light on a topic; its ledger and its broker refuse what is told. */
function openLine(refusals: { ask: number; execute: number; publish: number }, rigs = [RIG]) {
  const memory = openMemoryLedger();
  openStations(memory);
  const failures: unknown[] = [];
  const said: string[] = [];
  const refuse = (of: "ask" | "execute", code: string) => {
    refusals[of] -= 1;
    if (refusals[of] >= 0) throw new Refusal(code, "not now");
  };
  const lights = new StackLights({
    lights: { tower: { station: "FCT-1", topic: "line/tower" } },
    rigs: () => rigs,
    ledger: {
      async ask(name, input) {
        refuse("ask", "projection.rebuilding");
        return memory.ask(name, input);
      },
      async execute(name, input, context) {
        refuse("execute", "ledger.unavailable");
        return { ...memory.execute(name, input, context) } as never;
      },
    },
    newId: () => runId(7),
    async publish(_topic, text) {
      refusals.publish -= 1;
      if (refusals.publish >= 0) throw new Error("the broker is away");
      said.push((JSON.parse(text) as { state: string }).state);
    },
    wait: () => new Promise(setImmediate),
    fail: (reason) => failures.push(reason),
    clock,
  });
  const alarms = () => memory.ask("alarms.watched", { since: 0 }).map(({ alarm }) => alarm);
  return { lights, said, failures, alarms };
}

test("a light whose tables are being rebuilt is set when they are there, and the line goes on", async () => {
  const { lights, said, failures } = openLine({ ask: 3, execute: 0, publish: 0 });
  lights.look();
  await until(() => said.length === 1);
  expect(said).toEqual(["ready"]);
  expect(failures).toEqual([]);
  await lights[Symbol.asyncDispose]();
});

test("a light that fails while the disk is full raises its alarm when there is room, and clears it", async () => {
  const { lights, said, failures, alarms } = openLine({ ask: 0, execute: 4, publish: 2 });
  lights.look();
  await until(() => alarms().some(({ clearedAt }) => clearedAt !== undefined));
  expect(alarms()).toMatchObject([{ kind: "stack-light", channel: "tower" }]);
  expect(said).toEqual(["ready"]);
  expect(failures).toEqual([]);
  await lights[Symbol.asyncDispose]();
});

test("a light of a station whose only rig is being opened anew shows that it is down, and the line goes on", async () => {
  const { lights, said, failures } = openLine({ ask: 0, execute: 0, publish: 0 }, []);
  lights.look();
  await until(() => said.length === 1);
  expect(said).toEqual(["down"]);
  expect(failures).toEqual([]);
  await lights[Symbol.asyncDispose]();
});

test("a verdict is shown though the rig's view still holds the run that was stored", async () => {
  const run = { id: runId(1), rig: "fct-1", station: "FCT-1", outcome: "fail" } as RunSummary;
  const busy = () => ({ ...view(), currentRun: { id: run.id } });
  const rig = { session: { name: "fct-1", view: busy } } as unknown as Rig;
  const { lights, said } = openLine({ ask: 0, execute: 0, publish: 0 }, [rig]);
  lights.look();
  await until(() => said.at(-1) === "running");
  lights.hear({ kind: "run-stored", run });
  await until(() => said.at(-1) === "fail");
  await lights[Symbol.asyncDispose]();
});
