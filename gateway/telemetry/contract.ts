/** One row of telemetry. Its position (the ordinal) is given when it becomes durable. */
import type { Quality, ReadingValue } from "../../drivers/contract.ts";

export interface Reading {
  readonly rig: string;
  readonly channel: string;
  readonly slot?: string;
  readonly value: ReadingValue;
  /** UCUM code. */
  readonly unit: string;
  readonly quality: Quality;
  /** Microseconds since the epoch. */
  readonly takenAt: number;
  /** The open run it was taken in. */
  readonly runId?: string;
  /** Present where it was a measurement of that run. */
  readonly step?: string;
  readonly attempt?: number;
  readonly reported?: "pass" | "fail";
}
