/** Every command the writer knows, by its name. Loaded by the writer alone. */
import { recordAccount } from "./account/rules.ts";
import { acknowledgeAlarm, clearAlarm, closeAlarm, raiseAlarm } from "./alarm/rules.ts";
import { armRig, disarmRig } from "./arming/rules.ts";
import { addAttachment } from "./attachment/attachment.ts";
import { noteClock } from "./clock/rules.ts";
import { changeComponent } from "./component/rules.ts";
import { moveCorrectiveAction, openCorrectiveAction } from "./corrective-action/rules.ts";
import { moveDecision, openDecision, takePosition } from "./decision/rules.ts";
import { importDemand } from "./demand/rules.ts";
import { moveDocument, saveDocument } from "./document/kind.ts";
import { beginDowntime, endDowntime } from "./downtime/rules.ts";
import { calibrate, saveEquipment } from "./equipment/rules.ts";
import { assembleEvidence, draftEvidence, sealEvidence } from "./evidence/rules.ts";
import { receiveFile } from "./exchange/rules.ts";
import { acknowledgeHandOver, writeHandOver } from "./hand-over/rules.ts";
import { liftHold, placeHold } from "./hold/rules.ts";
import { decideInvalidation, proposeInvalidation } from "./invalidation/rules.ts";
import { moveLimitSet, saveLimitSet } from "./limits/limit-set.ts";
import { recordReplay } from "./limits/replay-record.ts";
import { performMaintenance, savePlan } from "./maintenance/rules.ts";
import { disposeUnits } from "./nonconformance/dispose-rule.ts";
import { containUnits, moveNonconformance, openNonconformance } from "./nonconformance/rules.ts";
import { importOrder, moveOrder, rescheduleOrder } from "./order/rules.ts";
import { giveOverride, revokeOverride } from "./override/rules.ts";
import {
  addPerson,
  changeRoles,
  erasePerson,
  grantQualification,
  noteAccess,
  resetPerson,
  revokePerson,
} from "./person/rules.ts";
import { grantToken, revokeToken } from "./person/token-rules.ts";
import { importProcedure } from "./procedure/rules.ts";
import { moveProcedure, saveProcedure } from "./procedure/version-kind.ts";
import { moveRevision, saveRevision } from "./product/revision-rules.ts";
import { importProduct } from "./product/rules.ts";
import { discardHeld, mendHeld, rebuildSink, retryHeld } from "./quarantine/rules.ts";
import { saveReferenceUnit } from "./reference-unit/rules.ts";
import { beginRepair, finishRepair } from "./repair/rules.ts";
import { saveRequirement, waiveRequirement } from "./requirement/rules.ts";
import { declareRig } from "./rig/rules.ts";
import { setRigService } from "./rig-service/rules.ts";
import { finishRunRule } from "./run/finish-rule.ts";
import { importRun } from "./run/import/import-rule.ts";
import { linkRunRule } from "./run/link-rule.ts";
import { startRun } from "./run/start-rule.ts";
import { shipUnits } from "./shipment/rules.ts";
import { signRecord } from "./signature/rules.ts";
import { declareSite } from "./site/rules.ts";
import { declareStation } from "./station/rules.ts";
import { dropTelemetry } from "./telemetry/rules.ts";
import { createUnit } from "./unit/create-rule.ts";
import { moveUnit, releaseUnit, releaseUnits } from "./unit/rules.ts";

/** The rules, pure functions of the projections. */
export const rules = {
  "product.import": importProduct,
  "procedure.import": importProcedure,
  "order.import": importOrder,
  "order.move": moveOrder,
  "order.reschedule": rescheduleOrder,
  "demand.import": importDemand,
  "unit.create": createUnit,
  "unit.release": releaseUnit,
  "units.release": releaseUnits,
  "unit.move": moveUnit,
  "unit.ship": shipUnits,
  "component.change": changeComponent,
  "hold.place": placeHold,
  "hold.lift": liftHold,
  "repair.begin": beginRepair,
  "repair.finish": finishRepair,
  "nonconformance.open": openNonconformance,
  "nonconformance.move": moveNonconformance,
  "nonconformance.contain": containUnits,
  "nonconformance.dispose": disposeUnits,
  "correctiveAction.open": openCorrectiveAction,
  "correctiveAction.move": moveCorrectiveAction,
  "invalidation.propose": proposeInvalidation,
  "invalidation.decide": decideInvalidation,
  "run.link": linkRunRule,
  "equipment.save": saveEquipment,
  "equipment.calibrate": calibrate,
  "rig.declare": declareRig,
  "rigService.set": setRigService,
  "site.declare": declareSite,
  "station.declare": declareStation,
  "station.arm": armRig,
  "station.disarm": disarmRig,
  "override.give": giveOverride,
  "override.revoke": revokeOverride,
  "referenceUnit.save": saveReferenceUnit,
  "maintenance.plan": savePlan,
  "maintenance.perform": performMaintenance,
  "downtime.begin": beginDowntime,
  "downtime.end": endDowntime,
  "handOver.write": writeHandOver,
  "handOver.acknowledge": acknowledgeHandOver,
  "run.start": startRun,
  "run.finish": finishRunRule,
  "run.import": importRun,
  "clock.note": noteClock,
  "alarm.raise": raiseAlarm,
  "alarm.clear": clearAlarm,
  "alarm.acknowledge": acknowledgeAlarm,
  "alarm.close": closeAlarm,
  "quarantine.retry": retryHeld,
  "quarantine.discard": discardHeld,
  "quarantine.mend": mendHeld,
  "sink.rebuild": rebuildSink,
  "telemetry.drop": dropTelemetry,
  "evidence.draft": draftEvidence,
  "evidence.assemble": assembleEvidence,
  "evidence.seal": sealEvidence,
  "exchange.receive": receiveFile,
  "account.record": recordAccount,
  "person.add": addPerson,
  "person.roles": changeRoles,
  "person.revoke": revokePerson,
  "person.erase": erasePerson,
  "person.reset": resetPerson,
  "access.note": noteAccess,
  "qualification.grant": grantQualification,
  "token.grant": grantToken,
  "token.revoke": revokeToken,
  "signature.add": signRecord,
  "procedure.save": saveProcedure,
  "procedure.move": moveProcedure,
  "limitSet.save": saveLimitSet,
  "limitSet.move": moveLimitSet,
  "limits.recordReplay": recordReplay,
  "document.save": saveDocument,
  "document.move": moveDocument,
  "revision.save": saveRevision,
  "revision.move": moveRevision,
  "attachment.add": addAttachment,
  "requirement.save": saveRequirement,
  "requirement.waive": waiveRequirement,
  "decision.open": openDecision,
  "decision.position": takePosition,
  "decision.move": moveDecision,
} as const;

/** Names, inputs and results of all commands. */
export type GatewayRules = typeof rules;
