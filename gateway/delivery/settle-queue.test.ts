import { expect, test } from "vitest";
import { Refusal, type SettleInput } from "../ledger/contract.ts";
import { SettleQueue } from "./settle-queue.ts";

const full = new Refusal("ledger.unavailable", "the disk of the data directory is full");

/** A ledger that throws `refusal` while that is set, and a wait that ends when told or aborted. */
function rehearse() {
  const stop = new AbortController();
  const settled: SettleInput[] = [];
  const failures: unknown[] = [];
  const warnings: unknown[] = [];
  const pauses: (() => void)[] = [];
  let refusal: Error | undefined;
  let asked = 0;
  const silent = () => undefined;
  const queue = new SettleQueue({
    ledger: {
      settle: async (input) => {
        asked += 1;
        if (refusal !== undefined) throw refusal;
        settled.push(input);
      },
    },
    sink: "mqtt",
    wait: (_ms, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) resolve();
        signal.addEventListener("abort", () => resolve(), { once: true });
        pauses.push(resolve);
      }),
    signal: stop.signal,
    log: { debug: silent, info: silent, warn: (fields) => warnings.push(fields), error: silent },
    onSettled: silent,
    onFailure: (error) => failures.push(error),
  });
  return {
    queue,
    stop,
    settled,
    failures,
    warnings,
    pauses,
    asked: () => asked,
    refuse: (error: Error | undefined) => {
      refusal = error;
    },
    turn: () => new Promise<void>((resolve) => setImmediate(resolve)),
  };
}

test("a full disk ends nothing: what was refused is settled once there is room, in one piece", async () => {
  const { queue, settled, failures, warnings, pauses, refuse, turn } = rehearse();
  refuse(full);
  queue.add("ledger", [{ from: 1, to: 3 }], { as: "delivered" });
  await turn();
  queue.add("ledger", [{ from: 3, to: 4 }], { as: "delivered" });
  pauses[0]?.();
  await turn();
  expect(failures).toEqual([]);
  expect(settled).toEqual([]);
  expect(queue.pending("ledger")).toEqual([{ from: 1, to: 4 }]);
  refuse(undefined);
  pauses[1]?.();
  await queue.idle();
  expect(settled).toEqual([
    { sink: "mqtt", stream: "ledger", as: "delivered", ranges: [{ from: 1, to: 4 }] },
  ]);
  expect(queue.pending("ledger")).toEqual([]);
  expect(warnings).toEqual([{ sink: "mqtt", code: "ledger.unavailable" }]);
});

test("disposal does not wait for a full disk: what is not settled stays debt", async () => {
  const { queue, stop, settled, failures, asked, refuse, turn } = rehearse();
  refuse(full);
  queue.add("telemetry", [{ from: 1, to: 2 }], { as: "delivered" });
  await turn();
  stop.abort();
  await queue.idle();
  // The last acknowledgement of a closing connection is tried as well, once.
  queue.add("telemetry", [{ from: 2, to: 3 }], { as: "delivered" });
  await queue.idle();
  expect(failures).toEqual([]);
  expect(settled).toEqual([]);
  expect(asked()).toBeGreaterThanOrEqual(2);
});

test.each([
  ["another refusal", new Refusal("record.invalid", "no")],
  ["an unexpected error", new Error("disk I/O error")],
])("%s is fatal as before", async (_name, error) => {
  const { queue, failures, refuse } = rehearse();
  refuse(error);
  queue.add("ledger", [{ from: 1, to: 2 }], { as: "delivered" });
  await queue.idle();
  expect(failures).toEqual([error]);
});
