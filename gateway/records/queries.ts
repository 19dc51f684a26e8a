/** Every question the reader answers, by its name. Loaded by the reader alone. */
import { proveEntry, proveGrowth, readLatestCheckpoint } from "../ledger/log/queries.ts";
import { operationsQueries } from "../operations/queries.ts";
import { qualityQueries } from "../quality/queries.ts";
import { getAlarm, listAlarms, listWatchedAlarms } from "./alarm/queries.ts";
import { getAttachment, listAttachments } from "./attachment/attachment.ts";
import { readClockHistory } from "./clock/queries.ts";
import { traceComponents, traceUnit } from "./component/queries.ts";
import {
  diffVersions,
  getRecordVersions,
  getVersionDetail,
  listControlled,
} from "./controlled/queries.ts";
import { listCorrectiveActions, readCorrectiveAction } from "./corrective-action/queries.ts";
import { getDecisionView, listDecisions, listOverdueDecisions } from "./decision/queries.ts";
import { listDemand } from "./demand/queries.ts";
import { findDocumentFile } from "./document/queries.ts";
import { getDowntime, listDowntimes, sumDowntimes } from "./downtime/queries.ts";
import { assessImpact } from "./equipment/impact-query.ts";
import { getEquipment, listEquipment } from "./equipment/queries.ts";
import { readLogEvidence } from "./evidence/log-query.ts";
import { readEvidencePart } from "./evidence/page-query.ts";
import { getEvidence, listEvidence } from "./evidence/queries.ts";
import {
  findHead,
  joinLeaves,
  listMembers,
  listScopedUnits,
  listTrail,
} from "./evidence/scope-queries.ts";
import { countExceptions, listExceptions } from "./exceptions/queries.ts";
import { listReceived } from "./exchange/queries.ts";
import { getHandOver, listHandOvers } from "./hand-over/queries.ts";
import { readHistory } from "./history/queries.ts";
import { getHoldView, listHolds } from "./hold/queries.ts";
import { nextTest, placeOfScan } from "./interlock/next-query.ts";
import { listInvalidations } from "./invalidation/queries.ts";
import { replayLimits, replaySlice } from "./limits/replay-query.ts";
import { listMaintenance } from "./maintenance/lookup.ts";
import { previewContainment } from "./nonconformance/containment-query.ts";
import { getNonconformanceDetail, listNonconformances } from "./nonconformance/queries.ts";
import { listNotifications } from "./notification/queries.ts";
import { listWaiting } from "./notification/waiting.ts";
import { getOrder, listOrders } from "./order/queries.ts";
import { getOverride, listOverrides } from "./override/queries.ts";
import { listAccess, listQualifications } from "./person/queries.ts";
import { getProduct, listProducts } from "./product/queries.ts";
import { getRevisionView } from "./product/revision-query.ts";
import { findRebuildStart, getHeld, listHeld } from "./quarantine/queries.ts";
import { getReferenceUnit, listReferenceUnits } from "./reference-unit/queries.ts";
import { adviseRepair } from "./repair/queries.ts";
import { listRequirements, readMatrix } from "./requirement/queries.ts";
import { countRigRuns } from "./rig/queries.ts";
import { readRigUpkeep } from "./rig/upkeep-query.ts";
import { getRigService, listDisabledRigs } from "./rig-service/lookup.ts";
import { getRun } from "./run/get-query.ts";
import { listRecentRuns, listRuns } from "./run/list-query.ts";
import { listOpenRuns } from "./run/open-query.ts";
import { readRunTelemetry } from "./run/telemetry-query.ts";
import { searchRecords } from "./search/queries.ts";
import { getShipment, readGate } from "./shipment/gate-queries.ts";
import { listShipments } from "./shipment/queries.ts";
import { listSignatures } from "./signature/queries.ts";
import { getStation, listStations } from "./station/queries.ts";
import { listTelemetryOwed } from "./telemetry/queries.ts";
import { listTrailEntries } from "./trail/queries.ts";
import { getUnit } from "./unit/get-query.ts";
import { listUnits, nextUnitIndex } from "./unit/queries.ts";

