/** The file format of controlled data: products with revisions, procedures and orders. */
import { z } from "zod";
import { ORDER_STATUSES } from "../domain/order/order-state.ts";
import { calibrationInput, equipmentInput } from "./equipment/record.ts";
import { programSchema } from "./procedure/program-schema.ts";

const band = z.strictObject({ low: z.number().optional(), high: z.number().optional() });

const comparator = z.enum([
  ...(["EQ", "NE", "GT", "GE", "LT", "LE"] as const),
  ...(["GTLT", "GELE", "GELT", "GTLE"] as const),
  ...(["LTGT", "LEGE", "LEGT", "LTGE"] as const),
  ...(["CASESENSIT", "IGNORECASE", "REGEX", "LOG"] as const),
]);

/** Limits as a file or a request states them. */
export const limitsSchema = z.strictObject({
  comparator,
  unit: z.string().default(""),
  specification: band.optional(),
  acceptance: band.optional(),
  guardBandRule: z.string().optional(),
  warning: band.optional(),
  text: z.string().optional(),
});

const measurement = z.strictObject({
  id: z.string().min(1),
  name: z.string().min(1),
  aliases: z.array(z.string()).default([]),
  limits: limitsSchema,
  attemptsMax: z.int().min(1).max(10).default(1),
});

/** A version of a procedure as a file states it. */
export const procedureInput = z.strictObject({
  id: z.string().min(1),
  version: z.int().min(1),
  name: z.string().min(1),
  partNumber: z.string().min(1),
  operation: z.string().min(1),
  status: z.enum(["draft", "in_review", "effective", "obsolete"]),
  effectiveFrom: z.iso
    .datetime({ offset: true })
    .optional()
    .describe("In force from then on; at once where absent"),
  unexpected: z.enum(["refuse", "record"]).default("record"),
  attemptsMax: z
    .int()
    .min(1)
    .max(100)
    .optional()
    .describe("Runs of a unit in one cycle; a later pass advances nothing"),
  measurements: z.array(measurement).min(1),
  program: programSchema.optional().describe("How a driven rig takes them"),
});

const product = z.strictObject({
  partNumber: z.string().min(1),
  name: z.string().min(1),
  description: z.string().optional(),
  stage: z.enum(["concept", "evt", "dvt", "pvt", "mp", "sustaining", "eol"]),
  /** Operations in their required order. */
  route: z.array(z.string().min(1)).min(1),
  revisions: z
    .array(
      z.strictObject({
        revision: z.string().min(1),
        status: z.enum(["draft", "in_review", "released", "superseded", "obsolete"]),
      }),
    )
    .min(1),
});

const order = z.strictObject({
  id: z.string().min(1),
  partNumber: z.string().min(1),
  revision: z.string().min(1),
  quantity: z.int().min(1).max(1_000_000),
  status: z.enum(ORDER_STATUSES),
  dueAt: z.iso.datetime().optional(),
  /** Units bind to the order by this range: prefix + number of `digits` digits. */
  serialNumbers: z
    .strictObject({
      prefix: z.string(),
      from: z.int().min(0),
      digits: z.int().min(1).max(12),
    })
    .optional(),
  /** Or by their first scan: `#` is one digit, `*` at the end any rest. */
  serialPattern: z.string().min(1).max(100).optional(),
});

const equipment = equipmentInput.extend({
  reason: z.string().min(3).optional().describe("Why it changed, where it did"),
  /** With the day each is due: a file is read alike in every time zone. */
  calibrations: z.array(calibrationInput.extend({ dueOn: z.iso.date() })).default([]),
});

/** A file of controlled data; every fault of it is told at once. */
export const recordsFile = z.strictObject({
  products: z.array(product).default([]),
  procedures: z.array(procedureInput).default([]),
  orders: z.array(order).default([]),
  equipment: z.array(equipment).default([]),
});

export type RecordsFile = z.output<typeof recordsFile>;
export type ProductBody = z.output<typeof product>;
export type ProcedureBody = z.output<typeof procedureInput>;
export type OrderBody = z.output<typeof order>;
