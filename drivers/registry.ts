/** The only file that names all drivers: a driver is a folder and a line here. */
import type { Driver } from "./contract.ts";
import { modbusDriver } from "./modbus/driver.ts";
import { scpiDriver } from "./scpi/driver.ts";
import { serialFrameDriver } from "./serial-frame/driver.ts";
import { serialLineDriver } from "./serial-line/driver.ts";

/** Every driver there is. */
export const drivers: readonly Driver[] = [
  serialLineDriver,
  serialFrameDriver,
  modbusDriver,
  scpiDriver,
];

/** By the name written in `driver:`; undefined where there is none of that name. */
export function findDriver(name: string): Driver | undefined {
  return drivers.find((driver) => driver.name === name);
}
