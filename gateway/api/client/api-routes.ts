/** Every route of the API, as a type: what the typed client is made of. */
import type { DemoRoutes } from "../../api/demo-routes.ts";
import type { ProbeRoutes } from "../../api/probe/routes.ts";
import type { RigRoutes } from "../../api/rig-routes.ts";
import type { LiveRoutes } from "../../api/stream/live-routes.ts";
import type { SystemRoutes } from "../../api/system-routes.ts";
import type { EvidenceRoutes } from "../../compliance/evidence/routes.ts";
import type { TrailRoutes } from "../../compliance/trail/routes.ts";
import type { ExchangeRoutes } from "../../exchange/routes.ts";
import type { PeopleRoutes } from "../../identity/routes/people-routes.ts";
import type { SessionRoutes } from "../../identity/routes/session-routes.ts";
import type { TokenRoutes } from "../../identity/routes/token-routes.ts";
import type { BoardRoutes } from "../../operations/board/routes.ts";
import type { MatrixRoutes } from "../../operations/matrix/routes.ts";
import type { OutlookRoutes } from "../../operations/outlook/routes.ts";
import type { AfterFailRoutes } from "../../quality/after-fail/routes.ts";
import type { ChangesRoutes } from "../../quality/changes/routes.ts";
import type { FalseFailsRoutes } from "../../quality/false-fails/routes.ts";
import type { MeasurementRoutes } from "../../quality/measurement/routes.ts";
import type { ParetoRoutes } from "../../quality/pareto/routes.ts";
import type { QualityRunRoutes } from "../../quality/runs/routes.ts";
import type { YieldRoutes } from "../../quality/yield/routes.ts";
import type { AlarmRoutes } from "../../records/alarm/routes.ts";
import type { AttachmentRoutes } from "../../records/attachment/routes.ts";
import type { ClockRoutes } from "../../records/clock/routes.ts";
import type { ComponentRoutes } from "../../records/component/routes.ts";
import type { CorrectiveActionRoutes } from "../../records/corrective-action/routes.ts";
import type { DecisionRoutes } from "../../records/decision/routes.ts";
import type { DemandRoutes } from "../../records/demand/routes.ts";
import type { DocumentRoutes } from "../../records/document/routes.ts";
import type { DowntimeRoutes } from "../../records/downtime/routes.ts";
import type { EquipmentRoutes } from "../../records/equipment/routes.ts";
import type { FileRoutes } from "../../records/file/routes.ts";
import type { HandOverRoutes } from "../../records/hand-over/routes.ts";
import type { HoldRoutes } from "../../records/hold/routes.ts";
import type { InvalidationRoutes } from "../../records/invalidation/routes.ts";
import type { LimitsRoutes } from "../../records/limits/routes.ts";
import type { LogRoutes } from "../../records/log/routes.ts";
import type { MaintenanceRoutes } from "../../records/maintenance/routes.ts";
import type { NonconformanceRoutes } from "../../records/nonconformance/routes.ts";
import type { NotificationRoutes } from "../../records/notification/routes.ts";
import type { OrderRoutes } from "../../records/order/routes.ts";
import type { OverrideRoutes } from "../../records/override/routes.ts";
import type { PictureRoutes } from "../../records/procedure/picture-routes.ts";
import type { RevisionRoutes } from "../../records/product/revision-routes.ts";
import type { ProductRoutes } from "../../records/product/routes.ts";
import type { QuarantineRoutes } from "../../records/quarantine/routes.ts";
import type { ReferenceUnitRoutes } from "../../records/reference-unit/routes.ts";
import type { RepairRoutes } from "../../records/repair/routes.ts";
import type { RequirementRoutes } from "../../records/requirement/routes.ts";
import type { RigServiceRoutes } from "../../records/rig-service/routes.ts";
import type { RunRoutes } from "../../records/run/routes.ts";
import type { WireRoutes } from "../../records/run/wire-routes.ts";
import type { SearchRoutes } from "../../records/search/routes.ts";
import type { ShipmentRoutes } from "../../records/shipment/routes.ts";
import type { SignatureRoutes } from "../../records/signature/routes.ts";
import type { CardsRoutes } from "../../records/station/cards/routes.ts";
import type { StationRoutes } from "../../records/station/routes.ts";
import type { UnitCommandRoutes } from "../../records/unit/command-routes.ts";
import type { UnitRoutes } from "../../records/unit/routes.ts";

/** One of them. */
export type ApiRoute =
  | AfterFailRoutes
  | AlarmRoutes
  | AttachmentRoutes
  | BoardRoutes
  | CardsRoutes
  | ChangesRoutes
  | ClockRoutes
  | ComponentRoutes
  | CorrectiveActionRoutes
  | DecisionRoutes
  | DemandRoutes
  | DemoRoutes
  | DocumentRoutes
  | DowntimeRoutes
  | EquipmentRoutes
  | EvidenceRoutes
  | ExchangeRoutes
  | FalseFailsRoutes
  | FileRoutes
  | HandOverRoutes
  | HoldRoutes
  | InvalidationRoutes
  | LimitsRoutes
  | LiveRoutes
  | LogRoutes
  | MaintenanceRoutes
  | MatrixRoutes
  | MeasurementRoutes
  | NonconformanceRoutes
  | NotificationRoutes
  | OrderRoutes
  | OutlookRoutes
  | OverrideRoutes
  | ParetoRoutes
  | PeopleRoutes
  | PictureRoutes
  | ProbeRoutes
  | ProductRoutes
  | QualityRunRoutes
  | QuarantineRoutes
  | ReferenceUnitRoutes
  | RepairRoutes
  | RequirementRoutes
  | RevisionRoutes
  | RigRoutes
  | RigServiceRoutes
  | RunRoutes
  | SearchRoutes
  | SessionRoutes
  | ShipmentRoutes
  | SignatureRoutes
  | StationRoutes
  | SystemRoutes
  | TokenRoutes
  | TrailRoutes
  | UnitCommandRoutes
  | UnitRoutes
  | WireRoutes
  | YieldRoutes;
