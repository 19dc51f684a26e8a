/** The historian's writing against a stand-in, on a clock that only waits move. */
import { type LineVerdict, writeLines } from "../../gateway/historian/batch-writer.ts";
import { openInfluxWriter } from "../../gateway/historian/influx-writer.ts";
import { withSuspects } from "../../gateway/historian/suspects.ts";
import { decideOnAnswer, decideOnFailure } from "../../gateway/historian/write-decision.ts";
import type { StandIn } from "./influx-stand-in.ts";

export interface Rehearsed {
  readonly verdicts: readonly LineVerdict[];
  /** Virtual milliseconds since the beginning at which each request was made. */
  readonly requestedMs: readonly number[];
  /** What was told: a code before each wait, `undefined` when it went on. */
  readonly pauses: readonly ({ readonly code: string; readonly remedy: string } | undefined)[];
}

/** Resolves when each line has its verdict; jitter is at its least. */
export async function rehearseWrite(
  database: StandIn,
  lines: readonly string[],
): Promise<Rehearsed> {
  let nowMs = 0;
  const requestedMs: number[] = [];
  const pauses: Rehearsed["pauses"][number][] = [];
  const settings = {
    org: "o",
    bucket: "b",
    api: "v2",
    precision: "ns",
    batchLines: 5_000,
  } as const;
  using writer = openInfluxWriter({ url: database.url, token: "secret", ...settings });
  const verdicts = await writeLines(
    lines,
    {
      write: async (some, signal) => {
        requestedMs.push(nowMs);
        try {
          const answer = await writer.write(some, signal);
          return withSuspects(decideOnAnswer(answer, nowMs), answer.body, some);
        } catch (error) {
          return decideOnFailure(error);
        }
      },
      probe: () => "historian alive=true 1",
      wait: async (ms) => {
        nowMs += ms;
      },
      random: () => 0,
      onPause: (pause) => pauses.push(pause),
    },
    AbortSignal.timeout(60_000),
  );
  return { verdicts, requestedMs, pauses };
}
