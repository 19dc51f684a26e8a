import type { Projection } from "../ledger/contract.ts";
import { qualityProjection } from "../quality/facts/projection.ts";
import { alarmProjection } from "./alarm/projection.ts";
import { armingProjection } from "./arming/projection.ts";
import { attachmentProjection } from "./attachment/attachment.ts";
import { latestTimeOf } from "./clock/latest-time.ts";
import { clockProjection } from "./clock/projection.ts";
import { componentProjection } from "./component/projection.ts";
import { controlledProjection } from "./controlled/projection.ts";
import { correctiveActionProjection } from "./corrective-action/projection.ts";
import { decisionProjection } from "./decision/rules.ts";
import { demandProjection } from "./demand/projection.ts";
import { downtimeProjection } from "./downtime/projection.ts";
import { equipmentProjection } from "./equipment/projection.ts";
import { evidenceProjection } from "./evidence/projection.ts";
import { exceptionProjection } from "./exceptions/projection.ts";
import { exchangeProjection } from "./exchange/projection.ts";
import { handOverProjection } from "./hand-over/projection.ts";
import { holdProjection } from "./hold/projection.ts";
import { invalidationProjection } from "./invalidation/projection.ts";
import { limitReplayProjection } from "./limits/replay-record.ts";
import { maintenanceProjection } from "./maintenance/projection.ts";
import { nonconformanceProjection } from "./nonconformance/projection.ts";
import { orderProjection } from "./order/projection.ts";
import { overrideProjection } from "./override/projection.ts";
import { personProjection } from "./person/projection.ts";
import { procedureProjection } from "./procedure/projection.ts";
import { productProjection } from "./product/projection.ts";
import { revisionProjection } from "./product/revision-record.ts";
import { referenceUnitProjection } from "./reference-unit/projection.ts";
import { repairProjection } from "./repair/projection.ts";
import { requirementProjection } from "./requirement/rules.ts";
import { rigProjection } from "./rig/projection.ts";
import { rigServiceProjection } from "./rig-service/projection.ts";
import { runProjection } from "./run/projection.ts";
import { shipmentProjection } from "./shipment/projection.ts";
import { signatureProjection } from "./signature/projection.ts";
import { siteProjection } from "./site/projection.ts";
import { stationProjection } from "./station/projection.ts";
import { unitCycleProjection } from "./unit/cycle.ts";
import { unitProjection } from "./unit/projection.ts";

/**
 * In the order they are applied: the status of a unit reads the routes
 * of revisions, the runs, holds and concessions, so it comes after them. A run's cycle comes from
 * its unit's entries, so cycles come before runs. They are always rebuilt together.
 */
const records: readonly Projection[] = [
  productProjection,
  procedureProjection,
  orderProjection,
  unitCycleProjection,
  runProjection,
  holdProjection,
  nonconformanceProjection,
  correctiveActionProjection,
  invalidationProjection,
  repairProjection,
  componentProjection,
  unitProjection,
  shipmentProjection,
  demandProjection,
  rigProjection,
  equipmentProjection,
  alarmProjection,
  clockProjection,
  exchangeProjection,
  exceptionProjection,
  evidenceProjection,
  signatureProjection,
  controlledProjection,
  limitReplayProjection,
  attachmentProjection,
  decisionProjection,
  revisionProjection,
  requirementProjection,
  personProjection,
  qualityProjection,
  siteProjection,
  stationProjection,
  armingProjection,
  overrideProjection,
  referenceUnitProjection,
  maintenanceProjection,
  downtimeProjection,
  handOverProjection,
  rigServiceProjection,
];

const types = new Set(records.flatMap((each) => each.types));

/** All tables of the records, in the order they are applied. Every entry moves the time seen. */
export const projections: readonly Projection[] = [...records, latestTimeOf([...types])];
