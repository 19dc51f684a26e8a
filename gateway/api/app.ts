/**
 * The HTTP application.
 *
 *   request ─► security headers ─► own host? ─► who? ─► rate ─► seen before? ─► size, JSON
 *                └── whatever is thrown ─► problem document                        └─► route
 */
import { OpenAPIHono } from "@hono/zod-openapi";
import type { Context, MiddlewareHandler } from "hono";
import { matchedRoutes } from "hono/route";
import { actorOf } from "../domain/access/principal.ts";
import type { CommandContext } from "../ledger/contract.ts";
import { principalOf, type RequestContext } from "../records/access.ts";
import { alarmRoutes } from "../records/alarm/routes.ts";
import { clockRoutes } from "../records/clock/routes.ts";
import { equipmentRoutes } from "../records/equipment/routes.ts";
import { historyRoutes } from "../records/history/routes.ts";
import { limitRoutes } from "../records/limits/routes.ts";
import { logRoutes } from "../records/log/routes.ts";
import { pictureRoutes } from "../records/procedure/picture-routes.ts";
import { productRoutes } from "../records/product/routes.ts";
import { quarantineRoutes } from "../records/quarantine/routes.ts";
import { runRoutes } from "../records/run/routes.ts";
import { wireRoutes } from "../records/run/wire-routes.ts";
import { searchRoutes } from "../records/search/routes.ts";
import { demoRoutes } from "./demo-routes.ts";
import type { ApiClock, ApiDependencies } from "./dependencies.ts";
import { describeApi, type OpenApiDocument } from "./docs/openapi.ts";
import { referencePage } from "./docs/reference.ts";
import { identifyCaller } from "./http/access.ts";
import { changesSince } from "./http/changes-since.ts";
import { dashboardRoutes } from "./http/dashboard.ts";
import { checkBodies } from "./http/documented-bodies.ts";
import { expectedVersionOf, tagRecords } from "./http/entity-tags.ts";
import { keepAnswers } from "./http/idempotency.ts";
import { answerErrors, answerUnknown, wrapNonErrors } from "./http/problem.ts";
import { limitAddress, limitCaller, limitSignIn } from "./http/rate-limit.ts";
import { promiseTls, refuseForeign, securityHeaders } from "./http/security.ts";
import { type ArrivalRules, noteArrival } from "./listen/arrival.ts";
import { exportLists } from "./lists/export-lists.ts";
import { mountCompliance } from "./mount-compliance.ts";
import { mountControlled } from "./mount-controlled.ts";
import { mountIdentity } from "./mount-identity.ts";
import { operationsRoutes } from "./mount-operations.ts";
import { qualityRoutes } from "./mount-quality.ts";
import { mountStation } from "./mount-station.ts";
import { mountUnits } from "./mount-units.ts";
import { probeRoutes } from "./probe/routes.ts";
import { rigRoutes } from "./rig-routes.ts";
import { liveRoutes } from "./stream/live-routes.ts";
import { gatewayRoutes, supervisorRoutes } from "./system-routes.ts";

/** Where the API lives; the number changes only when a client would break. */
export const API_BASE = "/api/v1";

/** Where secrets can be tried. */
const SIGN_IN_PATHS = ["/session", "/session/operator", "/session/station", "/setup"];

const LOOPBACK_ONLY: ArrivalRules = { names: [], trustedProxy: [] };

export interface Api {
  readonly app: OpenAPIHono;
  /** What GET /api/v1/openapi.json answers; made at the first look. */
  readonly document: OpenApiDocument;
}