/** The queries, short reads on a connection of their own. */
export const queries = {
  "runs.list": listRuns,
  "runs.recent": listRecentRuns,
  "runs.get": getRun,
  "runs.telemetry": readRunTelemetry,
  "runs.open": listOpenRuns,
  "units.list": listUnits,
  "units.get": getUnit,
  "units.nextIndex": nextUnitIndex,
  "products.list": listProducts,
  "products.get": getProduct,
  "orders.list": listOrders,
  "orders.get": getOrder,
  "demand.list": listDemand,
  "shipments.list": listShipments,
  "shipments.get": getShipment,
  "shipments.gate": readGate,
  "units.trace": traceUnit,
  "components.trace": traceComponents,
  "holds.list": listHolds,
  "holds.get": getHoldView,
  "repairs.advice": adviseRepair,
  "correctiveActions.list": listCorrectiveActions,
  "correctiveActions.get": readCorrectiveAction,
  "nonconformances.list": listNonconformances,
  "nonconformances.get": getNonconformanceDetail,
  "containments.preview": previewContainment,
  "invalidations.list": listInvalidations,
  "equipment.list": listEquipment,
  "equipment.get": getEquipment,
  "equipment.impact": assessImpact,
  "records.history": readHistory,
  "records.search": searchRecords,
  "limits.replay": replayLimits,
  "rigs.counts": countRigRuns,
  "rigs.upkeep": readRigUpkeep,
  "clock.history": readClockHistory,
  "alarms.list": listAlarms,
  "alarms.get": getAlarm,
  "alarms.watched": listWatchedAlarms,
  "quarantine.list": listHeld,
  "quarantine.get": getHeld,
  "sinks.rebuildStart": findRebuildStart,
  "evidence.list": listEvidence,
  "evidence.get": getEvidence,
  "evidence.head": findHead,
  "evidence.units": listScopedUnits,
  "evidence.members": listMembers,
  "evidence.trail": listTrail,
  "evidence.leaves": joinLeaves,
  "evidence.part": readEvidencePart,
  "evidence.log": readLogEvidence,
  "exceptions.list": listExceptions,
  "exceptions.counts": countExceptions,
  "trail.list": listTrailEntries,
  "exchange.files": listReceived,
  "log.checkpoint": readLatestCheckpoint,
  "log.proof": proveEntry,
  "log.consistency": proveGrowth,
  "access.list": listAccess,
  "qualifications.of": listQualifications,
  "telemetry.owed": listTelemetryOwed,
  "signatures.of": listSignatures,
  "signatures.waiting": listWaiting,
  "notifications.list": listNotifications,
  "stations.list": listStations,
  "stations.get": getStation,
  "interlocks.next": nextTest,
  "interlocks.place": placeOfScan,
  "overrides.list": listOverrides,
  "overrides.get": getOverride,
  "referenceUnits.list": listReferenceUnits,
  "referenceUnits.get": getReferenceUnit,
  "maintenance.list": listMaintenance,
  "downtimes.list": listDowntimes,
  "downtimes.get": getDowntime,
  "downtimes.sum": sumDowntimes,
  "handOvers.list": listHandOvers,
  "handOvers.get": getHandOver,
  "rigService.get": getRigService,
  "rigService.disabled": listDisabledRigs,
  ...qualityQueries,
  ...operationsQueries,
  "controlled.list": listControlled,
  "controlled.get": getRecordVersions,
  "controlled.version": getVersionDetail,
  "controlled.diff": diffVersions,
  "document.file": findDocumentFile,
  "revisions.get": getRevisionView,
  "limits.replaySlice": replaySlice,
  "attachments.of": listAttachments,
  "attachments.get": getAttachment,
  "requirements.list": listRequirements,
  "requirements.matrix": readMatrix,
  "decisions.list": listDecisions,
  "decisions.overdue": listOverdueDecisions,
  "decisions.get": getDecisionView,
} as const;

/** Names, inputs and results of all queries. */
export type GatewayQueries = typeof queries;
