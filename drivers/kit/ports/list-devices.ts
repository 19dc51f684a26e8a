/**
 * Every serial device there is. On Linux by a scan of our own: serialport's list() asks `udevadm`,
 * which small systems do not have, and leaves out ttymxc, ttyTHS, ttyPS and ttyLP.
 */
import { readdir, realpath } from "node:fs/promises";
import { platform } from "node:os";
import { join } from "node:path";
import { type DeviceRoots, ifThere, SYSTEM_ROOTS } from "./device-roots.ts";
import type { SerialDevice } from "./serial-device.ts";
import { readSysfsDevice } from "./sysfs-device.ts";

/** ttyUSB0, ttyACM0, ttyS0, ttymxc0 …; not tty1, a screen, nor hvc0, a console. */
const SERIAL_NAME = /^tty[A-Za-z]+\d+$/;

/** Only what has hardware behind it, by name. Opens nothing. */
export async function listDevices(
  roots: DeviceRoots = SYSTEM_ROOTS,
): Promise<readonly SerialDevice[]> {
  if (platform() !== "linux") return await listElsewhere();
  const seats = join(roots.sys, "class", "tty");
  const names = ((await ifThere(readdir(seats))) ?? []).filter((name) => SERIAL_NAME.test(name));
  const [byId, byPath, sysRoot] = await Promise.all([
    readLinks(join(roots.dev, "serial", "by-id")),
    readLinks(join(roots.dev, "serial", "by-path")),
    ifThere(realpath(roots.sys)),
  ]);
  const devices = await Promise.all(
    names.map(async (name): Promise<SerialDevice[]> => {
      const facts = await readSysfsDevice(join(seats, name), sysRoot ?? roots.sys);
      if (facts === undefined) return [];
      const path = join(roots.dev, name);
      const node = (await ifThere(realpath(path))) ?? path;
      const linksOf = (links: Links) => links.get(node) ?? [];
      return [{ path, ...facts, byId: linksOf(byId), byPath: linksOf(byPath) }];
    }),
  );
  return devices.flat().sort((a, b) => byName.compare(a.path, b.path));
}

const byName = new Intl.Collator("en", { numeric: true });

/** Names of links by the device node they lead to. */
type Links = ReadonlyMap<string, readonly string[]>;

async function readLinks(directory: string): Promise<Links> {
  const links = new Map<string, string[]>();
  for (const name of (await ifThere(readdir(directory))) ?? []) {
    const node = await ifThere(realpath(join(directory, name)));
    if (node === undefined) continue;
    links.set(node, [...(links.get(node) ?? []), name].sort());
  }
  return links;
}

/** Loaded only where it is needed: Linux does without. */
async function listElsewhere(): Promise<readonly SerialDevice[]> {
  const { SerialPort } = await import("serialport");
  return (await SerialPort.list()).map(({ path, vendorId, productId, ...facts }) => ({
    path,
    ...(vendorId === undefined || productId === undefined
      ? {}
      : {
          usb: {
            vid: vendorId.toLowerCase(),
            pid: productId.toLowerCase(),
            serial: facts.serialNumber ?? "",
            interface: "",
            ...(facts.manufacturer === undefined ? {} : { manufacturer: facts.manufacturer }),
          },
        }),
    byId: facts.pnpId === undefined ? [] : [facts.pnpId],
    byPath: facts.locationId === undefined ? [] : [facts.locationId],
  }));
}
