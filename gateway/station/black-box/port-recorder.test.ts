import { expect, test } from "vitest";
import type { Instant, RigEvent } from "../../../drivers/contract.ts";
import { PortRecorder } from "./port-recorder.ts";

const T0_US = 1_800_000_000_000_000;
const at = (ms: number): Instant => ({
  utcUs: T0_US + ms * 1_000,
  monoNs: BigInt(Math.round(ms * 1e6)) + 5_000_000_000n,
});
const bytes = (text: string) => Buffer.from(text);
const hex = (text: string) => bytes(text).toString("hex");

function openRecorder(replaced: { bytesMax?: number; ageMaxMs?: number } = {}) {
  let nowMs = 0;
  const recorder = new PortRecorder({
    ...{ bytesMax: 4_096, ageMaxMs: 60_000, clock: { now: () => at(nowMs) } },
    ...replaced,
  });
  const goTo = (ms: number) => {
    nowMs = ms;
    return at(ms);
  };
  return { recorder, goTo };
}

const reading = (channel: string, ms: number): RigEvent => ({
  ...{ kind: "reading", channel, value: 10n ** 20n, unit: "V", quality: "good", raw: "x" },
  takenAt: at(ms),
});

test("a cut has both directions, the marks and what was decoded, in the order it came", () => {
  const { recorder, goTo } = openRecorder();
  recorder.opened("tcp", goTo(0));
  recorder.sent(bytes("V?\n"), goTo(10));
  recorder.received(bytes("1"), goTo(12));
  const mark = recorder.mark(at(12), 5);
  recorder.received(bytes("2\n"), goTo(13.25));
  recorder.heard("dmm", reading("v", 13.25));
  recorder.closed(goTo(20));
  const { lines, startedAtUs } = recorder.cut(mark);
  expect(startedAtUs).toBe(T0_US);
  expect(lines).toEqual([
    { t: 0, dir: "open" },
    { t: 10, dir: "tx", hex: hex("V?\n") },
    { t: 12, dir: "rx", hex: hex("1") },
    { t: 13.25, dir: "rx", hex: hex("2\n") },
    {
      ...{ t: 13.25, dir: "event", rig: "dmm" },
      event: {
        ...{ kind: "reading", channel: "v", value: "100000000000000000000n" },
        ...{ unit: "V", quality: "good" },
      },
    },
    { t: 20, dir: "close" },
  ]);
});

test("bytes that the ring dropped between are told as a gap, to the byte", () => {
  const { recorder, goTo } = openRecorder();
  recorder.opened("tcp", goTo(0));
  const mark = recorder.mark(goTo(100), 10);
  recorder.received(bytes("a".repeat(900)), goTo(101));
  recorder.received(bytes("b".repeat(3_000)), goTo(102));
  recorder.received(bytes("c".repeat(3_000)), goTo(103));
  const told = recorder
    .cut(mark)
    .lines.map((line) =>
      line.dir === "gap"
        ? `gap ${line.bytes}`
        : `${line.dir} ${"hex" in line ? line.hex.slice(0, 2) : ""}`,
    );
  expect(told).toEqual(["open ", "rx 61", "gap 3000", "rx 63"]);
});

test("a cut of which everything was dropped says how much that was", () => {
  const { recorder, goTo } = openRecorder({ ageMaxMs: 1_000 });
  recorder.opened("tcp", goTo(0));
  const mark = recorder.mark(goTo(5_000), 10);
  recorder.received(bytes("a".repeat(5_000)), goTo(5_001));
  goTo(60_000);
  expect(recorder.cut(mark).lines).toEqual([
    { t: 0, dir: "open" },
    { t: 60_000, dir: "gap", bytes: 5_000 },
  ]);
});

test("the head of a connection is that of the latest one", () => {
  const { recorder, goTo } = openRecorder();
  recorder.opened("tcp", goTo(0));
  recorder.received(bytes("old"), goTo(1));
  recorder.closed(goTo(2));
  recorder.opened("tcp", goTo(10));
  recorder.sent(bytes("*IDN?\n"), goTo(11));
  const mark = recorder.mark(goTo(9_000), 100);
  recorder.received(bytes("end"), goTo(9_001));
  expect(recorder.cut(mark).lines.map(({ t, dir }) => [t, dir])).toEqual([
    [0, "open"],
    [1, "tx"],
    [8_991, "rx"],
  ]);
});

test("what another rig of the bus said is in the port's view and not in the run's", () => {
  const { recorder, goTo } = openRecorder();
  recorder.opened("bus", goTo(0));
  const mark = recorder.mark(goTo(1), 10);
  recorder.received(bytes("x"), goTo(2));
  recorder.heard("one", reading("a", 2));
  recorder.heard("two", reading("b", 2));
  const rigs = (rig?: string) =>
    recorder
      .cut(mark, rig === undefined ? {} : { rigs: [rig] })
      .lines.flatMap((line) => (line.dir === "event" ? [line.rig] : []));
  expect(rigs("two")).toEqual(["two"]);
  expect(rigs()).toEqual(["one", "two"]);
});

test("nothing after the end of a run is in its cut", () => {
  const { recorder, goTo } = openRecorder();
  recorder.opened("tcp", goTo(0));
  const mark = recorder.mark(goTo(1), 10);
  recorder.received(bytes("in"), goTo(2));
  recorder.received(bytes("after"), goTo(500));
  const { lines } = recorder.cut(mark, { untilMs: Number(at(100).monoNs) / 1e6 });
  expect(lines.map(({ dir }) => dir)).toEqual(["open", "rx"]);
});

test("the last bytes of a port are those that were asked for", () => {
  const { recorder, goTo } = openRecorder();
  expect(recorder.cut(recorder.markLast(100)).lines).toEqual([]);
  recorder.opened("tcp", goTo(0));
  for (let index = 0; index < 5_000; index += 1) recorder.received(bytes("ab"), goTo(index));
  const { lines } = recorder.cut(recorder.markLast(6), { withHead: false });
  const last = { dir: "rx", hex: hex("ab") };
  expect(lines).toEqual([0, 1, 2].map((t) => ({ t, ...last })));
  expect(recorder.cut(recorder.markLast(6)).lines[0]?.dir).toBe("open");
});
