import type { Projection } from "../ledger/contract.ts";
import { qualityProjection } from "../quality/facts/projection.ts";
import { alarmProjection } from "./alarm/projection.ts";
import { clockProjection } from "./clock/projection.ts";
import { equipmentProjection } from "./equipment/projection.ts";
import { evidenceProjection } from "./evidence/projection.ts";
import { orderProjection } from "./order/projection.ts";
import { personProjection } from "./person/projection.ts";
import { procedureProjection } from "./procedure/projection.ts";
import { productProjection } from "./product/projection.ts";
import { rigProjection } from "./rig/projection.ts";
import { runProjection } from "./run/projection.ts";
import { signatureProjection } from "./signature/projection.ts";
import { unitProjection } from "./unit/projection.ts";

/**
 * All tables of the records, in the order they are applied: the status of a unit reads the routes
 * of revisions and the runs, so it comes after both. They are always rebuilt together.
 */
export const projections: readonly Projection[] = [
  productProjection,
  procedureProjection,
  orderProjection,
  runProjection,
  unitProjection,
  rigProjection,
  equipmentProjection,
  alarmProjection,
  clockProjection,
  evidenceProjection,
  signatureProjection,
  personProjection,
  qualityProjection,
];
