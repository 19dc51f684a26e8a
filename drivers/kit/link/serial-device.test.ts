import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { checkDevice } from "./serial-device.ts";

describe("a serial device that is looked at before it is opened", () => {
  it.each([
    ["/dev/no-such-device", "port.not-found", true],
    ["/dev/null/below-a-file", "port.not-found", true],
    [fileURLToPath(import.meta.url), "port.failed", false],
  ])("%s is %s", async (path, code, retryable) => {
    await expect(checkDevice(path)).rejects.toMatchObject({ code, retryable });
  });
});
