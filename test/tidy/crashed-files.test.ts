import { expect, test } from "vitest";
import { findCrashedFiles } from "../support/crashed-files.ts";

/** As vitest tells it. */
function crash(signal: string): Error {
  const message = `Worker exited unexpectedly with signal ${signal} during started state while running test file /a/test/faults/x.test.ts`;
  return new Error("[vitest-pool]: Worker forks emitted error.", { cause: new Error(message) });
}

test("a test process that machine code broke is known by its file and signal", () => {
  const found = findCrashedFiles([crash("SIGSEGV")], "/a");
  expect(found).toEqual([{ file: "test/faults/x.test.ts", signal: "SIGSEGV" }]);
  expect(findCrashedFiles([], "/a")).toEqual([]);
});

test("a process that was killed, and an error of the code, are never run again", () => {
  expect(findCrashedFiles([crash("SIGKILL")], "/a")).toBeUndefined();
  expect(findCrashedFiles([crash("SIGSEGV"), new Error("late rejection")], "/a")).toBeUndefined();
});
