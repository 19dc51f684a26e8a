/** The one door to the gateway: types of what its API answers, and nothing else. */
export type {
  AccountView,
  FaultView,
  HealthView,
  LimitsView,
  LiveEvent,
  MeasurementView,
  OrderView,
  Outcome,
  ProductView,
  RigView,
  RunDetail,
  RunSummary,
  SinkView,
  TelemetrySeries,
  UnitDetail,
  UnitSummary,
} from "../../gateway/records/views.ts";
