/** What did not go by the book, as it is shown. */
import { z } from "zod";
import { time } from "../view-scalars.ts";
import { EXCEPTION_KINDS } from "./classify.ts";

/** One reason to look at one entry. */
export const exceptionView = z.object({
  seq: z.number().int().describe("Position of the entry in the ledger"),
  kind: z.enum(EXCEPTION_KINDS),
  type: z.string(),
  id: z.string(),
  serialNumber: z.string().optional(),
  occurredAt: time,
  actor: z.string(),
  text: z.string(),
});

export type ExceptionView = z.infer<typeof exceptionView>;
