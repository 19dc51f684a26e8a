import { expect, test } from "vitest";
import { keepWatch, openServiceManager } from "./systemd.ts";

test("nobody is told anything where no service manager listens", async () => {
  const manager = openServiceManager({ WATCHDOG_USEC: "1000" }, 7);
  expect(manager.watchdogMs).toBeUndefined();
  await manager.tell("READY=1");
});

test("the watchdog's time counts where it is meant for this process", () => {
  const env = { NOTIFY_SOCKET: "/run/none", WATCHDOG_USEC: "30000000" };
  expect(openServiceManager(env, 7).watchdogMs).toBe(30_000);
  expect(openServiceManager({ ...env, WATCHDOG_PID: "7" }, 7).watchdogMs).toBe(30_000);
  expect(openServiceManager({ ...env, WATCHDOG_PID: "8" }, 7).watchdogMs).toBeUndefined();
});

test("a writer that does not answer lets the watchdog run out", async () => {
  const told: string[] = [];
  const stop = new AbortController();
  const hung = Promise.withResolvers<void>();
  let looks = 0;
  const watching = keepWatch({
    manager: { watchdogMs: 30, tell: async (...words) => void told.push(...words) },
    isAlive: async () => {
      looks += 1;
      if (looks === 3) await hung.promise;
    },
    wait: async () => undefined,
    signal: stop.signal,
  });
  while (looks < 3) await Promise.resolve();
  expect(told).toEqual(["WATCHDOG=1", "WATCHDOG=1"]);
  stop.abort();
  hung.resolve();
  await watching;
  expect(told).toHaveLength(2);
});
