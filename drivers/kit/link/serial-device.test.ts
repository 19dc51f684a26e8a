import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { checkDevice, holderInTable } from "./serial-device.ts";

describe("a serial device that is looked at before it is opened", () => {
  it.each([
    ["/dev/no-such-device", "port.not-found", true],
    ["/dev/null/below-a-file", "port.not-found", true],
    [fileURLToPath(import.meta.url), "port.failed", false],
  ])("%s is %s", async (path, code, retryable) => {
    await expect(checkDevice(path)).rejects.toMatchObject({ code, retryable });
  });

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
});