/** All routes, ready to be served or asked with `app.request()`. Holds no resources of its own. */
export function createApi(dependencies: ApiDependencies): Api {
  const app = new OpenAPIHono();
  const { arrival = LOOPBACK_ONLY, promisesTls = false } = dependencies;
  app.use(measure(dependencies), securityHeaders, wrapNonErrors, noteArrival(arrival));
  if (promisesTls) app.use(promiseTls);
  app.use(refuseForeign, identifyCaller(dependencies.identity, API_BASE));
  app.use(`${API_BASE}/*`, neverCached, limitAddress(dependencies.clock));
  app.use(`${API_BASE}/*`, limitCaller(dependencies.clock), tagRecords);
  const guessing = limitSignIn(dependencies.clock);
  for (const path of SIGN_IN_PATHS) app.post(`${API_BASE}${path}`, guessing);
  if (dependencies.answers !== undefined) {
    app.use(`${API_BASE}/*`, keepAnswers(dependencies.answers));
  }
  app.use(`${API_BASE}/*`, exportLists(app), checkBodies(app));
  const { ledger, clock, version: gatewayVersion } = dependencies;
  const context: RequestContext = (c, station) => commandContext(clock, c, station);
  const now = () => clock.now().utcUs;
  app.route(API_BASE, runRoutes({ ...dependencies, context, now, gatewayVersion }));
  app.route(API_BASE, wireRoutes(ledger, dependencies.wire));
  app.route(API_BASE, productRoutes(ledger));
  app.route(API_BASE, equipmentRoutes({ ledger, context, now, timeZone: dependencies.timeZone }));
  app.route(API_BASE, logRoutes(ledger));
  app.route(API_BASE, historyRoutes(ledger));
  app.route(API_BASE, limitRoutes({ ...dependencies, context }));
  app.route(API_BASE, searchRoutes(ledger));
  app.route(API_BASE, alarmRoutes({ ledger, context }));
  app.route(API_BASE, quarantineRoutes({ ...dependencies, context }));
  mountCompliance(app, API_BASE, { ...dependencies, context });
  app.route(API_BASE, clockRoutes(ledger));
  app.route(API_BASE, gatewayRoutes(dependencies));
  app.route(API_BASE, rigRoutes(dependencies));
  app.route(API_BASE, demoRoutes(dependencies.demo));
  app.route(API_BASE, probeRoutes(dependencies));
  app.route(API_BASE, pictureRoutes(dependencies.wire.read));
  app.route(API_BASE, qualityRoutes(ledger, dependencies.timeZone));
  app.route(API_BASE, operationsRoutes(ledger, now));
  app.route(API_BASE, liveRoutes(dependencies));
  mountUnits(app, API_BASE, { ...dependencies, context });
  mountControlled(app, API_BASE, { ...dependencies, context });
  mountIdentity(app, API_BASE, { ...dependencies, context });
  mountStation(app, API_BASE, { ...dependencies, context });
  // Made when first asked for: a start should not wait for a document.
  let document: OpenApiDocument | undefined;
  const describe = () => {
    document ??= describeApi(app, gatewayVersion);
    return document;
  };
  app.get(`${API_BASE}/openapi.json`, (c) => c.json(describe()));
  app.get(`${API_BASE}/reference`, (c) => c.html(referencePage(describe())));
  app.route("/", supervisorRoutes(dependencies));
  app.onError(answerErrors({ ...dependencies, changesSince: changesSince(ledger) }));
  app.notFound(answerUnknown(() => app.routes));
  app.route("/", dashboardRoutes(dependencies.dashboardDirectory));
  return {
    app,
    get document() {
      return describe();
    },
  };
}

/** Answers of the API are of the moment; a route may say otherwise. */
const neverCached: MiddlewareHandler = (c, next) => {
  c.header("Cache-Control", "no-store");
  return next();
};

function commandContext(clock: ApiClock, c: Context, station: string): CommandContext {
  const occurredAt = clock.now().utcUs;
  const seen = expectedVersionOf(c);
  const expected = seen === undefined ? {} : { expectedVersion: seen };
  const actor = actorOf(principalOf(c));
  return { actor, station, occurredAt, clockState: clock.state(), ...expected };
}

function measure({ clock, metrics }: ApiDependencies): MiddlewareHandler {
  return async (c, next) => {
    const startedNs = clock.now().monoNs;
    await next();
    const seconds = Number(clock.now().monoNs - startedNs) / 1e9;
    // The pattern, never the address: what clients make up must not become labels.
    const route = matchedRoutes(c).findLast(({ path }) => !path.includes("*"))?.path ?? "other";
    metrics.observeRequest({ method: c.req.method, route, status: c.res.status, seconds });
  };
}
