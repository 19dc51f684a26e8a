/** The serial × operation matrix of an order, as the API answers it. */
import { z } from "zod";
import { UNIT_STATUSES } from "../../domain/unit/unit-life.ts";
import { PLACES } from "../../records/unit/record.ts";
import { orderView, outcome } from "../../records/views.ts";

/** What must happen next with a unit, and who or what it waits for. */
export const WAITS = [
  ...(["test", "result", "decision", "repair", "readmission"] as const),
  ...(["lift", "release", "shipment", "nothing"] as const),
] as const;

const cell = z.object({
  operation: z.string(),
  state: z.union([z.literal("open"), outcome]).describe("Of the run that counts; open without one"),
  attempts: z.number().int().describe("Runs the unit ever had there"),
  runId: z.string().optional().describe("The run that counts"),
});

const row = z.object({
  serialNumber: z.string(),
  unitId: z.string().optional().describe("Absent for a serial number that nobody has begun"),
  place: z.enum(PLACES).describe("Where the order counts it"),
  status: z.enum(UNIT_STATUSES).optional(),
  atOperation: z.string().optional().describe("The first operation it has not passed"),
  waitsFor: z
    .enum(WAITS)
    .describe("`result`: it is being tested; `lift`: of its hold; `nothing`: it is gone"),
  holdReason: z.string().optional(),
  nonconformanceId: z.string().optional().describe("That the hold belongs to"),
  cells: z.array(cell).describe("In the order of `operations`"),
});

/** One page of the matrix. */
export const matrixAnswer = z.object({
  orderId: z.string(),
  operations: z.array(z.string()).describe("The columns: the route of the order's revision first"),
  counts: orderView.shape.counts,
  unnamed: z
    .number()
    .int()
    .describe(
      "Units not started that have no serial number yet; with all pages they are the quantity",
    ),
  items: z.array(row).describe("By serial number"),
  nextCursor: z.string().optional().describe("For the next page; absent on the last one"),
});

export type MatrixAnswer = z.infer<typeof matrixAnswer>;
export type MatrixRow = z.infer<typeof row>;
