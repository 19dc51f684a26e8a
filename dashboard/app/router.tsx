/** Every address of the dashboard. Pages other than the station load when first opened. */
import { createRootRoute, createRoute, createRouter } from "@tanstack/react-router";
import { type ComplianceSearch, KINDS } from "../pages/compliance/queries.ts";
import { HomePage } from "../pages/doors/home-page.tsx";
import { readCaseSearch } from "../pages/nonconformances/case-search.ts";
import { readDemandSearch, readGateSearch, readMatrixSearch } from "../pages/operations/search.ts";
import { readQualitySearch, readRowsSearch } from "../pages/quality/search.ts";
import { StationPage } from "../pages/station/station-page.tsx";
import { asText, readRunFilters, readUnitFilters } from "./address-filters.ts";
import { NotFound, PageFault } from "./faults.tsx";
import { PAGES } from "./lazy-pages.ts";
import { ALARM_STATES, type AlarmFilters } from "./queries.ts";
import { Shell } from "./shell.tsx";

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound });

const home = createRoute({ getParentRoute: () => root, path: "/", component: HomePage });

const station = createRoute({
  getParentRoute: () => root,
  path: "/station",
  component: StationPage,
});

const oneStation = createRoute({
  getParentRoute: () => root,
  path: "/stations/$id",
  component: PAGES.scan,
});

const scanner = createRoute({
  getParentRoute: () => root,
  path: "/stations/$id/scanner",
  component: PAGES.scanner,
});
const slots = createRoute({
  getParentRoute: () => root,
  path: "/stations/$id/slots",
  component: PAGES.slots,
});

const runs = createRoute({
  getParentRoute: () => root,
  path: "/runs",
  validateSearch: readRunFilters,
  component: PAGES.runs,
});
const run = createRoute({
  getParentRoute: () => root,
  path: "/runs/$id",
  component: PAGES.run,
});
const units = createRoute({
  getParentRoute: () => root,
  path: "/units",
  validateSearch: readUnitFilters,
  component: PAGES.units,
});
const unit = createRoute({
  getParentRoute: () => root,
  path: "/units/$id",
  component: PAGES.unit,
});
const rigs = createRoute({
  getParentRoute: () => root,
  path: "/rigs",
  component: PAGES.rigs,
});
const alarms = createRoute({
  getParentRoute: () => root,
  path: "/alarms",
  validateSearch: (search: Record<string, unknown>): AlarmFilters => {
    const rig = asText(search.rig);
    const state = ALARM_STATES.find((known) => known === search.state);
    return { ...(rig === undefined ? {} : { rig }), ...(state === undefined ? {} : { state }) };
  },
  component: PAGES.alarms,
});
const probe = createRoute({
  getParentRoute: () => root,
  path: "/rigs/probe",
  validateSearch: (search: Record<string, unknown>): { port?: string } => {
    const port = asText(search.port);
    return port === undefined ? {} : { port };
  },
  component: PAGES.probe,
});
const products = createRoute({
  getParentRoute: () => root,
  path: "/products",
  component: PAGES.products,
});
const product = createRoute({
  getParentRoute: () => root,
  path: "/products/$partNumber",
  component: PAGES.product,
});
const limits = createRoute({
  getParentRoute: () => root,
  path: "/products/$partNumber/limits/$operation",
  component: PAGES.limits,
});
const orders = createRoute({
  getParentRoute: () => root,
  path: "/orders",
  component: PAGES.orders,
});
const order = createRoute({
  getParentRoute: () => root,
  path: "/orders/$id",
  validateSearch: readMatrixSearch,
  component: PAGES.order,
});
const demand = createRoute({
  getParentRoute: () => root,
  path: "/demand",
  validateSearch: readDemandSearch,
  component: PAGES.demand,
});
const shipments = createRoute({
  getParentRoute: () => root,
  path: "/shipments",
  validateSearch: readGateSearch,
  component: PAGES.shipments,
});
const quality = createRoute({
  getParentRoute: () => root,
  path: "/quality",
  validateSearch: readQualitySearch,
  component: PAGES.quality,
});
const changes = createRoute({
  getParentRoute: () => root,
  path: "/quality/changes",
  validateSearch: readQualitySearch,
  component: PAGES.changes,
});
const failures = createRoute({
  getParentRoute: () => root,
  path: "/quality/failures",
  validateSearch: readQualitySearch,
  component: PAGES.failures,
});
const measurement = createRoute({
  getParentRoute: () => root,
  path: "/quality/measurement",
  validateSearch: readQualitySearch,
  component: PAGES.measurement,
});
const qualityRuns = createRoute({
  getParentRoute: () => root,
  path: "/quality/runs",
  validateSearch: readRowsSearch,
  component: PAGES.qualityRuns,
});
function readCompliance(search: Record<string, unknown>): ComplianceSearch {
  const kind = KINDS.find((known) => known === search.kind);
  const words = (["type", "actor", "action"] as const).map((name) => [name, asText(search[name])]);
  const given = Object.fromEntries(words.filter(([, value]) => value !== undefined));
  return { ...given, ...(kind === undefined ? {} : { kind }) };
}

