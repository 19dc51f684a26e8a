import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openBdSeq } from "../../gateway/delivery/sparkplug/bd-seq.ts";
import { openScratchLedger } from "../support/append-ledger/open.ts";
import { sinkView, startDelivery } from "../support/delivery-parts.ts";
import { startMosquitto } from "../support/mosquitto.ts";
import { openSparkplugHost } from "../support/sparkplug-host.ts";
import { until } from "../support/until.ts";

const patient = { deadlineMs: 20_000 };

test("a birth larger than the broker's packets is told as a fault, held back, and cuts no connection", async () => {
  await using broker = await startMosquitto(["max_packet_size 12000"]);
  await using directory = await scratchDirectory();
  await using host = await openSparkplugHost(broker.url, "north");
  await using scratch = await openScratchLedger();
  await using delivery = await startDelivery(scratch.ledger, broker.url, {
    sparkplug: {
      ...{ groupId: "north", edgeNodeId: "line-1", startsAt: "beginning" as const },
      nextBdSeq: openBdSeq(directory.path),
    },
  });
  const account = () => scratch.account("sparkplug", "telemetry");
  await scratch.appendReadings([{ rig: "rig-2", value: 1 }]);
  await until(async () => (await account()).delivered === 1, patient);
  await scratch.appendReadings(channels(400));
  await until(async () => (await account()).quarantined === 400, patient);
  const isTold = () => sinkView(delivery, "sparkplug").fault?.code === "message.too-large";
  await until(isTold, patient);
  // The next birth would have it, and the next connection's, and so on.
  await host.rebirth("line-1");
  await until(() => host.ofType("NBIRTH").length === 2, patient);
  await until(isTold, patient);
  const { fault } = sinkView(delivery, "sparkplug");
  expect(fault?.message).toContain("rig-1");
  await scratch.appendReadings([{ rig: "rig-2", value: 2 }]);
  await until(async () => (await account()).delivered === 2, patient);
  // The broker has it by then; its host may hear of it a little later.
  await until(() => host.ofType("DDATA").length === 2, patient);
  expect(await account()).toMatchObject({ pending: 0, balanced: true });
  expect(host.seen.map(({ type }) => type)).toEqual([
    ...["NBIRTH", "DBIRTH", "DDATA", "NBIRTH", "DBIRTH", "DDATA"],
  ]);
  expect(host.seen.map(({ seq }) => Number(seq))).toEqual([0, 1, 2, 0, 1, 2]);
});

function channels(count: number) {
  return Array.from({ length: count }, (_, index) => ({
    ...{ rig: "rig-1", channel: `channel-with-a-name-${index}`, value: index },
  }));
}

async function scratchDirectory(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), "rigline-test-sparkplug-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
