/** Serial settings in the words of serialport, and for people. Pure. */
import type { PortSettings } from "../../contract.ts";

export type SerialSettings = Extract<PortSettings, { kind: "serial" }>;

/** "/dev/ttyUSB0 at 9600 8N1", with the flow control where there is some. */
export function describeSettings(path: string, settings: SerialSettings): string {
  const { baudRate, dataBits, parity, stopBits, flowControl = "none" } = settings;
  const frame = `${dataBits}${parity.charAt(0).toUpperCase()}${stopBits}`;
  const flow = flowControl === "none" ? "" : ` ${flowControl}`;
  return `${path} at ${baudRate} ${frame}${flow}`;
}

/** What serialport is to open with. Mark and space it does not know: stty makes them. */
export function openOptions(path: string, settings: SerialSettings) {
  const { baudRate, dataBits, parity, stopBits, flowControl } = settings;
  const isXonXoff = flowControl === "xon-xoff";
  return {
    ...({ path, baudRate, dataBits, stopBits, autoOpen: false, lock: true, hupcl: false } as const),
    parity: PLAIN_PARITY[parity],
    ...{ rtscts: flowControl === "rts-cts", xon: isXonXoff, xoff: isXonXoff },
  };
}

const PLAIN_PARITY = {
  none: "none",
  even: "even",
  odd: "odd",
  mark: "odd",
  space: "even",
} as const satisfies Record<SerialSettings["parity"], string>;
