import { expect, test } from "vitest";
import { openMqttLink } from "../../gateway/delivery/mqtt-link.ts";
import { openScratchLedger, testClock } from "../support/append-ledger/open.ts";
import { sinkView, startDelivery } from "../support/delivery-parts.ts";
import { openSmallBroker, type SmallBroker } from "../support/small-broker.ts";
import { until } from "../support/until.ts";

const patient = { deadlineMs: 20_000 };
const PAYLOAD_INVALID = 153;
const QUOTA_EXCEEDED = 151;

const open = (broker: SmallBroker) =>
  openMqttLink(
    { clock: testClock, settings: { url: broker.url, clientId: "link-under-test" } },
    AbortSignal.timeout(20_000),
  );

test("acknowledgements in any order settle their own message and no other", async () => {
  await using broker = await openSmallBroker(4);
  await using link = await open(broker);
  const settled: string[] = [];
  for (const payload of ["m-1", "m-2", "m-3", "m-4"]) {
    void link.publish({ topic: "t", payload }).then(() => settled.push(payload));
  }
  await until(() => broker.received() === 4, patient);
  for (const [count, text] of ["m-3", "m-1", "m-4", "m-2"].entries()) {
    expect(broker.answer(text)).toBe(true);
    await until(() => settled.length === count + 1, patient);
  }
  expect(settled).toEqual(["m-3", "m-1", "m-4", "m-2"]);
});

test("an acknowledgement that comes three times lets one more go, not three", async () => {
  await using broker = await openSmallBroker(2);
  await using link = await open(broker);
  const sent = Array.from({ length: 9 }, (_, index) =>
    link.publish({ topic: "t", payload: `<${index}>` }),
  );
  void Promise.allSettled(sent);
  for (let index = 0; index < 6; index += 1) {
    await until(() => broker.answer(`<${index}>`, { times: 3 }), patient);
    await until(() => broker.received() === index + 3, patient);
    // The next acknowledged message proves that the broker's bytes so far were read.
    expect(broker.received()).toBe(index + 3);
  }
});

test("a payload the broker refuses is quarantined with its reason, the others are delivered", async () => {
  await using broker = await openSmallBroker(50);
  await using scratch = await openScratchLedger();
  await scratch.appendRuns(["run-1", "run-2", "run-3"]);
  await using _delivery = await startDelivery(scratch.ledger, broker.url);
  await until(() => broker.answer('"run-2"', { reason: PAYLOAD_INVALID }), patient);
  const account = await until(async () => {
    while (broker.answer(""));
    const now = await scratch.account("mqtt", "ledger");
    return now.pending === 0 && now;
  }, patient);
  expect(account).toMatchObject({ delivered: 2, quarantined: 1, balanced: true });
  expect(account.quarantine?.[0]?.reason).toContain(`${PAYLOAD_INVALID}`);
});

test("a broker that acknowledges nothing does not keep the gateway from stopping", async () => {
  await using broker = await openSmallBroker(50);
  await using scratch = await openScratchLedger();
  await scratch.appendRuns(["run-1"]);
  const delivery = await startDelivery(scratch.ledger, broker.url);
  await until(() => broker.received() > 1, patient);
  const stoppedAtMs = performance.now();
  await delivery[Symbol.asyncDispose]();
  expect(performance.now() - stoppedAtMs).toBeLessThan(10_000);
  expect(await scratch.account("mqtt", "ledger")).toMatchObject({ pending: 1, delivered: 0 });
});

test("a quota that is used up pauses as a fault with a cure, and quarantines nothing", async () => {
  await using broker = await openSmallBroker(50);
  await using scratch = await openScratchLedger();
  await scratch.appendRuns(["run-1"]);
  await using delivery = await startDelivery(scratch.ledger, broker.url);
  await until(() => broker.answer('"run-1"', { reason: QUOTA_EXCEEDED }), patient);
  const fault = await until(() => sinkView(delivery, "mqtt").fault, patient);
  expect(fault).toMatchObject({ code: "message.refused" });
  expect(fault.remedy).toContain("quota");
  expect(await scratch.account("mqtt", "ledger")).toMatchObject({ pending: 1, quarantined: 0 });
});
