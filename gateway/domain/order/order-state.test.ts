import { describe, expect, test } from "vitest";
import { isReachable, mayBecome, ORDER_STATUSES } from "./order-state.ts";

/** As the domain says it, written down by itself. */
const ALLOWED = [
  "planned released",
  "released in_progress",
  "in_progress on_hold",
  "on_hold in_progress",
  "in_progress completed",
  "completed closed",
  "planned cancelled",
  "released cancelled",
  "in_progress cancelled",
  "on_hold cancelled",
];

describe("CR-25: the transitions of an order", () => {
  for (const from of ORDER_STATUSES) {
    for (const to of ORDER_STATUSES) {
      const isAllowed = ALLOWED.includes(`${from} ${to}`);
      test(`${from} to ${to} is ${isAllowed ? "allowed" : "refused"}`, () => {
        expect(mayBecome(from, to)).toBe(isAllowed);
      });
    }
  }
});

test("a file may state a later status, and never an earlier one", () => {
  expect(isReachable("planned", "completed")).toBe(true);
  expect(isReachable("on_hold", "closed")).toBe(true);
  expect(isReachable("completed", "cancelled")).toBe(false);
  expect(isReachable("closed", "in_progress")).toBe(false);
  expect(isReachable("released", "released")).toBe(false);
});
