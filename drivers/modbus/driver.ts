/** Modbus rigs: RTU on a serial line, TCP, and RTU frames through a device server. */
import type { Driver } from "../contract.ts";
import { modbusOptions } from "./options.ts";
import { MBAP_REPLAY } from "./replay-rules.ts";
import { demand } from "./timing.ts";

/** The driver `modbus`. Several rigs may share its port, each with a unit id of its own. */
export const modbusDriver: Driver<typeof modbusOptions> = {
  name: "modbus",
  summary:
    "Modbus RTU, ASCII, TCP or RTU over TCP: polls channels and follows runs by status bits.",
  options: modbusOptions,
  sharesPort: true,
  sendsEveryByte: ({ framing }) => framing !== "ascii",
  replayRules: ({ framing }) => (framing === "tcp" ? MBAP_REPLAY : undefined),
  demand,
  channels: ({ channels }) => channels.map(({ name }) => name),
  async connect(options, context, signal) {
    const { openModbus } = await import("./open-modbus.ts");
    return openModbus(options, context, signal);
  },
};
