import fc from "fast-check";
import { expect, test } from "vitest";
import type { LiveEvent } from "../../records/views.ts";
import { AT } from "../testing/dependencies.ts";
import { LiveMessage } from "./live-queue.ts";
import { LiveRing } from "./live-ring.ts";

const pending = (name: string): LiveEvent => ({ kind: "pending", rigs: [name] });
const reading = (channel: string, value: number): LiveEvent => ({
  kind: "readings",
  rig: "fct-1",
  values: [{ channel, value, unit: "V", quality: "good", takenAt: AT }],
});

function ringOf(lengthMax: number, ...events: readonly LiveEvent[]): LiveRing {
  const ring = new LiveRing(lengthMax, 100);
  for (const [index, event] of events.entries()) ring.push(new LiveMessage(101 + index, event));
  return ring;
}

const told = (ring: LiveRing, id: number) => ring.since(id)?.map((message) => message.event);

test("who comes back is told each event after the one heard last, and nothing where all was heard", () => {
  const ring = ringOf(10, pending("a"), pending("b"), pending("c"));
  expect(told(ring, 101)).toEqual([pending("b"), pending("c")]);
  expect(told(ring, 103)).toEqual([]);
  expect(told(ring, 100)).toEqual([pending("a"), pending("b"), pending("c")]);
});

test("an id of another start, or of what is no longer kept, gives nothing: the whole is told anew", () => {
  const ring = ringOf(2, pending("a"), pending("b"), pending("c"));
  expect(told(ring, 101)).toEqual([pending("b"), pending("c")]);
  for (const id of [0, 99, 100, 104, 5_000]) expect(told(ring, id), String(id)).toBeUndefined();
});

test("of readings the latest of each channel is kept, whatever came between", () => {
  const ring = ringOf(3, reading("u", 1), reading("i", 2), pending("a"), reading("u", 3));
  const [first, second, ...more] = told(ring, 101) ?? [];
  expect(first).toEqual(pending("a"));
  expect(second).toMatchObject({
    values: [
      { channel: "u", value: 3 },
      { channel: "i", value: 2 },
    ],
  });
  expect(more).toEqual([]);
});

test("whoever was away however long sees what one sees that was never away, or is told the whole", () => {
  const event = fc.oneof(
    fc.constantFrom("a", "b").map(pending),
    fc.tuple(fc.constantFrom("u", "i"), fc.nat(9)).map(([name, value]) => reading(name, value)),
  );
  fc.assert(
    fc.property(fc.array(event, { maxLength: 30 }), fc.nat(30), (events, heard) => {
      const ring = ringOf(5, ...events);
      const missed = told(ring, 100 + heard);
      if (heard > events.length) return missed === undefined;
      const away = statesAfter([...events.slice(0, heard), ...(missed ?? [])]);
      if (missed !== undefined) expect(away).toEqual(statesAfter(events));
      else expect(events.length - heard).toBeGreaterThan(0);
      const others = (list: readonly LiveEvent[]) => list.filter(({ kind }) => kind === "pending");
      if (missed !== undefined) expect(others(missed)).toEqual(others(events.slice(heard)));
      return true;
    }),
  );
});

/** The latest value of each channel. */
function statesAfter(events: readonly LiveEvent[]): Record<string, unknown> {
  const values = events.flatMap((event) => (event.kind === "readings" ? event.values : []));
  return Object.fromEntries(values.map(({ channel, value }) => [channel, value]));
}
