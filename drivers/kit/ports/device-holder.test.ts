import { expect, it } from "vitest";
import { describeHolder, findHolder, holderInTable, splitNumber } from "./device-holder.ts";

it("names the process that locked this very device, not its namesake elsewhere", () => {
  const locks = [
    "1: POSIX  ADVISORY  WRITE 1 00:1a:3 0 EOF",
    "2: FLOCK  ADVISORY  WRITE 2 00:1b:3 0 EOF",
    "3: FLOCK  ADVISORY  WRITE 11456 00:1a:3 0 EOF",
    "",
  ].join("\n");
  expect(holderInTable(locks, { dev: 26, ino: 3 })).toBe(11_456);
  expect(holderInTable(locks, { dev: 26, ino: 4 })).toBeUndefined();
});

it("tells a holder by program, by number alone, or as ourselves", () => {
  expect(describeHolder({ processId: 1, program: "init" })).toBe("process 1 (init)");
  expect(describeHolder({ processId: 1 })).toBe("process 1");
  expect(describeHolder({ processId: process.pid })).toBe("this gateway itself");
});

it("of a device that is not there nobody is the holder", async () => {
  expect(await findHolder("/dev/no-such-device")).toBeUndefined();
});

it("splits a device number as the kernel packs it", () => {
  expect(splitNumber(0x8803)).toEqual({ major: 136, minor: 3 });
  expect(splitNumber(0x1_0bc05)).toEqual({ major: 188, minor: 0x105 });
});
