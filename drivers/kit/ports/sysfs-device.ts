/** One serial device as sysfs tells it. No udev: a container or a small system may have none. */
import { readFile, readlink, realpath } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { ifThere } from "./device-roots.ts";
import type { SerialDevice, UsbFacts } from "./serial-device.ts";

/** What a folder of /sys/class/tty tells; the links in /dev/serial are told elsewhere. */
export type SysfsFacts = Omit<SerialDevice, "path" | "byId" | "byPath">;

/**
 * The facts of `directory`, e.g. /sys/class/tty/ttyUSB0; undefined where no hardware is behind it:
 * virtual terminals have no `device`, and the kernel keeps empty seats ttyS0 … ttyS31.
 */
export async function readSysfsDevice(
  directory: string,
  sysRoot: string,
): Promise<SysfsFacts | undefined> {
  const device = await ifThere(realpath(join(directory, "device")));
  if (device === undefined) return undefined;
  if ((await readFact(directory, "type")) === UNKNOWN_UART) return undefined;
  const [number, driver, usb, latency] = await Promise.all([
    readFact(directory, "dev"),
    findDriver(device, sysRoot),
    findUsb(device, sysRoot),
    readFact(device, "latency_timer"),
  ]);
  return {
    ...(number === undefined ? {} : { number }),
    ...(driver === undefined ? {} : { driver }),
    ...(usb === undefined ? {} : { usb }),
    ...(latency === undefined ? {} : { latencyTimerMs: Number(latency) }),
  };
}

/** PORT_UNKNOWN of the kernel's serial_core. */
const UNKNOWN_UART = "0";

async function readFact(directory: string, name: string): Promise<string | undefined> {
  return (await ifThere(readFile(join(directory, name), "utf8")))?.trim();
}

/** Since Linux 6.5 two devices of the kernel's own stand between a UART and its driver. */
const BETWEEN = ["port", "ctrl"];

async function findDriver(device: string, sysRoot: string): Promise<string | undefined> {
  for (const level of levelsAbove(device, sysRoot)) {
    const link = await ifThere(readlink(join(level, "driver")));
    if (link === undefined) continue;
    const driver = basename(link);
    if (!BETWEEN.includes(driver)) return driver;
  }
  return undefined;
}

/** The interface is nearer than the USB device: the way goes up. */
async function findUsb(device: string, sysRoot: string): Promise<UsbFacts | undefined> {
  let usbInterface = "";
  for (const level of levelsAbove(device, sysRoot)) {
    usbInterface ||= (await readFact(level, "bInterfaceNumber")) ?? "";
    const vid = await readFact(level, "idVendor");
    if (vid === undefined) continue;
    const [pid, serial, manufacturer, product] = await Promise.all(
      ["idProduct", "serial", "manufacturer", "product"].map((name) => readFact(level, name)),
    );
    return {
      ...{ vid, pid: pid ?? "", serial: serial ?? "", interface: usbInterface },
      ...(manufacturer === undefined ? {} : { manufacturer }),
      ...(product === undefined ? {} : { product }),
    };
  }
  return undefined;
}

function* levelsAbove(device: string, sysRoot: string): Generator<string> {
  for (let level = device; level.length > sysRoot.length; level = dirname(level)) yield level;
}
