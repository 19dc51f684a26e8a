/** Folders into which other tools write their results. */
import { z } from "zod";

const path = z.string().min(1);
const word = z.string().min(1).max(200).optional();

/** One watched folder. */
export const watchedFolderSchema = z
  .strictObject({
    folder: path.describe("Must be there, and be writable: what was taken is moved within it"),
    format: z.enum(["openhtf", "wsjf", "csv"]),
    mapping: path.optional().describe("A file that says how the columns of a CSV are read"),
    operation: word.describe("Of the runs, where the files do not say it"),
    partNumber: word.describe("Where the files do not say it"),
    station: word.describe("Where the files do not say it"),
    quietMs: z
      .int()
      .min(200)
      .max(3_600_000)
      .default(5_000)
      .describe("A file is taken when nobody has written to it for so long"),
  })
  .refine(({ format, mapping }) => (format === "csv") === (mapping !== undefined), {
    error: "belongs to the format csv, which needs it",
    path: ["mapping"],
  });
export type WatchedFolderConfig = z.output<typeof watchedFolderSchema>;