const compliance = createRoute({
  getParentRoute: () => root,
  path: "/compliance",
  validateSearch: readCompliance,
  component: PAGES.compliance,
});
const health = createRoute({
  getParentRoute: () => root,
  path: "/health",
  component: PAGES.health,
});

const people = createRoute({
  getParentRoute: () => root,
  path: "/people",
  component: PAGES.people,
});
const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  component: PAGES.signIn,
});
const setup = createRoute({
  getParentRoute: () => root,
  path: "/setup",
  component: PAGES.setup,
});
const requirements = createRoute({
  getParentRoute: () => root,
  path: "/requirements",
  validateSearch: (search: Record<string, unknown>) => {
    const [partNumber, orderId] = [asText(search.partNumber), asText(search.orderId)];
    return {
      ...(partNumber === undefined ? {} : { partNumber }),
      ...(orderId === undefined ? {} : { orderId }),
    };
  },
  component: PAGES.requirements,
});
const notifications = createRoute({
  getParentRoute: () => root,
  path: "/notifications",
  validateSearch: (search: Record<string, unknown>): { mine?: true } =>
    search.mine === true ? { mine: true } : {},
  component: PAGES.notifications,
});
const nonconformances = createRoute({
  getParentRoute: () => root,
  path: "/nonconformances",
  component: PAGES.nonconformances,
});
const openCase = createRoute({
  getParentRoute: () => root,
  path: "/nonconformances/new",
  validateSearch: readCaseSearch,
  component: PAGES.openCase,
});
const correctiveActions = createRoute({
  getParentRoute: () => root,
  path: "/corrective-actions",
  validateSearch: (search: Record<string, unknown>): { nonconformance?: string } => {
    const nonconformance = asText(search.nonconformance);
    return nonconformance === undefined ? {} : { nonconformance };
  },
  component: PAGES.correctiveActions,
});
const correctiveAction = createRoute({
  getParentRoute: () => root,
  path: "/corrective-actions/$id",
  component: PAGES.correctiveAction,
});
const nonconformance = createRoute({
  getParentRoute: () => root,
  path: "/nonconformances/$id",
  component: PAGES.nonconformance,
});

const routeTree = root.addChildren([
  oneStation,
  scanner,
  slots,
  home,
  station,
  runs,
  run,
  units,
  unit,
  rigs,
  alarms,
  probe,
  products,
  product,
  limits,
  orders,
  order,
  demand,
  shipments,
  quality,
  changes,
  failures,
  measurement,
  qualityRuns,
  compliance,
  nonconformances,
  openCase,
  nonconformance,
  correctiveActions,
  correctiveAction,
  health,
  requirements,
  notifications,
  people,
  signIn,
  setup,
]);

/** The router of one page; it keeps scroll positions and warms a page when its link is touched. */
export function createAppRouter() {
  return createRouter({
    routeTree,
    defaultPreload: "intent",
    scrollRestoration: true,
    // What is no known filter must not reach the API, which refuses unknown fields.
    search: { strict: true },
    defaultErrorComponent: PageFault,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
