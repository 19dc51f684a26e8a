/** The pages that load when they are first opened. */
import { lazyRouteComponent } from "@tanstack/react-router";
import type { ComponentType } from "react";
import { openPageMessages } from "../messages/i18n.ts";

/** A page that comes with its words when it is first opened, or before. */
function lazyPage<Module extends Record<string, ComponentType>, Name extends keyof Module>(
  load: () => Promise<Module>,
  name: Name,
) {
  return lazyRouteComponent(async () => {
    const [module] = await Promise.all([load(), openPageMessages()]);
    return module;
  }, name);
}

/** Every page but the first two, each its own chunk: the station loads without them. */
export const PAGES = {
  runs: lazyPage(() => import("../pages/runs/runs-page.tsx"), "RunsPage"),
  run: lazyPage(() => import("../pages/run/run-page.tsx"), "RunPage"),
  units: lazyPage(() => import("../pages/units/units-page.tsx"), "UnitsPage"),
  unit: lazyPage(() => import("../pages/units/unit-page.tsx"), "UnitPage"),
  rigs: lazyPage(() => import("../pages/rigs/rigs-page.tsx"), "RigsPage"),
  alarms: lazyPage(() => import("../pages/alarms/alarms-page.tsx"), "AlarmsPage"),
  probe: lazyPage(() => import("../pages/probe/probe-page.tsx"), "ProbePage"),
  products: lazyPage(() => import("../pages/products/products-page.tsx"), "ProductsPage"),
  product: lazyPage(() => import("../pages/products/product-page.tsx"), "ProductPage"),
  limits: lazyPage(() => import("../pages/products/limits-page.tsx"), "LimitsPage"),
  nonconformances: lazyPage(
    () => import("../pages/nonconformances/nonconformances-page.tsx"),
    "NonconformancesPage",
  ),
  correctiveActions: lazyPage(
    () => import("../pages/corrective-actions/corrective-actions-page.tsx"),
    "CorrectiveActionsPage",
  ),
  correctiveAction: lazyPage(
    () => import("../pages/corrective-actions/corrective-action-page.tsx"),
    "CorrectiveActionPage",
  ),
  openCase: lazyPage(() => import("../pages/nonconformances/open-page.tsx"), "OpenCasePage"),
  nonconformance: lazyPage(
    () => import("../pages/nonconformances/nonconformance-page.tsx"),
    "NonconformancePage",
  ),
  order: lazyPage(() => import("../pages/operations/order/order-page.tsx"), "OrderPage"),
  demand: lazyPage(() => import("../pages/operations/demand-page.tsx"), "DemandPage"),
  shipments: lazyPage(() => import("../pages/operations/gate/shipments-page.tsx"), "ShipmentsPage"),
  orders: lazyPage(() => import("../pages/orders/orders-page.tsx"), "OrdersPage"),
  quality: lazyPage(() => import("../pages/quality/overview-page.tsx"), "QualityPage"),
  changes: lazyPage(() => import("../pages/quality/changes-page.tsx"), "ChangesPage"),
  failures: lazyPage(() => import("../pages/quality/failures-page.tsx"), "FailuresPage"),
  measurement: lazyPage(() => import("../pages/quality/measurement-page.tsx"), "MeasurementPage"),
  qualityRuns: lazyPage(() => import("../pages/quality/rows-page.tsx"), "QualityRunsPage"),
  requirements: lazyPage(
    () => import("../pages/requirements/requirements-page.tsx"),
    "RequirementsPage",
  ),
  notifications: lazyPage(
    () => import("../pages/notifications/notifications-page.tsx"),
    "NotificationsPage",
  ),
  people: lazyPage(() => import("../pages/people/people-page.tsx"), "PeoplePage"),
  signIn: lazyPage(() => import("../pages/sign-in/sign-in-page.tsx"), "SignInPage"),
  setup: lazyPage(() => import("../pages/setup/setup-page.tsx"), "SetupPage"),
  compliance: lazyPage(() => import("../pages/compliance/compliance-page.tsx"), "CompliancePage"),
  scan: lazyPage(() => import("../pages/station/scan/scan-page.tsx"), "ScanPage"),
  scanner: lazyPage(() => import("../pages/station/scanner/scanner-page.tsx"), "ScannerPage"),
  slots: lazyPage(() => import("../pages/station/slots/slots-page.tsx"), "SlotsPage"),
  health: lazyPage(() => import("../pages/health/health-page.tsx"), "HealthPage"),
};

/**
 * Loads every page while the first one is idle, so that they open also when the gateway is down.
 * A page that can not be loaded now is tried again when it is opened.
 */
export async function preloadPages(): Promise<void> {
  await Promise.all(Object.values(PAGES).map((page) => page.preload?.()));
}
