import { expect, test } from "vitest";
import { FIRST_STATE, nextSessionState, type SessionState } from "./broker-session.ts";
import { DeliveryError, type DeliveryErrorCode } from "./delivery-error.ts";

interface Failure {
  readonly code: DeliveryErrorCode;
  readonly aliveMs?: number;
  readonly random?: number;
}

function fail(state: SessionState, { code, aliveMs = 0, random = 1 }: Failure): SessionState {
  const error = new DeliveryError(code, "as in the test");
  return nextSessionState(state, { kind: "failed", error, nowUs: 7, aliveMs, random });
}

function delays(code: DeliveryErrorCode, count: number, random = 1): number[] {
  let state: SessionState = FIRST_STATE;
  return Array.from({ length: count }, () => {
    state = fail(nextSessionState(state, { kind: "retry" }), { code, random });
    return state.kind === "waiting" ? state.delayMs : -1;
  });
}

test("a broker that is away is tried with doubling delays up to 30 s", () => {
  const some = delays("broker.unreachable", 12);
  expect(some.slice(0, 4)).toEqual([250, 500, 1_000, 2_000]);
  expect(some.at(-1)).toBe(30_000);
});

test("jitter takes up to half of a delay and never all of it", () => {
  expect(delays("broker.unreachable", 3, 0)).toEqual([125, 250, 500]);
});

test("wrong credentials slow down to minutes", () => {
  const some = delays("broker.not-authorized", 8);
  expect(some[0]).toBe(15_000);
  expect(some.at(-1)).toBe(300_000);
});

test("a link that flaps does not reset the backoff, a steady one does", () => {
  const tired = fail(fail(FIRST_STATE, { code: "broker.unreachable" }), {
    code: "broker.unreachable",
  });
  const open = nextSessionState(tired, { kind: "opened", nowUs: 8 });
  expect(fail(open, { code: "broker.link-lost", aliveMs: 200 })).toMatchObject({
    failures: 3,
    delayMs: 1_000,
  });
  expect(fail(open, { code: "broker.link-lost", aliveMs: 60_000 })).toMatchObject({
    failures: 1,
    delayMs: 250,
  });
});

test("a link that is lost again and again soon after it opened is told as flapping, and not forgiven", () => {
  let state: SessionState = FIRST_STATE;
  const codes: string[] = [];
  const waits: number[] = [];
  for (let round = 0; round < 10; round += 1) {
    const open = nextSessionState(state, { kind: "opened", nowUs: 8 });
    // As long as the other program of the same client id waits at most.
    state = fail(open, { code: "broker.link-lost", aliveMs: 30_000 });
    if (state.kind !== "waiting") throw new Error("it does not wait");
    codes.push(state.fault.code);
    waits.push(state.delayMs);
  }
  expect(codes.slice(2, 5)).toEqual(["broker.link-lost", "broker.flapping", "broker.flapping"]);
  expect(waits.at(-1)).toBe(30_000);
});

test("a fault that lasts keeps the time it began, through every retry", () => {
  const first = fail(FIRST_STATE, { code: "broker.unreachable" });
  const error = new DeliveryError("broker.unreachable", "again");
  const later = nextSessionState(nextSessionState(first, { kind: "retry" }), {
    kind: "failed",
    error,
    nowUs: 99,
    aliveMs: 0,
    random: 0,
  });
  expect(later).toMatchObject({ fault: { sinceUs: 7, code: "broker.unreachable" } });
});
