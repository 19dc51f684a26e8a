/** What one shift tells the next at a station, until somebody of the next has read it. */
import { z } from "zod";
import { time } from "../view-scalars.ts";

/** The body of a hand-over's entry: written in the first version, acknowledged in the second. */
export interface HandOverBody {
  readonly id: string;
  readonly station: string;
  readonly text: string;
  /** Of the site, when it was written; absent where none was. */
  readonly shift?: string;
  readonly state: "open" | "acknowledged";
}

/** A note as it is shown. */
export const handOverView = z.object({
  id: z.string(),
  version: z.number().int(),
  station: z.string(),
  text: z.string(),
  shift: z.string().optional().describe("In which it was written"),
  state: z.enum(["open", "acknowledged"]),
  writtenAt: time,
  writtenBy: z.string(),
  acknowledgedAt: time.optional(),
  acknowledgedBy: z.string().optional(),
});

export type HandOverView = z.infer<typeof handOverView>;
