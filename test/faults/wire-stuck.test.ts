import { type FileHandle, open } from "node:fs/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Driver, DriverContext } from "../../drivers/contract.ts";
import { createPort } from "../../drivers/kit/port.ts";
import { listenToRig } from "../support/listening-rig.ts";
import { openPtyPair, type PtyPair } from "../support/pty.ts";
import { until } from "../support/until.ts";

const clock = { now: () => ({ utcUs: 0, monoNs: process.hrtime.bigint() }) };
const quiet = () => undefined;
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
const XON = Uint8Array.of(0x11);
const XOFF_AND_MARK = Buffer.from("\u0013!");

let pty: PtyPair;
/** Held open: what is on its way through a pseudo-terminal is lost when its writer closes it. */
let rigSide: FileHandle;
beforeEach(async () => {
  pty = await openPtyPair();
  rigSide = await open(pty.rigPath, "r+");
});
afterEach(async () => {
  await rigSide.close();
  await pty[Symbol.asyncDispose]();
});

function makePort() {
  const line = { baudRate: 9_600, dataBits: 8, parity: "none", stopBits: 1 } as const;
  const settings = { kind: "serial", path: pty.path, ...line, flowControl: "xon-xoff" } as const;
  return createPort({ name: "p", settings, clock, log });
}

async function rigSends(bytes: Uint8Array): Promise<void> {
  await rigSide.write(bytes);
}

/** Hears the mark, so that the XOFF before it has done its work, and only then asks. */
const asking = {
  name: "asking",
  async connect(_: unknown, { port, clock }: DriverContext, signal: AbortSignal) {
    const link = await port.openLink(signal);
    await rigSends(XOFF_AND_MARK);
    return {
      async *events(until: AbortSignal) {
        for await (const { bytes } of link.chunks(until)) {
          yield { kind: "noise", reason: "unparsable", bytes, takenAt: clock.now() } as const;
          await link.write(Buffer.from("*IDN?\n"), until);
        }
      },
      [Symbol.asyncDispose]: () => link[Symbol.asyncDispose](),
    };
  },
} as unknown as Driver;

it("a rig that says XOFF and never XON is shown as wire.stuck, and a write ends in time (S5)", async () => {
  const startedAt = performance.now();
  await using rig = listenToRig(makePort(), { driver: asking });
  const fault = await until(() => rig.session.view().fault, {
    what: "the fault",
    deadlineMs: 10_000,
  });
  expect(fault).toMatchObject({
    code: "wire.stuck",
    message: expect.stringMatching(/xon-xoff: the device has said XOFF and never XON \(5000 ms\)/),
    remedy: expect.stringContaining("flowControl"),
  });
  expect(rig.session.view().link).toBe("waiting");
  expect(performance.now() - startedAt).toBeLessThan(7_000);
});

/** An open link whose rig has said XOFF, with what was heard and how the reading ended. */
async function openHeld() {
  const link = await makePort().openLink(AbortSignal.timeout(20_000));
  const heard: string[] = [];
  const ended = (async () => {
    const signal = AbortSignal.timeout(20_000);
    for await (const { bytes } of link.chunks(signal)) heard.push(Buffer.from(bytes).toString());
  })().catch((error: unknown) => error);
  await rigSends(XOFF_AND_MARK);
  await until(() => heard.join("") === "!", { what: "the mark behind the XOFF" });
  return { link, heard, ended };
}

it("a write that waits for XON goes on when it comes, with no byte lost (S5)", async () => {
  const { link, ended } = await openHeld();
  const writing = link.write(Buffer.from("*IDN?\n"));
  await using rig = await open(pty.rigPath, "r+");
  await rig.write(XON);
  await writing;
  const { buffer, bytesRead } = await rig.read(Buffer.alloc(16), 0, 16);
  expect(buffer.toString("latin1", 0, bytesRead)).toBe("*IDN?\n");
  await link[Symbol.asyncDispose]();
  expect(await ended).toBeUndefined();
});

it("a link that is stuck is over: what it heard is told, then the fault (S5)", async () => {
  const { link, heard, ended } = await openHeld();
  const stuck = expect(link.write(Buffer.from("*IDN?\n"))).rejects.toMatchObject({
    code: "wire.stuck",
  });
  // The write has been tried, and waits, when work that was asked for after it is done.
  for (let round = 0; round < 20; round += 1) await rigSide.stat();
  await rigSends(Buffer.from("V=1"));
  await until(() => heard.join("") === "!V=1", { what: "what is said while a write waits" });
  await stuck;
  expect(await ended).toMatchObject({ code: "wire.stuck" });
  expect(heard.join("")).toBe("!V=1");
  await expect(link.write(Buffer.from("*IDN?\n"))).rejects.toMatchObject({ code: "wire.lost" });
});
