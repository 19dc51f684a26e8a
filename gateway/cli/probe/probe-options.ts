/** What `rigline probe` is given. */
import { InvalidArgumentError } from "commander";
import type { ModbusFramingName } from "../../../drivers/kit/modbus/line/line-timing.ts";
import type { LineSpeed } from "../../../drivers/kit/probe/line-speeds.ts";
import type { Addressing } from "../../../drivers/kit/probe/manual-address.ts";

/** The device that is probed. */
export interface ProbePort {
  readonly config?: string;
  readonly port?: string;
  readonly tcp?: string;
  readonly serial?: string;
  readonly baud: number | "auto";
  /** What `--baud auto` found. */
  readonly speed?: LineSpeed;
  readonly parity: "none" | "even" | "odd";
  readonly framing?: ModbusFramingName;
  readonly unitId: number;
  readonly timeoutMs: number;
}

export interface ProbeOptions extends ProbePort {
  readonly address?: string;
  readonly addressing: Addressing;
  readonly count: number;
  readonly table: "input" | "holding" | "both";
  readonly value?: string;
  readonly tolerance?: number;
  readonly name: string;
  readonly unit: string;
  readonly again?: true;
  readonly scanUnits?: string;
  readonly text?: true;
  readonly listenMs: number;
  readonly into?: string;
  readonly rig?: string;
  readonly pick?: number;
}

/** Throws InvalidArgumentError. */
export function wholeNumber(text: string): number {
  if (/^\d{1,7}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It must be a whole number.");
}

/** Throws InvalidArgumentError. */
export function finiteNumber(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value)) return value;
  throw new InvalidArgumentError("It must be a number.");
}

/** Throws InvalidArgumentError. */
export function baudRate(text: string): number | "auto" {
  return text === "auto" ? "auto" : wholeNumber(text);
}

/** Of places to search; throws InvalidArgumentError. */
export function placeCount(text: string): number {
  const count = wholeNumber(text);
  if (count >= 1 && count <= 100) return count;
  throw new InvalidArgumentError("It must be from 1 to 100.");
}
