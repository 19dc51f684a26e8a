/**
 * A clock that can be set for one process alone: libfaketime between the real program and the
 * system, and a program in chronyc's place that says whether the clock is in time.
 */
import { existsSync } from "node:fs";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";

export interface FakedClock {
  /** What the process needs beside its own environment. */
  readonly env: Readonly<Record<string, string>>;
  /** As libfaketime has it: "+0", "-1h", "+1d", "@1970-01-01 00:10:00" (from then on). */
  set(offset: string): Promise<void>;
  /** What the clock's keeper says from now on. */
  keep(inTime: boolean): Promise<void>;
}

const LIBRARIES = ["x86_64-linux-gnu", "aarch64-linux-gnu"].map(
  (machine) => `/usr/lib/${machine}/faketime/libfaketimeMT.so.1`,
);

/** The library, where Debian's package `faketime` is installed. */
export function findFakeTime(): string | undefined {
  return LIBRARIES.find((path) => existsSync(path));
}

/** Makes what it needs in `directory`, which the caller removes. The clock begins right, unkept. */
export async function openFakedClock(
  library: string,
  { directory, path }: { readonly directory: string; readonly path: string },
): Promise<FakedClock> {
  const programs = join(directory, "programs");
  const settings = join(directory, "clock");
  const answer = join(directory, "tracking");
  await mkdir(programs, { recursive: true });
  const chronyc = join(programs, "chronyc");
  await writeFile(chronyc, `#!/bin/sh\ncat '${answer}'\n`);
  await chmod(chronyc, 0o755);
  const clock: FakedClock = {
    env: {
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: settings,
      FAKETIME_NO_CACHE: "1",
      FAKETIME_DONT_FAKE_MONOTONIC: "1",
      NO_FAKE_STAT: "1",
      PATH: `${programs}${delimiter}${path}`,
    },
    set: (offset) => writeFile(settings, `${offset}\n`),
    keep: (inTime) =>
      writeFile(answer, `A,,4,1,0,0,0,1,0,0,0,0,64,${inTime ? "Normal" : "Not synchronised"}\n`),
  };
  await clock.set("+0");
  await clock.keep(false);
  return clock;
}
