/** Units that each do one thing wrong, as anybody can start them: no wrong value (B1 to B9). */
import { connect } from "node:net";
import { expect, test } from "vitest";
import type { RigEvent } from "../../drivers/contract.ts";
import { openPort } from "../support/modbus.ts";
import { listenToRig } from "../support/modbus-rig.ts";
import { startSimulator } from "../support/simulator.ts";
import { until } from "../support/until.ts";

const COUNT = 20;
const channels = Array.from({ length: COUNT }, (_, address) => ({
  ...{ name: `r${address}`, table: "holding", address, everyMs: 50 },
}));
const OPTIONS = { addressBase: 0, timeoutMs: 400, silentAfterTimeouts: 100, channels };

type Reading = Extract<RigEvent, { kind: "reading" }>;

async function openOdd(faults: readonly string[]) {
  const stack = new AsyncDisposableStack();
  const args = faults.flatMap((fault) => ["--fault", fault]);
  const unit = stack.use(await startSimulator("odd-unit", args));
  const port = openPort({ kind: "tcp", host: unit.host, port: unit.port });
  const framing = faults.includes("tcp") ? "tcp" : "rtu-over-tcp";
  const rig = stack.use(await listenToRig(port, { ...OPTIONS, framing }));
  const readings = () => rig.events.filter((event): event is Reading => event.kind === "reading");
  const good = () => readings().filter(({ quality }) => quality === "good");
  const reasons = () =>
    new Set(rig.events.flatMap((event) => (event.kind === "noise" ? [event.reason] : [])));
  const expectRight = () => {
    for (const { channel, value } of good()) expect(`r${value}`).toBe(channel);
  };
  const dispose = () => stack.disposeAsync();
  return { unit, readings, good, reasons, expectRight, [Symbol.asyncDispose]: dispose };
}

const WAIT = { deadlineMs: 20_000 };

test.each([
  ["late", ["late-once=900"], undefined],
  ["duplicated", ["duplicate-reply"], "unexpected-reply"],
  ["echoed", ["echo"], "echo"],
  ["of 16 registers at most", ["registers-max=16"], undefined],
  ["with noise behind them", ["trailing-garbage"], "crc"],
  ["byte by byte", ["split"], undefined],
] as const)(
  "replies that come %s give every value, and the right one",
  async (_, faults, noise) => {
    // A unit that is late at the first question is not heard at all: it is late at a later one.
    const isLate = faults[0].startsWith("late");
    await using odd = await openOdd(isLate ? [] : faults);
    if (isLate) await odd.unit.command({ fault: "late-once", value: 900 });
    if (isLate) await until(() => odd.readings().some((each) => each.quality === "timeout"), WAIT);
    const seen = odd.good().length;
    await until(() => odd.good().length >= seen + 3 * COUNT, WAIT);
    odd.expectRight();
    expect(new Set(odd.good().map(({ channel }) => channel)).size).toBe(COUNT);
    if (noise !== undefined) expect(odd.reasons()).toContain(noise);
  },
);

test.each(["wrong-unit", "bad-crc", "wrong-transaction"])(
  "replies with %s give no value, and the unit's next sound ones do",
  async (fault) => {
    const own = fault === "wrong-transaction" ? ["tcp"] : [];
    await using odd = await openOdd(own);
    await until(() => odd.good().length >= COUNT, WAIT);
    await odd.unit.command({ fault });
    await until(
      () =>
        odd
          .readings()
          .slice(-COUNT)
          .every((each) => each.quality !== "good"),
      WAIT,
    );
    const seen = odd.good().length;
    await odd.unit.command({ clear: true });
    await until(() => odd.good().length >= seen + 2 * COUNT, WAIT);
    odd.expectRight();
  },
);

test("an exception in the middle of a block costs its channel alone", async () => {
  await using odd = await openOdd(["tcp", "illegal-address=7"]);
  await until(() => odd.good().length >= 3 * (COUNT - 1), WAIT);
  odd.expectRight();
  expect(odd.good().map(({ channel }) => channel)).not.toContain("r7");
  expect(odd.readings().find(({ channel }) => channel === "r7")).toMatchObject({
    ...{ quality: "isolated", cause: expect.stringContaining("exception 2") },
  });
});

test("a unit with one socket serves us while another knocks", async () => {
  await using odd = await openOdd(["one-socket"]);
  const second = connect(odd.unit.port, odd.unit.host);
  const closed = new Promise<void>((resolve) => second.once("close", () => resolve()));
  second.on("error", () => undefined);
  await closed;
  const seen = odd.good().length;
  await until(() => odd.good().length >= seen + 3 * COUNT, WAIT);
  odd.expectRight();
});
