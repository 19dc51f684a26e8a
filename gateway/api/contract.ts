/**
 * Everything the dashboard may know of the gateway: types only, nothing that runs.
 *
 * Times are ISO 8601 UTC. Lists answer a `Page`; every fault answers a `ProblemDocument`.
 * `GET /api/v1/events` sends each `LiveEvent` under its `kind` as the event's name, and between
 * them, every 2 s, an event named `heartbeat` (see `Heartbeat`): a page that has heard nothing for
 * longer is stale. A browser does not tell a page of comments, so the heartbeat is an event.
 */
export type { PersonDetail, PersonView, TokenView } from "../identity/routes/people-view.ts";
export type { SessionView } from "../identity/routes/session-view.ts";
export type { BoardAnswer, BoardOrder } from "../operations/board/view.ts";
export type { FinishView } from "../operations/finish/view.ts";
export type { MatrixAnswer, MatrixRow } from "../operations/matrix/view.ts";
export type { OutlookAnswer } from "../operations/outlook/view.ts";
export type { ProblemCode, ProblemDocument } from "../platform/problems.ts";
export type { AfterFailAnswer } from "../quality/after-fail/view.ts";
export type { ChangeAnswer } from "../quality/changes/view.ts";
export type { FalseFailAnswer } from "../quality/false-fails/view.ts";
export type { DistributionAnswer, MeasurementList } from "../quality/measurement/view.ts";
export type { ParetoAnswer } from "../quality/pareto/view.ts";
export type { YieldAnswer } from "../quality/yield/view.ts";
export type { ArmingView } from "../records/arming/record.ts";
export type { CorrectiveActionView } from "../records/corrective-action/record.ts";
export type { DemandView } from "../records/demand/record.ts";
export type { DowntimeSummary, DowntimeView, ReasonGroupView } from "../records/downtime/record.ts";
export type { EquipmentView, ImpactView } from "../records/equipment/record.ts";
export type { EvidenceView } from "../records/evidence/record.ts";
export type { ExceptionView } from "../records/exceptions/record.ts";
export type { HandOverView } from "../records/hand-over/record.ts";
export type { CheckView, NextTestView } from "../records/interlock/record.ts";
export type {
  NonconformanceDetail,
  NonconformanceView,
} from "../records/nonconformance/record.ts";
export type { NotificationView, WaitingView } from "../records/notification/record.ts";
export type { HeldDetail, HeldView } from "../records/quarantine/record.ts";
export type { RequirementMatrix } from "../records/requirement/record.ts";
export type { RigUpkeepView } from "../records/rig/upkeep-query.ts";
export type { FoundView } from "../records/search/record.ts";
export type { GateView, ShipmentDetail, ShipmentView } from "../records/shipment/record.ts";
export type { ScanReading } from "../records/station/cards/routes.ts";
export type { StationDetail } from "../records/station/record.ts";
export type { TrailEntry } from "../records/trail/record.ts";
export type {
  AccountView,
  AlarmView,
  FaultView,
  HealthView,
  LimitsView,
  LiveEvent,
  MeasurementView,
  OrderView,
  Outcome,
  ProductView,
  ProgramView,
  PromptView,
  RigView,
  RunDetail,
  RunSummary,
  SinkView,
  TelemetrySeries,
  UnitDetail,
  UnitSummary,
} from "../records/views.ts";
export type { DemoView } from "./demo-routes.ts";
export type {
  PortView,
  ProbedRegistersView,
  ProbedTableView,
  ProbedTextView,
  RegistersInput,
  TextInput,
} from "./probe/views.ts";

/** One page of a list. Without `nextCursor` it is the last one. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** Pass it unchanged as `cursor`, with the same filters, for the next page. */
  readonly nextCursor?: string;
}

/** The data of the event `heartbeat` of the live stream. */
export interface Heartbeat {
  /** The gateway's time, ISO 8601 UTC. */
  readonly at: string;
}
export type { Answer, Asked, Method, PathOf } from "./client/asked-and-answered.ts";
