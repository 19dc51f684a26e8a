import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createPort } from "../../drivers/kit/port.ts";
import { listDevices } from "../../drivers/kit/ports/list-devices.ts";
import { type DeviceTree, openDeviceTree } from "../support/device-tree.ts";
import { openPtyPair, type PtyPair } from "../support/pty.ts";

const clock = { now: () => ({ utcUs: 0, monoNs: process.hrtime.bigint() }) };
const quiet = () => undefined;
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
const never = new AbortController().signal;

let tree: DeviceTree;
let pty: PtyPair;
let shim: string;
const path = process.env.PATH;
beforeEach(async () => {
  tree = await openDeviceTree();
  pty = await openPtyPair();
  // In place of every program there is: an udevadm that tells on whoever calls it.
  shim = mkdtempSync(join(tmpdir(), "rigline-no-udev-"));
  writeFileSync(join(shim, "udevadm"), `#!/bin/sh\n: > ${shim}/called\nexit 1\n`);
  chmodSync(join(shim, "udevadm"), 0o755);
  process.env.PATH = shim;
});
afterEach(async () => {
  process.env.PATH = path;
  rmSync(shim, { recursive: true });
  await pty[Symbol.asyncDispose]();
  await tree[Symbol.asyncDispose]();
});

it("the UARTs of small boards are found and opened without udevadm (S7)", async () => {
  const leadsTo = pty.path;
  await tree.plug("ttymxc0", { driver: "imx-uart", leadsTo });
  await tree.plug("ttyTHS1", { driver: "serial-tegra", leadsTo });
  await tree.plug("ttyPS0", { driver: "xuartps", leadsTo });
  await tree.plug("ttyLP2", { driver: "fsl-lpuart", leadsTo });
  const devices = await listDevices(tree.roots);
  expect(devices.map(({ path, driver }) => `${path.split("/").at(-1)} ${driver}`)).toEqual([
    "ttyLP2 fsl-lpuart",
    "ttymxc0 imx-uart",
    "ttyPS0 xuartps",
    "ttyTHS1 serial-tegra",
  ]);
  const line = { baudRate: 9_600, dataBits: 8, parity: "none", stopBits: 1 } as const;
  const settings = { kind: "serial", path: `${tree.roots.dev}/ttymxc0`, ...line } as const;
  const port = createPort({ name: "p", settings, clock, log, roots: tree.roots });
  await using link = await port.openLink(never);
  expect(link.description).toMatch(/ttymxc0 at 9600 8N1/);
  expect(existsSync(join(shim, "called"))).toBe(false);
});

it("only what has hardware behind it is listed, with all that identifies it (S7)", async () => {
  await tree.plug("ttyUSB10", {
    usb: { vid: "0403", pid: "6011", serial: "7C:DF:A1:00:11:22", interface: "02" },
    ...{ driver: "ftdi_sio", socket: "pci-0-usb-0:1.2:1.2", latencyTimerMs: 16 },
    leadsTo: pty.path,
  });
  const seats = join(tree.roots.sys, "class", "tty");
  // A screen, an empty seat of the 8250 driver, a console of a virtual machine.
  await mkdir(join(seats, "tty1"));
  await mkdir(join(seats, "ttyS5", "device"), { recursive: true });
  await writeFile(join(seats, "ttyS5", "type"), "0\n");
  await mkdir(join(seats, "hvc0", "device"), { recursive: true });
  expect(await listDevices(tree.roots)).toEqual([
    {
      path: join(tree.roots.dev, "ttyUSB10"),
      number: expect.stringMatching(/^136:\d+$/),
      driver: "ftdi_sio",
      usb: { vid: "0403", pid: "6011", serial: "7C:DF:A1:00:11:22", interface: "02" },
      byId: ["usb-7C:DF:A1:00:11:22"],
      byPath: ["pci-0-usb-0:1.2:1.2"],
      latencyTimerMs: 16,
    },
  ]);
});

it("a machine without /sys and /dev/serial has no serial device, and that is no fault (S7)", async () => {
  const nowhere = join(shim, "nowhere");
  expect(await listDevices({ dev: nowhere, sys: nowhere, proc: nowhere })).toEqual([]);
});
