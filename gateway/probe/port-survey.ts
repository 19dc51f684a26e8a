/** What serial ports there are, who has them, and what a configuration makes of them. */
import { DriverError } from "../../drivers/contract.ts";
import { type DeviceHolder, findHolder } from "../../drivers/kit/ports/device-holder.ts";
import type { DeviceRoots } from "../../drivers/kit/ports/device-roots.ts";
import { findDevice } from "../../drivers/kit/ports/find-device.ts";
import { listDevices } from "../../drivers/kit/ports/list-devices.ts";
import { type SerialDevice, usbIdentityOf } from "../../drivers/kit/ports/serial-device.ts";
import type { Config, PortConfig } from "../config/schema.ts";

export interface SurveyedDevice extends SerialDevice {
  /** As to be written in `identity: usb`. */
  readonly identity?: string;
  readonly holder?: DeviceHolder;
  /** Names in `ports:` that mean this device. */
  readonly ports: readonly string[];
}

export interface SurveyedPort {
  /** As in `ports:`. */
  readonly name: string;
  /** Enabled rigs that use it. */
  readonly rigs: readonly string[];
  readonly settings: PortConfig;
  /** Where the device is now; absent where it is not there, or for a socket. */
  readonly path?: string;
  readonly fault?: { readonly code: string; readonly message: string; readonly remedy: string };
}

export interface PortSurvey {
  readonly devices: readonly SurveyedDevice[];
  /** Empty without a configuration. */
  readonly ports: readonly SurveyedPort[];
}

/** Looks and opens nothing; sockets are not called. */
export async function surveyPorts(
  config: Pick<Config, "ports" | "rigs"> | undefined,
  roots: DeviceRoots,
): Promise<PortSurvey> {
  const ports = await surveyConfig(config, roots);
  const devices = await Promise.all(
    (await listDevices(roots)).map(async (device): Promise<SurveyedDevice> => {
      const holder = await findHolder(device.path, roots);
      const identity = usbIdentityOf(device);
      const named = ports.filter(({ means }) => means === device.path).map(({ name }) => name);
      return {
        ...device,
        ...(identity === undefined ? {} : { identity }),
        ...(holder === undefined ? {} : { holder }),
        ports: named,
      };
    }),
  );
  return { devices, ports: ports.map(({ means: _, ...port }) => port) };
}

/** With the device by its own name, where the path may be a link to it. */
type Located = SurveyedPort & { readonly means?: string };

function surveyConfig(
  config: Pick<Config, "ports" | "rigs"> | undefined,
  roots: DeviceRoots,
): Promise<readonly Located[]> {
  const rigs = Object.entries(config?.rigs ?? {}).filter(([, rig]) => rig.enabled);
  return Promise.all(
    Object.entries(config?.ports ?? {}).map(async ([name, settings]): Promise<Located> => {
      const users = rigs.filter(([, rig]) => rig.port === name).map(([rig]) => rig);
      return { name, rigs: users, settings, ...(await locate(settings, roots)) };
    }),
  );
}

async function locate(
  settings: PortConfig,
  roots: DeviceRoots,
): Promise<Pick<Located, "path" | "means" | "fault">> {
  if (settings.kind !== "serial") return {};
  try {
    const { path, device, isThere } = await findDevice(settings, roots);
    if (!isThere) throw new DriverError("port.not-found", `${path} does not exist`);
    return { path, ...(device === undefined ? {} : { means: device.path }) };
  } catch (error) {
    if (!(error instanceof DriverError)) throw error;
    const { code, message, remedy } = error;
    return { fault: { code, message, remedy } };
  }
}
