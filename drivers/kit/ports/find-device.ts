/** From what the configuration says to the device to open, and back from what was opened. */
import { fstat } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { DriverError, type PortIdentity } from "../../contract.ts";
import { splitNumber } from "./device-holder.ts";
import { type DeviceRoots, ifThere } from "./device-roots.ts";
import { describeIdentity, getDevice } from "./identity.ts";
import { listDevices } from "./list-devices.ts";
import { describeDevice, type SerialDevice } from "./serial-device.ts";

/** What is to be opened: a path, a device by what it is, or both, which must agree. */
export interface DeviceClaim {
  readonly path?: string | undefined;
  readonly identity?: PortIdentity | undefined;
}

export interface FoundDevice {
  readonly path: string;
  /** False where only the path is known and nothing is there. */
  readonly isThere: boolean;
  /** Absent where it is no device that the system knows, such as a pseudo-terminal. */
  readonly device?: SerialDevice;
}

/**
 * The device as it is called now. Opens nothing, because opening raises DTR, which resets some
 * boards. Throws DriverError `port.not-found` and `port.wrong-identity`.
 */
export async function findDevice(
  { path, identity }: DeviceClaim,
  roots: DeviceRoots,
): Promise<FoundDevice> {
  const devices = await listDevices(roots);
  if (identity === undefined) {
    if (path === undefined) throw new DriverError("port.not-found", "neither path nor identity");
    const node = await nodeOf(path, devices);
    const device = devices.find((each) => each.path === node);
    return { path, isThere: node !== undefined, ...(device === undefined ? {} : { device }) };
  }
  const there = path === undefined ? undefined : await nodeOf(path, devices);
  const device = getDevice(devices, {
    identity,
    ...(path === undefined ? {} : { path }),
    ...(there === undefined ? {} : { node: there }),
  });
  return { path: path ?? device.path, isThere: true, device };
}

/** The path of the device that `path` leads to, or its own target; undefined where none is. */
async function nodeOf(path: string, devices: readonly SerialDevice[]): Promise<string | undefined> {
  const target = await ifThere(realpath(path));
  if (target === undefined) return undefined;
  for (const device of devices) {
    if ((await ifThere(realpath(device.path))) === target) return device.path;
  }
  return target;
}

/**
 * Returns when the opened file is the very device that was found: between looking and opening
 * somebody may have plugged. Throws DriverError `port.wrong-identity`.
 */
export async function verifyOpened(
  fileNumber: number,
  { identity, ...claim }: DeviceClaim,
  roots: DeviceRoots,
): Promise<void> {
  if (identity === undefined) return;
  const { rdev } = await promisify(fstat)(fileNumber);
  const { major, minor } = splitNumber(rdev);
  const { path, device } = await findDevice({ ...claim, identity }, roots);
  const opened = `${major}:${minor}`;
  // The node's own number too: sysfs may know the new device while /dev still has the old node.
  const node = await ifThere(stat(path));
  if (device?.number === opened && node?.rdev === rdev) return;
  const sysfs = await ifThere(realpath(join(roots.sys, "dev", "char", opened)));
  const what = sysfs === undefined ? `device ${opened}` : sysfs.slice(sysfs.lastIndexOf("/") + 1);
  const found = device === undefined ? path : describeDevice(device);
  throw new DriverError(
    "port.wrong-identity",
    `${what} was opened while ${found} is ${describeIdentity(identity)}: it was plugged meanwhile`,
  );
}
