/** A serial device as the system describes it. */

export interface UsbFacts {
  /** Four lower-case hexadecimal digits. */
  readonly vid: string;
  readonly pid: string;
  /** Empty where the adapter has none, as many CH340. */
  readonly serial: string;
  /** Number of the USB interface, two hexadecimal digits: adapters with several ports have some. */
  readonly interface: string;
  readonly manufacturer?: string;
  readonly product?: string;
}

export interface SerialDevice {
  /** "/dev/ttyUSB0": valid until somebody plugs. */
  readonly path: string;
  /** "188:0": major and minor number, what the kernel itself calls it by. */
  readonly number?: string;
  /** Of the kernel: "ftdi_sio", "cdc_acm", "imx-uart". */
  readonly driver?: string;
  readonly usb?: UsbFacts;
  /** Names in /dev/serial/by-id that lead to it. */
  readonly byId: readonly string[];
  /** Names in /dev/serial/by-path that lead to it. */
  readonly byPath: readonly string[];
  /** How long an FTDI adapter gathers received bytes before it passes them on. */
  readonly latencyTimerMs?: number;
}

/** As written in `identity: usb`: "0403:6001:A50285BI:00"; undefined where it is not USB. */
export function usbIdentityOf({ usb }: Pick<SerialDevice, "usb">): string | undefined {
  if (usb === undefined) return undefined;
  return `${usb.vid}:${usb.pid}:${usb.serial}:${usb.interface}`;
}

/** For messages: "/dev/ttyUSB0 (0403:6001:A50285BI:00, FT232R USB UART)". */
export function describeDevice(device: SerialDevice): string {
  const facts = [usbIdentityOf(device) ?? device.driver, device.usb?.product].filter(Boolean);
  return facts.length === 0 ? device.path : `${device.path} (${facts.join(", ")})`;
}
