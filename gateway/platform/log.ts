/** The structured log: JSON lines for the service manager, short lines for a person. */
import { pino } from "pino";
import type { Log } from "../../drivers/contract.ts";
import type { LastLines } from "./service/last-lines.ts";

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

/**
 * A pino log on standard error, so that standard output stays for what a command answers. `last`
 * keeps the newest lines beside it.
 */
export function openLog(level: LogLevel, options: { forPeople: boolean; last?: LastLines }): Log {
  const { forPeople, last } = options;
  const stderr = pino.destination({ fd: 2, sync: true });
  return pino(
    { level },
    {
      write(json: string) {
        last?.add(json);
        if (forPeople) process.stderr.write(describeLine(json));
        else stderr.write(json);
      },
    },
  );
}
