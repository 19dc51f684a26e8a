import { expect, test } from "vitest";
import { DriverError } from "../../../drivers/contract.ts";
import { untilStart } from "./start-trigger.ts";
import { fakeRig, fakeStation, type Reply, readingOf } from "./testing/fake-rig.ts";

const when = { on: "relays", channel: "lid", equals: true };
const serialNumber = { on: "relays", channel: "serial" };

/** A rig whose lid is as the next of `lids` says; the last one stays. */
function open(lids: readonly boolean[], serial: Reply = () => readingOf("serial", " SN-1 ")) {
  let looks = 0;
  const relays = fakeRig("relays-1", (command, signal) => {
    if (command.kind === "read" && command.channel === "serial") return serial(command, signal);
    looks += 1;
    return readingOf("lid", lids[Math.min(looks, lids.length) - 1] ?? false);
  });
  const stop = new AbortController();
  const station = fakeStation({ relays });
  const start = { when, serialNumber, everyMs: 20 };
  const wait = () => untilStart({ ...station.parts, start, signal: stop.signal });
  station.desk.open();
  return { ...station, wait, stop, looks: () => looks };
}

test("a lid that closes begins a run for the unit that is in it", async () => {
  const { wait, looks } = open([true, true, false, true]);
  expect(await wait()).toEqual({ order: { serialNumber: "SN-1" } });
  expect(looks()).toBe(4);
});

test("a lid that was closed all the time begins nothing", async () => {
  const { wait, stop, looks } = open([true]);
  const waiting = wait();
  await expect.poll(looks).toBeGreaterThan(5);
  stop.abort(new Error("stopped"));
  await expect(waiting).rejects.toThrow("stopped");
});

test("a serial number that can not be read is none: the run is stored without unit", async () => {
  const unread: Reply = () => Promise.reject(new DriverError("request.timeout", "no"));
  expect(await open([false, true], unread).wait()).toEqual({ order: {} });
  const empty: Reply = () => readingOf("serial", "  ");
  expect(await open([false, true], empty).wait()).toEqual({ order: {} });
});

test("an order for another unit than the one in the fixture is refused, and the wait goes on", async () => {
  const { wait, desk } = open([true]);
  const waiting = wait();
  await expect(desk.start({ serialNumber: "SN-2" })).rejects.toMatchObject({
    ...{ code: "unit.mismatch", message: "ordered for SN-2, but the unit says SN-1" },
  });
  const ordered = desk.start({ serialNumber: "SN-1" });
  const { order, pending } = await waiting;
  expect(order).toEqual({ serialNumber: "SN-1" });
  pending?.resolve("run-1");
  expect(await ordered).toBe("run-1");
});

test("an order never hangs: it is refused where the instrument is lost meanwhile", async () => {
  const lost: Reply = () => Promise.reject(new DriverError("wire.lost", "gone"));
  const { wait, desk } = open([true], lost);
  const waiting = wait();
  const ordered = desk.start({ serialNumber: "SN-1" });
  await Promise.all([
    expect(ordered).rejects.toMatchObject({ code: "rig.not-connected" }),
    expect(waiting).rejects.toMatchObject({ code: "wire.lost" }),
  ]);
});
