/** The framing of each kind of wire. */
import type { ModbusFramingName } from "../line/line-timing.ts";
import { AsciiFraming } from "./ascii-framing.ts";
import { MbapFraming } from "./mbap-framing.ts";
import type { ModbusFraming, Suspects } from "./modbus-framing.ts";
import { RtuFraming } from "./rtu-framing.ts";

/** A framing for one link. `suspects` are asked wherever no transaction id protects a reply. */
export function openFraming(framing: ModbusFramingName, suspects: Suspects): ModbusFraming {
  if (framing === "tcp") return new MbapFraming();
  return framing === "ascii" ? new AsciiFraming(suspects) : new RtuFraming(suspects);
}
