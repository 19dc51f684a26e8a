import { expect, test } from "vitest";
import type { Range, SettleInput, StoredEntry } from "../ledger/contract.ts";
import { DeliveryError } from "./delivery-error.ts";
import type { MqttLink } from "./mqtt-link.ts";
import { subtract } from "./schedule/ranges.ts";
import type { DeliveryLedger } from "./settle-queue.ts";
import { SinkPump } from "./sink-pump.ts";
import type { SinkRoute } from "./sinks.ts";

const measurements = [{ id: "m", attempt: 1, value: 1, unit: "V", quality: "good", takenAt: 1 }];
const body = {
  ...{ id: "r", rig: "rig", station: "s", operation: "o", startedAt: 1, finishedAt: 2 },
  ...{ completion: "completed", outcome: "pass", computed: "pass" },
  measurements: measurements.map((one) => ({ ...one, computed: "pass" })),
};

/** Just the debt of `count` runs; `debt()` waits for `beforeAnswer` with a snapshot in hand. */
class PlainLedger {
  owed: Range[];
  readonly settled: SettleInput[] = [];
  beforeAnswer: () => Promise<void> = async () => undefined;

  constructor(count: number) {
    this.owed = [{ from: 1, to: count + 1 }];
  }

  async debt() {
    const ranges = this.owed;
    await this.beforeAnswer();
    return [{ sink: "mqtt", stream: "ledger" as const, ranges, head: 100 }];
  }

  async entries(from: number, limit: number): Promise<StoredEntry[]> {
    const last = Math.min(20, from + limit - 1);
    return Array.from({ length: Math.max(0, last - from + 1) }, (_, index) => {
      return {
        entry: { seq: from + index, type: "run" },
        body,
        leaf: "",
      } as unknown as StoredEntry;
    });
  }

  async settle(input: SettleInput): Promise<void> {
    this.owed = subtract(this.owed, input.ranges);
    this.settled.push(input);
  }
}

function route(settledBy: "puback" | "receipt", windowMax: number): SinkRoute {
  return {
    declaration: { name: "mqtt", settledBy, streams: ["ledger"], startsAt: "beginning" },
    kind: "mqtt",
    target: "",
    windowMax,
    runsMax: 1,
    ofRuns: ([{ stored }]) => ({ topic: "t", payload: String(stored.entry.seq) }),
    ofReadings: () => ({ topic: "t", payload: "" }),
  };
}

interface Rehearsal {
  readonly ledger: PlainLedger;
  readonly route: SinkRoute;
  readonly publish: (payload: string) => Promise<void>;
}

function rehearse({ ledger, route, publish }: Rehearsal) {
  let nowNs = 0n;
  const stop = new AbortController();
  const silent = () => undefined;
  const pump = new SinkPump({
    ledger: ledger as unknown as DeliveryLedger,
    route,
    clock: { now: () => ({ utcUs: 0, monoNs: nowNs }) },
    wait: async () => undefined,
    signal: stop.signal,
    log: { debug: silent, info: silent, warn: silent, error: silent },
    onChange: silent,
    onFailure: (error) => stop.abort(error),
  });
  const link = {
    packetBytesMax: undefined,
    closed: new Promise(() => undefined),
    publish: ({ payload }: { payload: string }) => publish(payload),
  } as unknown as MqttLink;
  const running = pump.run(link, stop.signal);
  return {
    pump,
    /** Lets everything that can happen now happen. */
    settle: () => new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve))),
    pass: (ms: number) => {
      nowNs += BigInt(ms) * 1_000_000n;
      pump.tick();
    },
    stop: async () => {
      stop.abort();
      await running;
    },
  };
}

test("a debt that is older than a settlement does not make a record go twice", async () => {
  const ledger = new PlainLedger(4);
  const sent: string[] = [];
  const acknowledge: (() => void)[] = [];
  const { settle, stop, pump } = rehearse({
    ledger,
    route: route("puback", 2),
    publish: (payload) => {
      sent.push(payload);
      return new Promise((resolve) => acknowledge.push(resolve));
    },
  });
  await settle();
  expect(sent).toEqual(["1", "2"]);
  // The next debt is asked for with 2 still owed, and answered when 2 is settled.
  ledger.beforeAnswer = async () => {
    ledger.beforeAnswer = async () => undefined;
    acknowledge[1]?.();
    await settle();
  };
  acknowledge[0]?.();
  pump.wake();
  await settle();
  await settle();
  expect(sent).toEqual(["1", "2", "3", "4"]);
  await stop();
});

