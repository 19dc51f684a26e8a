/** Shipments, thin: which released units left together. */
import { z } from "zod";
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

export type ShipmentView = z.infer<typeof shipmentView>;
