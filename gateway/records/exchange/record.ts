/** A file of another tool that was taken in: what it was, and what came of it. */
import { z } from "zod";
import { time } from "../view-scalars.ts";

const count = z.number().int().min(0);
const hash = z.string().regex(/^[0-9a-f]{64}$/, "must be a SHA-256 in hexadecimal");

/** What came of the runs of a file; every run is in one of the three counts. */
export const importReport = z.strictObject({
  stored: count.describe("New here"),
  known: count.describe("Here already, with the same content: not counted again"),
  refused: count,
  refusals: z
    .array(z.strictObject({ place: z.string(), code: z.string(), message: z.string() }))
    .describe("The first 200"),
  unmapped: z
    .array(z.strictObject({ what: z.string(), count }))
    .describe("What found no place in a run; it is kept in the original"),
});

/** A file as it is told to the ledger. */
export const receivedFile = z.strictObject({
  hash: hash.describe("Of the original, kept among the blobs"),
  name: z.string().min(1).max(300),
  format: z.enum(["openhtf", "wsjf", "csv"]),
  bytes: count,
  report: importReport,
});

/** A file as it is shown. */
export const receivedFileView = receivedFile.extend({
  seq: count,
  receivedAt: time,
  actor: z.string(),
});

export type ImportReport = z.infer<typeof importReport>;
export type ReceivedFile = z.infer<typeof receivedFile>;
export type ReceivedFileView = z.infer<typeof receivedFileView>;
