import { expect, test } from "vitest";
import { afterBadTry, isLocked, LOCK_US, TRIES_MAX, type Tries } from "./lockout.ts";
import {
  type Components,
  neededComponents,
  nextSigningState,
  type SessionEvent,
  type SigningState,
} from "./signing-state.ts";

const CLOSED: SigningState = { phase: "closed" };
const UNSIGNED: SigningState = { phase: "unsigned" };
const SIGNED_HERE: SigningState = { phase: "signed", station: "FCT-1" };

function signs(station: string, components: Components): SessionEvent {
  return { kind: "signed", station, components };
}

/** State, event, what becomes of it; undefined where it is refused. */
const TABLE: readonly (readonly [SigningState, SessionEvent, SigningState | undefined])[] = [
  [CLOSED, { kind: "signed-in" }, UNSIGNED],
  [CLOSED, { kind: "signed-out" }, CLOSED],
  [CLOSED, { kind: "timed-out" }, CLOSED],
  [CLOSED, signs("FCT-1", "name-and-secret"), undefined],
  [CLOSED, signs("FCT-1", "secret"), undefined],
  [UNSIGNED, { kind: "signed-in" }, UNSIGNED],
  [UNSIGNED, { kind: "signed-out" }, CLOSED],
  [UNSIGNED, { kind: "timed-out" }, CLOSED],
  [UNSIGNED, signs("FCT-1", "secret"), undefined],
  [UNSIGNED, signs("FCT-1", "name-and-secret"), SIGNED_HERE],
  [SIGNED_HERE, { kind: "signed-in" }, UNSIGNED],
  [SIGNED_HERE, { kind: "signed-out" }, CLOSED],
  [SIGNED_HERE, { kind: "timed-out" }, CLOSED],
  [SIGNED_HERE, signs("FCT-1", "secret"), SIGNED_HERE],
  [SIGNED_HERE, signs("FCT-1", "name-and-secret"), SIGNED_HERE],
  [SIGNED_HERE, signs("FCT-2", "secret"), undefined],
  [SIGNED_HERE, signs("FCT-2", "name-and-secret"), { phase: "signed", station: "FCT-2" }],
];

for (const [state, event, after] of TABLE) {
  const what = event.kind === "signed" ? `${event.components} at ${event.station}` : event.kind;
  const result = after === undefined ? "refused" : after.phase;
  test(`CR-21: a session that is ${state.phase}, then ${what}: ${result}`, () => {
    expect(nextSigningState(state, event)).toEqual(after);
  });
}

test("CR-21: what the next signature needs is told before it is asked for", () => {
  expect(neededComponents(CLOSED, "FCT-1")).toBe("impossible");
  expect(neededComponents(UNSIGNED, "FCT-1")).toBe("name-and-secret");
  expect(neededComponents(SIGNED_HERE, "FCT-1")).toBe("secret");
  expect(neededComponents(SIGNED_HERE, "FCT-2")).toBe("name-and-secret");
});

test("CR-24: the fifth bad try locks, and once the lock is over each further one locks again", () => {
  let tries: Tries = { failures: 0 };
  for (let count = 1; count < TRIES_MAX; count += 1) {
    tries = afterBadTry(tries, 0);
    expect(isLocked(tries, 0)).toBe(false);
  }
  tries = afterBadTry(tries, 0);
  expect([isLocked(tries, LOCK_US - 1), isLocked(tries, LOCK_US)]).toEqual([true, false]);
  expect(isLocked(afterBadTry(tries, LOCK_US), LOCK_US)).toBe(true);
});
