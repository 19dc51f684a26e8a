/** The structured log: JSON lines for the service manager, short lines for a person. */
import { pino } from "pino";
import type { Log } from "../../drivers/contract.ts";

export type LogLevel = "debug" | "info" | "warn" | "error";

const LEVEL_NAMES: Readonly<Record<number, string>> = {
  20: "debug",
  30: "info",
  40: "warn",
  50: "error",
};

/** One JSON line as a person reads it: time, level, message, then what else is known. */
export function describeLine(json: string): string {
  const { level, time, msg, pid: _pid, hostname: _hostname, err, ...fields } = JSON.parse(json);
  const clock = new Date(time).toTimeString().slice(0, 8);
  const rest = Object.entries(fields)
    .map(([key, value]) => `${key}=${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(" ");
  const cause = err?.message === undefined ? "" : ` (${err.message})`;
  const name = (LEVEL_NAMES[level] ?? "note").padEnd(5);
  return `${clock} ${name} ${msg}${cause}${rest === "" ? "" : `  ${rest}`}\n`;
}

/** A pino log on standard error, so that standard output stays for what a command answers. */
export function openLog(level: LogLevel, options: { forPeople: boolean }): Log {
  const lines = { write: (json: string) => void process.stderr.write(describeLine(json)) };
  return pino({ level }, options.forPeople ? lines : pino.destination({ fd: 2, sync: true }));
}
