import { open } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { PortIdentity, RigEvent } from "../../drivers/contract.ts";
import { createPort } from "../../drivers/kit/port.ts";
import { verifyOpened } from "../../drivers/kit/ports/find-device.ts";
import { type DeviceTree, openDeviceTree } from "../support/device-tree.ts";
import { listenToRig } from "../support/listening-rig.ts";
import { openPtyPair, type PtyPair } from "../support/pty.ts";
import { until } from "../support/until.ts";

const clock = { now: () => ({ utcUs: 0, monoNs: process.hrtime.bigint() }) };
const quiet = () => undefined;
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
const never = new AbortController().signal;
const FTDI = { vid: "0403", pid: "6001" };

let tree: DeviceTree;
let first: PtyPair;
let second: PtyPair;
beforeEach(async () => {
  tree = await openDeviceTree();
  first = await openPtyPair();
  second = await openPtyPair();
});
afterEach(async () => {
  await first[Symbol.asyncDispose]();
  await second[Symbol.asyncDispose]();
  await tree[Symbol.asyncDispose]();
});

const plugFtdi = (name: string, serial: string, pty: PtyPair) =>
  tree.plug(name, {
    usb: { ...FTDI, serial },
    driver: "ftdi_sio",
    socket: `socket-of-${name}`,
    leadsTo: pty.path,
  });

/** A port of this tree; `opened` counts how often a device was opened in the end. */
function makePort(claim: { path?: string; identity?: PortIdentity }) {
  const opened: string[] = [];
  const tap = {
    opened: (description: string) => opened.push(description),
    ...{ received: quiet, sent: quiet, closed: quiet },
  };
  const line = { baudRate: 115_200, dataBits: 8, parity: "none", stopBits: 1 } as const;
  const settings = { kind: "serial", ...line, ...claim } as const;
  const port = createPort({ name: "p", settings, clock, log, tap, roots: tree.roots });
  return { port, opened };
}

async function say(pty: PtyPair, text: string): Promise<void> {
  await using rig = await open(pty.rigPath, "r+");
  await rig.write(text);
}

const inWords = (events: readonly RigEvent[]) =>
  events.map((event) => {
    if (event.kind === "noise") return `${event.reason} ${Buffer.from(event.bytes)}`;
    return event.kind === "reading" ? event.value : event.kind;
  });

describe("an adapter that is unplugged in the middle of a frame (S1)", () => {
  it.each([
    ["its identity", { identity: { usb: "0403:6001:A50285BI" } }],
    ["a link by name", undefined],
  ])(
    "is heard again within 2 s under another name, found by %s; no frame is glued",
    async (_, claim) => {
      await plugFtdi("ttyUSB0", "A50285BI", first);
      const { port } = makePort(claim ?? { path: `${tree.roots.dev}/serial/by-id/usb-A50285BI` });
      await using rig = listenToRig(port);
      await until(() => rig.session.view().link === "connected", { what: "the first connection" });
      await say(first, "V=1.5\nV=12.3");
      await until(() => rig.events.length === 1, { what: "the first reading" });

      const pulledAt = performance.now();
      await first.pull();
      await tree.unplug("ttyUSB0");
      await until(() => rig.session.view().link === "waiting", { what: "the unplug to be seen" });
      expect(performance.now() - pulledAt).toBeLessThan(1_000);
      // So long that only the device itself can cut the wait.
      const waitsMs = () => Date.parse(rig.session.view().retryAt ?? "") - Date.now();
      await until(() => waitsMs() > 3_000, { what: "a long wait", deadlineMs: 10_000 });

      const pluggedAt = performance.now();
      await plugFtdi("ttyUSB1", "A50285BI", second);
      await until(() => rig.session.view().link === "connected", { what: "the new connection" });
      expect(performance.now() - pluggedAt).toBeLessThan(2_000);
      await say(second, "V=4.56\n");
      await until(() => rig.events.length === 3, { what: "the reading after it" });
      expect(inWords(rig.events)).toEqual([1.5, "partial-frame V=12.3", 4.56]);
    },
  );
});

describe("two adapters of one kind (S2)", () => {
  it("that were swapped are not opened, and run again once they are back in place", async () => {
    await plugFtdi("ttyUSB0", "BBBB", first);
    await plugFtdi("ttyUSB1", "AAAA", second);
    const path = `${tree.roots.dev}/ttyUSB0`;
    const { port, opened } = makePort({ path, identity: { usb: "0403:6001:AAAA:00" } });
    await using rig = listenToRig(port);
    const fault = await until(() => rig.session.view().fault, { what: "a fault" });
    expect(fault).toMatchObject({
      code: "port.wrong-identity",
      message: expect.stringMatching(/AAAA:00 is at .*ttyUSB1, not at .*ttyUSB0; .*BBBB/),
    });
    expect(opened).toEqual([]);
    await tree.unplug("ttyUSB0");
    await tree.unplug("ttyUSB1");
    await plugFtdi("ttyUSB0", "AAAA", second);
    await until(() => rig.session.view().link === "connected", { what: "the connection" });
    expect(opened).toHaveLength(1);
  });

  it("in swapped sockets are told by socket and serial number", async () => {
    await plugFtdi("ttyUSB0", "BBBB", first);
    await plugFtdi("ttyUSB1", "AAAA", second);
    const identity = { usb: "0403:6001:AAAA", byPath: "socket-of-ttyUSB0" };
    await expect(makePort({ identity }).port.openLink(never)).rejects.toMatchObject({
      code: "port.wrong-identity",
      message: expect.stringContaining("BBBB"),
    });
  });

  it("with one serial number are both named and neither is opened", async () => {
    await plugFtdi("ttyUSB0", "CLONE", first);
    await plugFtdi("ttyUSB1", "CLONE", second);
    const { port, opened } = makePort({ identity: { usb: "0403:6001:CLONE" } });
    await expect(port.openLink(never)).rejects.toMatchObject({
      code: "port.wrong-identity",
      message: expect.stringMatching(/ambiguous: .*ttyUSB0 .* and .*ttyUSB1 /),
    });
    expect(opened).toEqual([]);
    const byPath = "socket-of-ttyUSB1";
    const sure = makePort({ identity: { usb: "0403:6001:CLONE", byPath } });
    await using link = await sure.port.openLink(never);
    expect(link.description).toMatch(/ttyUSB1 at 115200 8N1/);
  });

  it("that change places between the look and the opening are found out", async () => {
    await plugFtdi("ttyUSB0", "AAAA", first);
    await using opened = await open(second.path, "r+");
    const claim = { identity: { usb: "0403:6001:AAAA" } };
    await expect(verifyOpened(opened.fd, claim, tree.roots)).rejects.toMatchObject({
      code: "port.wrong-identity",
      message: expect.stringContaining("plugged meanwhile"),
    });
    await using right = await open(first.path, "r+");
    await verifyOpened(right.fd, claim, tree.roots);
  });

  it("are not mixed up while the wanted one is missing", async () => {
    await plugFtdi("ttyUSB0", "BBBB", first);
    const { port } = makePort({ identity: { usb: "0403:6001:AAAA" } });
    await expect(port.openLink(never)).rejects.toMatchObject({
      code: "port.not-found",
      message: expect.stringMatching(/AAAA; there is .*ttyUSB0 \(0403:6001:BBBB:00\)/),
    });
  });
});
