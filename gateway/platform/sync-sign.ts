/**
 * Who keeps the machine's clock in time, asked without privileges.
 *
 *   timesyncd's mark (a file) ─► chronyc ─► ntpq ─► timedatectl (the kernel's own flag)
 *
 * The first that knows is believed. A program that is not installed is not asked again; one that
 * does not answer in time is asked with the next look.
 */
import { execFile } from "node:child_process";
import { statSync } from "node:fs";
import type { SyncSign } from "../domain/clock/clock-trust.ts";

/** systemd-timesyncd touches it whenever it has put the clock in time, every 34 minutes or more. */
const TIMESYNC_MARK = "/run/systemd/timesync/synchronized";
const MARK_AGE_MAX_MS = 2 * 3_600_000;
const ANSWER_WITHIN_MS = 2_000;
const UNKNOWN: SyncSign = { kind: "unknown" };

interface Source {
  readonly program: string;
  readonly arguments: readonly string[];
  readonly read: (answer: string) => SyncSign;
}

const SOURCES: readonly Source[] = [
  { program: "chronyc", arguments: ["-c", "-n", "tracking"], read: readChrony },
  { program: "ntpq", arguments: ["-c", "rv 0 leap,offset"], read: readNtpq },
  {
    program: "timedatectl",
    arguments: ["show", "--property=NTPSynchronized", "--value"],
    read: readKernel,
  },
];

/** What the file of systemd-timesyncd says; never waits, never throws. */
export function findSyncMark(): SyncSign {
  const mark = statSync(TIMESYNC_MARK, { throwIfNoEntry: false });
  if (mark === undefined) return UNKNOWN;
  const ageMs = Date.now() - mark.mtimeMs;
  const kind = ageMs > MARK_AGE_MAX_MS ? "unsynced" : "synced";
  return { kind, source: "systemd-timesyncd", stamp: String(mark.mtimeMs) };
}

/**
 * A reader that asks one after another. It resolves in a few seconds at most, with `unknown` where
 * none knows; it never rejects.
 */
export function createSyncReader(): () => Promise<SyncSign> {
  let sources = SOURCES;
  return async () => {
    const mark = findSyncMark();
    if (mark.kind === "synced") return mark;
    for (const source of sources) {
      const answer = await ask(source);
      if (answer === "absent") sources = sources.filter((other) => other !== source);
      const sign = answer === undefined ? UNKNOWN : source.read(answer);
      if (sign.kind !== "unknown") return sign;
    }
    return mark;
  };
}

/** Fields of `chronyc -c tracking`: offset is the fifth, leap status the last. */
export function readChrony(answer: string): SyncSign {
  const fields = answer.trim().split(",");
  const leap = fields.at(-1);
  const offsetS = Number(fields[4]);
  if (fields.length < 14 || leap === undefined || Number.isNaN(offsetS)) return UNKNOWN;
  // chrony says how far the clock is slow of true time.
  const offsetUs = Math.round(-offsetS * 1e6) + 0;
  const kind = leap === "Not synchronised" ? "unsynced" : "synced";
  return { kind, source: "chrony", offsetUs };
}

/** "leap=00, offset=-0.123": 11 says that it is not in time; milliseconds. */
export function readNtpq(answer: string): SyncSign {
  const leap = /\bleap=(\d\d)\b/.exec(answer)?.[1];
  const offsetMs = Number(/\boffset=([-+.\d]+)/.exec(answer)?.[1] ?? Number.NaN);
  if (leap === undefined) return UNKNOWN;
  const offset = Number.isNaN(offsetMs) ? {} : { offsetUs: Math.round(-offsetMs * 1000) + 0 };
  return { kind: leap === "11" ? "unsynced" : "synced", source: "ntpd", ...offset };
}

/** The kernel's own flag, as timedated reads it: of whichever program disciplines the clock. */
export function readKernel(answer: string): SyncSign {
  const word = answer.trim();
  if (word !== "yes" && word !== "no") return UNKNOWN;
  return { kind: word === "yes" ? "synced" : "unsynced", source: "kernel" };
}

/** Undefined where it does not answer now; "absent" where it is not installed. */
function ask({ program, arguments: given }: Source): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(program, [...given], { timeout: ANSWER_WITHIN_MS }, (error, stdout) => {
      if (error === null) resolve(stdout);
      else resolve(error.code === "ENOENT" ? "absent" : undefined);
    });
  });
}
