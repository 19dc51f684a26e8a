import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { firstLinkState, type LinkInput, nextLinkState, retryDelayUs } from "./link-state.ts";

const failure = (at: number, code = "port.refused"): LinkInput => ({
  kind: "failed",
  at,
  code,
  message: "refused",
  remedy: "check",
  random: 0.5,
});

describe("the link state", () => {
  test("backs off from half a second to fifteen, and never beyond", () => {
    const delays = [1, 2, 3, 5, 50].map((attempt) => retryDelayUs(attempt, 1));
    expect(delays).toEqual([500_000, 1_000_000, 2_000_000, 8_000_000, 15_000_000]);
  });

  test("jitter keeps every delay between half and the whole of it", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 99 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (attempt, r) => {
          const delay = retryDelayUs(attempt, r);
          const full = retryDelayUs(attempt, 1);
          return delay >= full / 2 - 1 && delay <= full;
        },
      ),
    );
  });

  test("a failed attempt waits, then connects again with the next number and the same fault", () => {
    const waiting = nextLinkState(firstLinkState(0), failure(10));
    expect(waiting).toMatchObject({ phase: "waiting", attempt: 1, fault: { since: 10 } });
    const early = nextLinkState(waiting, { kind: "tick", at: 20, silentAfterUs: 1 });
    expect(early).toBe(waiting);
    const due = nextLinkState(waiting, { kind: "tick", at: 10_000_000, silentAfterUs: 1 });
    expect(due).toMatchObject({ phase: "connecting", attempt: 2, fault: { since: 10 } });
  });

  test("a repeated fault keeps the time it was first seen", () => {
    const first = nextLinkState(firstLinkState(0), failure(10));
    const again = nextLinkState(first, { kind: "tick", at: 9e6, silentAfterUs: 1 });
    expect(nextLinkState(again, failure(10e6))).toMatchObject({ attempt: 2, fault: { since: 10 } });
  });

  test("a port that opens but never speaks does not reset the back-off", () => {
    let state = firstLinkState(0);
    for (const at of [1e6, 20e6, 40e6]) {
      state = nextLinkState(state, { kind: "opened", at });
      state = nextLinkState(state, failure(at + 1, "wire.lost"));
      if (at < 40e6)
        state = nextLinkState(state, { kind: "tick", at: at + 18e6, silentAfterUs: 1 });
    }
    expect(state).toMatchObject({ phase: "waiting", attempt: 3 });
  });

  test("a rig that was heard starts again from the first attempt", () => {
    let state = nextLinkState(firstLinkState(0), failure(1));
    state = nextLinkState(state, { kind: "tick", at: 9e6, silentAfterUs: 1 });
    state = nextLinkState(state, { kind: "opened", at: 10e6 });
    state = nextLinkState(state, { kind: "heard", at: 11e6 });
    expect(nextLinkState(state, failure(12e6))).toMatchObject({ phase: "waiting", attempt: 1 });
  });

  test("a wait ends when the device appears, and nothing else is changed by it", () => {
    const waiting = nextLinkState(firstLinkState(0), failure(1));
    const appeared: LinkInput = { kind: "appeared", at: 2 };
    const retried = nextLinkState(waiting, appeared);
    expect(retried).toMatchObject({ phase: "connecting", attempt: 2, since: 2 });
    const open = nextLinkState(retried, { kind: "opened", at: 3 });
    expect(nextLinkState(open, appeared)).toBe(open);
  });

  test("silence is told after its time and ends with the first word", () => {
    const open = nextLinkState(firstLinkState(0), { kind: "opened", at: 0 });
    const tick = (at: number): LinkInput => ({ kind: "tick", at, silentAfterUs: 100 });
    expect(nextLinkState(open, tick(100)).phase).toBe("connected");
    const silent = nextLinkState(open, tick(101));
    expect(silent.phase).toBe("silent");
    expect(nextLinkState(silent, { kind: "heard", at: 200 }).phase).toBe("connected");
  });

  test("no order of inputs leaves the known phases, and waiting always has a fault and an end", () => {
    const input = fc.oneof(
      fc.record({ kind: fc.constant("opened" as const), at: fc.nat() }),
      fc.record({ kind: fc.constant("heard" as const), at: fc.nat() }),
      fc.record({ kind: fc.constant("tick" as const), at: fc.nat(), silentAfterUs: fc.nat() }),
      fc.record({ kind: fc.constant("appeared" as const), at: fc.nat() }),
      fc.nat().map((at) => failure(at)),
    );
    fc.assert(
      fc.property(fc.array(input), (inputs) => {
        const state = inputs.reduce(nextLinkState, firstLinkState(0));
        return (
          state.phase !== "waiting" || (state.retryAt > state.since && state.fault !== undefined)
        );
      }),
    );
  });
});
