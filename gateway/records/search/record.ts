/** What is found by the beginning of its name. */
import { z } from "zod";

const FOUND_KINDS = [
  ...(["unit", "order", "product", "run", "equipment"] as const),
  ...(["nonconformance", "person"] as const),
] as const;

/** One thing whose id, serial or part number begins with what was asked for. */
export const foundView = z.object({
  kind: z.enum(FOUND_KINDS),
  id: z.string().describe("As its address has it"),
  name: z.string().describe("What matched: a serial number, an order, …"),
  detail: z.string().optional().describe("What tells it from others of that name"),
  exact: z.boolean().describe("The whole name, not only its beginning"),
  href: z.string().describe("Where the API has it"),
});

export type FoundView = z.infer<typeof foundView>;
