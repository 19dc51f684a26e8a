/** /dev and /sys of a machine with serial adapters, whose devices are pseudo-terminals. */
import { mkdir, mkdtemp, realpath, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative } from "node:path";
import { splitNumber } from "../../drivers/kit/ports/device-holder.ts";
import type { DeviceRoots } from "../../drivers/kit/ports/device-roots.ts";

export interface Adapter {
  /** Absent for a UART of the machine's own. */
  readonly usb?: { vid: string; pid: string; serial?: string; interface?: string };
  readonly driver: string;
  /** Name in by-path: the socket. */
  readonly socket?: string;
  /** What is opened in the end. */
  readonly leadsTo: string;
  readonly latencyTimerMs?: number;
}

export interface DeviceTree extends AsyncDisposable {
  readonly roots: DeviceRoots;
  /** "ttyUSB0" is there from now on. */
  plug(name: string, adapter: Adapter): Promise<void>;
  /** And gone, with every link to it. */
  unplug(name: string): Promise<void>;
}

/** An empty machine; /proc is that of the real one. The caller disposes. */
export async function openDeviceTree(): Promise<DeviceTree> {
  const root = await mkdtemp(join(tmpdir(), "rigline-devices-"));
  const roots = { dev: join(root, "dev"), sys: join(root, "sys"), proc: "/proc" };
  await mkdir(roots.dev);
  await mkdir(join(roots.sys, "class", "tty"), { recursive: true });
  const made = new Map<string, string[]>();
  return {
    roots,
    async plug(name, adapter) {
      made.set(name, [
        ...(await makeSysfs(roots, name, adapter)),
        ...(await makeNodes(roots, name, adapter)),
      ]);
    },
    async unplug(name) {
      for (const path of made.get(name) ?? []) await rm(path, { recursive: true, force: true });
      made.delete(name);
    },
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  };
}

async function makeSysfs({ sys }: DeviceRoots, name: string, adapter: Adapter): Promise<string[]> {
  const bus = join(sys, "devices", `bus-${name}`);
  const face = join(bus, `${name}:1.0`);
  const device = join(face, name);
  const seat = join(device, "tty", name);
  await mkdir(seat, { recursive: true });
  const { major, minor } = splitNumber((await stat(adapter.leadsTo)).rdev);
  await writeFile(join(seat, "dev"), `${major}:${minor}\n`);
  await link(join(seat, "device"), device);
  const driver = join(sys, "bus", "drivers", adapter.driver);
  await mkdir(driver, { recursive: true });
  await link(join(device, "driver"), driver);
  const { usb, latencyTimerMs } = adapter;
  if (latencyTimerMs !== undefined) {
    await writeFile(join(device, "latency_timer"), `${latencyTimerMs}\n`);
  }
  if (usb !== undefined) {
    await writeFile(join(bus, "idVendor"), `${usb.vid}\n`);
    await writeFile(join(bus, "idProduct"), `${usb.pid}\n`);
    if (usb.serial !== undefined) await writeFile(join(bus, "serial"), `${usb.serial}\n`);
    await writeFile(join(face, "bInterfaceNumber"), `${usb.interface ?? "00"}\n`);
  }
  const links = [join(sys, "class", "tty", name), join(sys, "dev", "char", `${major}:${minor}`)];
  for (const path of links) await link(path, seat);
  return [...links, bus];
}

async function makeNodes({ dev }: DeviceRoots, name: string, adapter: Adapter): Promise<string[]> {
  const node = join(dev, name);
  await symlink(await realpath(adapter.leadsTo), node);
  const { usb, socket } = adapter;
  const links: string[] = [];
  if (usb !== undefined) links.push(join(dev, "serial", "by-id", `usb-${usb.serial ?? usb.pid}`));
  if (socket !== undefined) links.push(join(dev, "serial", "by-path", socket));
  for (const path of links) await link(path, node);
  return [node, ...links];
}

/** As udev: of two with one name the later has it. */
async function link(path: string, target: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await rm(path, { force: true });
  await symlink(join(relative(dirname(path), dirname(target)), basename(target)), path);
}
