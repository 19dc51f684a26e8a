/** Which device a configuration means, among those that are there. Pure. */
import { DriverError, type PortIdentity } from "../../contract.ts";
import { describeDevice, type SerialDevice, usbIdentityOf } from "./serial-device.ts";

/** True where every field that is given holds. */
export function isDevice(device: SerialDevice, { usb, byPath }: PortIdentity): boolean {
  if (byPath !== undefined && !device.byPath.includes(byPath)) return false;
  return usb === undefined || isUsb(device, usb);
}

/** Not taken apart but put together: a serial number may hold colons, as a MAC address does. */
function isUsb(device: SerialDevice, wanted: string): boolean {
  const whole = usbIdentityOf(device);
  if (whole === undefined) return false;
  return wanted === whole || wanted === whole.slice(0, whole.lastIndexOf(":"));
}

/** "usb 0403:6001:A50285BI, by-path pci-0000:00:14.0-usb-0:1.2:1.0". */
export function describeIdentity({ usb, byPath }: PortIdentity): string {
  const parts = [usb && `usb ${usb}`, byPath && `by-path ${byPath}`];
  return parts.filter(Boolean).join(", ");
}

/** What the configuration says: by what it is, and perhaps where it should be. */
export interface Wanted {
  readonly identity: PortIdentity;
  /** The device node that `path` leads to now, where both are given and it is there. */
  readonly node?: string;
  /** As it was written, for messages. */
  readonly path?: string;
}

/**
 * The one device that is meant. Throws DriverError `port.not-found` where it is not there, and
 * `port.wrong-identity` where another stands in its place or two answer to the same identity.
 */
export function getDevice(devices: readonly SerialDevice[], wanted: Wanted): SerialDevice {
  const { identity, path, node } = wanted;
  const what = describeIdentity(identity);
  const fitting = devices.filter((device) => isDevice(device, identity));
  const [device, second] = fitting;
  if (device !== undefined && second !== undefined) {
    const names = fitting.map(describeDevice).join(" and ");
    throw wrong(`${what} is ambiguous: ${names}; add \`byPath:\` to tell them apart`);
  }
  const inItsPlace = devices.find((each) => each.path === node || isAtItsPath(each, identity));
  if (device === undefined) {
    if (inItsPlace !== undefined) throw wrong(`${describeDevice(inItsPlace)} is not ${what}`);
    if (node !== undefined) throw wrong(`${path} cannot be told to be ${what}`);
    throw new DriverError("port.not-found", `no device is ${what}${listing(devices)}`);
  }
  if (path !== undefined && node !== device.path) {
    const there = inItsPlace === undefined ? "" : `; ${describeDevice(inItsPlace)} is in its place`;
    throw wrong(`${what} is at ${device.path}, not at ${path}${there}`);
  }
  return device;
}

function isAtItsPath(device: SerialDevice, { byPath }: PortIdentity): boolean {
  return byPath !== undefined && device.byPath.includes(byPath);
}

function wrong(message: string): DriverError {
  return new DriverError("port.wrong-identity", message);
}

function listing(devices: readonly SerialDevice[]): string {
  const usb = devices.filter((device) => device.usb !== undefined);
  return usb.length === 0
    ? "; no USB adapter is plugged in"
    : `; there is ${usb.map(describeDevice).join(", ")}`;
}