test("no more goes out than the window takes, and each acknowledgement makes room for one", async () => {
  const sent: string[] = [];
  const acknowledge: (() => void)[] = [];
  const { settle, stop } = rehearse({
    ledger: new PlainLedger(10),
    route: route("puback", 3),
    publish: (payload) => {
      sent.push(payload);
      return new Promise((resolve) => acknowledge.push(resolve));
    },
  });
  await settle();
  expect(sent).toHaveLength(3);
  acknowledge[0]?.();
  await settle();
  expect(sent).toEqual(["1", "2", "3", "4"]);
  await stop();
});

test("an acknowledgement settles nothing for a sink that settles by receipt", async () => {
  const ledger = new PlainLedger(2);
  const sent: string[] = [];
  const { settle, stop, pump, pass } = rehearse({
    ledger,
    route: route("receipt", 10),
    publish: async (payload) => {
      sent.push(payload);
    },
  });
  await settle();
  expect(ledger.settled).toEqual([]);
  const receipt = { schema: "rigline.receipt/1", logId: "l", stream: "ledger" } as const;
  // Positions that were never sent are nobody's to settle.
  pump.onReceipt({
    ...receipt,
    settled: [{ from: 1, to: 99 }],
    rejected: [{ from: 2, to: 3, reason: "bad" }],
  });
  await settle();
  expect(ledger.settled.map(({ as, ranges, reason }) => [as, ranges, reason])).toEqual([
    ["quarantined", [{ from: 2, to: 3 }], "bad"],
    ["delivered", [{ from: 1, to: 2 }], undefined],
  ]);
  pass(60_000);
  await settle();
  expect(sent).toEqual(["1", "2"]);
  await stop();
});

test("without a receipt it goes again after 10 s, but not while the historian asks to wait", async () => {
  const sent: string[] = [];
  const { settle, stop, pump, pass } = rehearse({
    ledger: new PlainLedger(1),
    route: route("receipt", 10),
    publish: async (payload) => {
      sent.push(payload);
    },
  });
  await settle();
  pass(9_900);
  await settle();
  expect(sent).toHaveLength(1);
  pass(200);
  await settle();
  expect(sent).toHaveLength(2);
  expect(pump.fault?.code).toBe("historian.silent");
  const paused = { code: "influxdb.busy", message: "503", remedy: "wait" };
  const receipt = { schema: "rigline.receipt/1", logId: "l", stream: "ledger" } as const;
  for (let renewal = 0; renewal < 4; renewal += 1) {
    pump.onReceipt({ ...receipt, settled: [], rejected: [], paused });
    pass(12_000);
    await settle();
  }
  expect(pump.paused?.code).toBe("influxdb.busy");
  expect(sent).toHaveLength(2);
  // Not renewed: whoever paused is gone.
  pass(16_000);
  pass(11_000);
  await settle();
  expect(pump.paused).toBeUndefined();
  expect(sent).toHaveLength(3);
  await stop();
});

test("a message the broker calls bad goes to quarantine; one it refuses us waits and goes again", async () => {
  const ledger = new PlainLedger(2);
  const sent: string[] = [];
  const { settle, stop, pump, pass } = rehearse({
    ledger,
    route: route("puback", 1),
    publish: async (payload) => {
      sent.push(payload);
      const reasonCode = sent.length === 1 ? 153 : 135;
      if (sent.length <= 2) throw new DeliveryError("message.refused", "no", { reasonCode });
    },
  });
  await settle();
  expect(ledger.settled).toMatchObject([{ as: "quarantined", ranges: [{ from: 1, to: 2 }] }]);
  expect(sent).toEqual(["1", "2"]);
  expect(pump.fault?.code).toBe("message.refused");
  pass(9_000);
  await settle();
  expect(sent).toHaveLength(2);
  pass(2_000);
  await settle();
  expect(sent).toEqual(["1", "2", "2"]);
  expect(pump.fault).toBeUndefined();
  expect(ledger.owed).toEqual([]);
  await stop();
});
