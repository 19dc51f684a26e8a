/** B5 and B9: devices that refuse registers, or more of them than they say. */
import { expect, test } from "vitest";
import { openSlaveRig, type SlaveRig } from "../support/modbus-slave-rig.ts";
import { until } from "../support/until.ts";

const EVERY_MS = 20;

function channels(count: number, rest: object = {}): object[] {
  return Array.from({ length: count }, (_, at) => ({
    ...{ name: `c${at}`, table: "holding", address: at, everyMs: EVERY_MS },
    ...rest,
  }));
}

/** Counts the requests that reach the slave from now on. */
function countRequests({ slave }: SlaveRig): () => number {
  const before = slave.requests();
  return () => slave.requests() - before;
}

async function untilAll(rig: SlaveRig, names: readonly string[], times: number): Promise<void> {
  await until(() => names.every((name) => rig.qualities(name).length >= times));
}

test("an illegal register in the middle of a block makes that channel bad, and no other", async () => {
  await using rig = await openSlaveRig({ channels: channels(60) }, (slave) =>
    slave.faults.set("illegal-address", "37"),
  );
  const names = channels(60).map((_, at) => `c${at}`);
  await untilAll(rig, names, 3);
  expect(new Set(rig.qualities("c37"))).toEqual(new Set(["isolated"]));
  for (const name of names.filter((each) => each !== "c37")) {
    expect(new Set(rig.qualities(name)), name).toEqual(new Set(["good"]));
    expect(rig.values(name)[0]).toBe(Number(name.slice(1)));
  }
  const [event] = rig.events.filter((each) => each.kind === "reading" && each.channel === "c37");
  expect(event).toMatchObject({ cause: expect.stringContaining("illegal data address") });
});

test("a block is divided once: afterwards two requests a cycle, and one line in the log", async () => {
  await using rig = await openSlaveRig({ channels: channels(60) }, (slave) =>
    slave.faults.set("illegal-address", "37"),
  );
  await untilAll(rig, ["c0", "c37", "c59"], 2);
  const searched = rig.slave.requests();
  // Sixty channels are found among in about twice the binary logarithm, not one by one.
  expect(searched).toBeLessThan(24);
  const asked = countRequests(rig);
  const cycles = rig.qualities("c0").length;
  await until(() => rig.qualities("c0").length >= cycles + 10);
  expect(asked()).toBeLessThanOrEqual(2 * 12);
  expect(rig.warnings).toEqual([expect.stringMatching(/refuses c37: isolated/)]);
});

test("several illegal registers are each found, in one search", async () => {
  await using rig = await openSlaveRig({ channels: channels(40) }, (slave) =>
    slave.faults.set("illegal-address", "0,7,8,39"),
  );
  await untilAll(rig, ["c1", "c38"], 3);
  const isolated = channels(40).flatMap((_, at) => {
    const [first] = rig.qualities(`c${at}`);
    return first === "isolated" ? [at] : [];
  });
  expect(isolated).toEqual([0, 7, 8, 39]);
  expect(rig.warnings).toHaveLength(1);
});

test("a gap that may not be read costs no channel", async () => {
  const spaced = [0, 1, 5, 6].map((address) => ({
    ...{ name: `c${address}`, table: "holding", address, everyMs: EVERY_MS },
  }));
  await using rig = await openSlaveRig({ channels: spaced }, (slave) =>
    slave.faults.set("illegal-address", "3"),
  );
  await untilAll(rig, ["c0", "c1", "c5", "c6"], 10);
  for (const { name } of spaced) expect(new Set(rig.qualities(name))).toEqual(new Set(["good"]));
  // It is found once; each later cycle is two requests.
  expect(rig.slave.requests()).toBeLessThan(8 + 2 * rig.qualities("c0").length);
  expect(rig.warnings).toEqual([expect.stringMatching(/blocks of this shape/)]);
});

test("a channel that was isolated is asked again after a new connect", async () => {
  const options = { channels: channels(4) };
  await using first = await openSlaveRig(options, (slave) =>
    slave.faults.set("illegal-address", "2"),
  );
  await until(() => first.qualities("c2").includes("isolated"));
  await using second = await openSlaveRig(options);
  await until(() => second.qualities("c2").includes("good"));
});

test("a device that gives at most 16 registers without telling is learnt, and read whole", async () => {
  await using rig = await openSlaveRig({ channels: channels(100) }, (slave) =>
    slave.faults.set("registers-max", 16),
  );
  const names = channels(100).map((_, at) => `c${at}`);
  await untilAll(rig, names, 3);
  for (const name of names) {
    expect(new Set(rig.qualities(name)), name).toEqual(new Set(["good"]));
    expect(rig.values(name)[0]).toBe(Number(name.slice(1)));
  }
  const asked = countRequests(rig);
  const cycles = rig.qualities("c99").length;
  await until(() => rig.qualities("c99").length >= cycles + 5);
  // 100 registers in blocks of 16 are 7 requests.
  expect(asked()).toBeLessThanOrEqual(7 * 7);
});

test("16 registers, one socket and 300 ms of rest are kept, and all channels are read", async () => {
  const options = { pauseMs: 300, registersMax: 16, timeoutMs: 500 };
  const slow = channels(40, { everyMs: 1_000 });
  await using rig = await openSlaveRig({ ...options, channels: slow }, (slave) => {
    slave.faults.set("registers-max", 16);
    slave.faults.set("one-socket");
    slave.faults.set("rest-needed", 295);
  });
  await untilAll(rig, ["c0", "c16", "c39"], 2);
  for (const event of rig.events) expect(event).toMatchObject({ quality: "good" });
  expect(rig.slave.connectionCount()).toBe(1);
});
