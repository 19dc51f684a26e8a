/** Components of units, by serial number or lot: the genealogy. */
import { z } from "zod";
import { time } from "../view-scalars.ts";

/** What is at one position of a unit; by serial number, or by lot. */
export interface ComponentPart {
  readonly partNumber: string;
  readonly serialNumber?: string;
  readonly lot?: string;
}

/** The body of a component's entry: what is at that position from then on. */
export interface ComponentBody {
  readonly unitId: string;
  readonly position: string;
  /** Absent once it was removed. */
  readonly part?: ComponentPart;
}

/** One component of a unit as it is shown. */
export const componentView = z.object({
  position: z.string(),
  version: z.number().int(),
  partNumber: z.string(),
  serialNumber: z.string().optional(),
  lot: z.string().optional(),
  unitId: z.string().optional().describe("Where the component is a unit of its own"),
  installedAt: time,
  installedBy: z.string(),
  removedAt: time.optional(),
  removedBy: z.string().optional(),
});

/** One edge of the genealogy, seen from the unit it starts at. */
export const traceNode = componentView
  .omit({ version: true, removedAt: true, removedBy: true })
  .extend({
    depth: z.number().int().describe("1 for what is directly in it, or what it is directly in"),
    parent: z.object({ unitId: z.string(), serialNumber: z.string(), partNumber: z.string() }),
  });

/** A trace; `more` where there was no room for all. */
export const traceView = z.object({
  contains: z.array(traceNode).describe("What is in it, nearest first"),
  usedIn: z.array(traceNode).describe("What it is in, nearest first"),
  more: z.boolean(),
});

export type ComponentView = z.infer<typeof componentView>;
export type TraceNode = z.infer<typeof traceNode>;
export type TraceView = z.infer<typeof traceView>;
