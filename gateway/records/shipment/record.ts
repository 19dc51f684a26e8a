/** Shipments, thin: which released units left together, and which may leave. */
import { z } from "zod";
import { unitSummary } from "../record-views.ts";
import { time } from "../view-scalars.ts";

/** The body of a shipment's entry. */
export interface ShipmentBody {
  readonly id: string;
  readonly reference: string;
  readonly customer?: string;
  readonly unitIds: readonly string[];
}

/** A shipment as it is shown. */
export const shipmentView = z.object({
  id: z.string(),
  reference: z.string(),
  customer: z.string().optional(),
  units: z.number().int(),
  shippedAt: time,
  shippedBy: z.string(),
});

/** One shipment with what was in it. */
export const shipmentDetail = shipmentView.extend({
  unitList: z
    .array(
      z.object({
        unitId: z.string(),
        serialNumber: z.string(),
        partNumber: z.string(),
        revision: z.string(),
        orderId: z.string(),
        status: unitSummary.shape.status.describe("As it is now: it may have come back"),
      }),
    )
    .describe("By serial number"),
});

/** A unit at the gate. */
export const gateView = z.object({
  unitId: z.string(),
  serialNumber: z.string(),
  partNumber: z.string(),
  orderId: z.string(),
  status: unitSummary.shape.status,
  mayShip: z.boolean(),
  why: z
    .enum(["not_released", "on_hold", "failed_since"])
    .optional()
    .describe("What keeps it; absent where it may go"),
  runId: z.string().optional().describe("Of the fail after its release"),
});

export type ShipmentView = z.infer<typeof shipmentView>;
export type ShipmentDetail = z.infer<typeof shipmentDetail>;
export type GateView = z.infer<typeof gateView>;
