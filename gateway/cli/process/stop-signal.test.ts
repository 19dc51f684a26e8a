import { EventEmitter } from "node:events";
import { expect, it } from "vitest";
import { listenForStop } from "./stop-signal.ts";

function listen(terminal = false) {
  const process = new EventEmitter() as unknown as NodeJS.Process;
  const clock = { nowMs: 1_000 };
  const ended: string[] = [];
  const stop = listenForStop({
    process,
    terminal,
    nowMs: () => clock.nowMs,
    endNow: (signal) => ended.push(signal),
  });
  return { process, clock, ended, stop };
}

it.each(["SIGINT", "SIGTERM", "SIGHUP"])("%s asks for a stop", (signal) => {
  const { process, stop } = listen();
  process.emit(signal as "SIGINT", signal as "SIGINT");
  expect(stop.signal.aborted).toBe(true);
});

it("a Ctrl-C that the terminal and npm both deliver is one wish", () => {
  const { process, clock, ended } = listen();
  process.emit("SIGINT", "SIGINT");
  clock.nowMs += 30;
  process.emit("SIGINT", "SIGINT");
  expect(ended).toEqual([]);
});

it("a second Ctrl-C ends the process at once", () => {
  const { process, clock, ended } = listen();
  process.emit("SIGINT", "SIGINT");
  clock.nowMs += 1_000;
  process.emit("SIGINT", "SIGINT");
  expect(ended).toEqual(["SIGINT"]);
});

it("gives the signals back when disposed", () => {
  const { process, stop } = listen();
  stop[Symbol.dispose]();
  expect(process.listenerCount("SIGINT")).toBe(0);
});

it("SIGHUP asks who can for a reload, and is a stop where a terminal was closed", () => {
  for (const terminal of [false, true]) {
    const { process, stop } = listen(terminal);
    const reloads: string[] = [];
    stop.onReload(() => reloads.push("reload"));
    process.emit("SIGHUP", "SIGHUP");
    expect(reloads).toHaveLength(terminal ? 0 : 1);
    expect(stop.signal.aborted).toBe(terminal);
  }
});
