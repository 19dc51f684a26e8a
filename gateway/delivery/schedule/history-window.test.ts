import { expect, test } from "vitest";
import { HistoryWindow } from "./history-window.ts";

test("history that comes back soon may take three quarters of the window and no more", () => {
  const window = new HistoryWindow(32);
  for (let count = 0; count < 100; count += 1) window.settled(20);
  expect(window.places).toBe(24);
});

test("history that comes back late shrinks to what one batch of the database takes", () => {
  const window = new HistoryWindow(100);
  for (let count = 0; count < 100; count += 1) window.settled(20);
  for (let count = 0; count < 100; count += 1) window.settled(400);
  expect(window.places).toBe(6);
});

test("a window of one place still moves history", () => {
  const window = new HistoryWindow(1);
  window.settled(400);
  expect(window.places).toBe(1);
});
