import { type ChildProcess, spawn } from "node:child_process";
import { open } from "node:fs/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { ByteLink } from "../../drivers/contract.ts";
import { createPort } from "../../drivers/kit/port.ts";
import { endChild } from "../support/process-output.ts";
import { openPtyPair, type PtyPair } from "../support/pty.ts";
import { until } from "../support/until.ts";

const clock = { now: () => ({ utcUs: 0, monoNs: process.hrtime.bigint() }) };
const quiet = () => undefined;
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };

let pty: PtyPair;
let holder: ChildProcess | undefined;
beforeEach(async () => {
  pty = await openPtyPair();
});
afterEach(async () => {
  if (holder !== undefined) await endChild(holder, "SIGKILL");
  await pty[Symbol.asyncDispose]();
});

function openLink(): Promise<ByteLink> {
  const line = { baudRate: 9_600, dataBits: 8, parity: "none", stopBits: 1 } as const;
  const settings = { kind: "serial", path: pty.path, ...line } as const;
  return createPort({ name: "p", settings, clock, log }).openLink(AbortSignal.timeout(10_000));
}

/** Opens until it is refused for the reason that is awaited: the other process takes a moment. */
async function untilBusy(): Promise<unknown> {
  return until(
    async () => {
      const link = await openLink().catch((error: unknown) => error);
      if (link instanceof Error) return link;
      await (link as ByteLink)[Symbol.asyncDispose]();
      return undefined;
    },
    { what: "a refusal" },
  );
}

it("a device that another process has locked is busy, with its number and its program (S6)", async () => {
  holder = spawn("flock", ["--no-fork", pty.path, "sleep", "60"], { stdio: "ignore" });
  expect(await untilBusy()).toMatchObject({
    code: "port.busy",
    retryable: true,
    message: `${pty.path} is held by process ${holder.pid} (sleep)`,
    remedy: expect.stringContaining("stop it"),
  });
});

it("a device that another process only reads is busy as well, or each had half of the bytes (S6)", async () => {
  await using file = await open(pty.path, "r");
  holder = spawn("sleep", ["60"], { stdio: [file.fd, "ignore", "ignore"] });
  expect(await untilBusy()).toMatchObject({
    code: "port.busy",
    message: `${pty.path} is held by process ${holder.pid} (sleep)`,
  });
});

it("a device is free again as soon as the other process has gone (S6)", async () => {
  holder = spawn("flock", ["--no-fork", pty.path, "sleep", "60"], { stdio: "ignore" });
  await untilBusy();
  await endChild(holder, "SIGKILL");
  await using link = await openLink();
  expect(link.description).toContain(pty.path);
});
