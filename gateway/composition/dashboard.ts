/** Dashboard and API: what they are made of, and where they listen. */
import type { Port } from "../../drivers/contract.ts";
import { createApi } from "../api/app.ts";
import type { Readiness } from "../api/dependencies.ts";
import type { Server } from "../api/listen/server.ts";
import type { LiveHub } from "../api/live.ts";
import { BlobError, type Blobs } from "../blobs/blobs.ts";
import type { LiveSinks, Reload } from "../compose-reload.ts";
import type { Identity } from "../identity/identity.ts";
import { Refusal } from "../ledger/contract.ts";
import type { GatewayLedger, Opening } from "../opening.ts";
import { newId } from "../platform/ids.ts";
import type { Metrics } from "../platform/metrics.ts";
import { PROBLEMS } from "../platform/problems.ts";
import { redactText } from "../platform/service/redact.ts";
import { openProbeDesk } from "../probe/probe-desk.ts";
import type { BlackBox } from "../station/black-box/black-box.ts";
import type { Health } from "../station/health.ts";
import type { Rig } from "../station/open-sessions.ts";
import type { Demo } from "./demo.ts";
import { openEvidence } from "./evidence.ts";
import {
  arrivalRules,
  openAnswers,
  openListening,
  promisesTls,
  withCertificate,
} from "./listen.ts";

/** What pages and API are made of. */
export interface DashboardParts {
  readonly identity: Identity;
  readonly ledger: GatewayLedger;
  readonly live: LiveHub;
  readonly health: Health;
  readonly metrics: Metrics;
  readonly sinks: LiveSinks;
  readonly blobs: Blobs;
  readonly blackBox: BlackBox;
  readonly portOf: (name: string) => Port | undefined;
  readonly deskOf: (rig: string) => Rig["desk"];
  readonly reload: Reload;
  readonly demo: Demo | undefined;
}

/** Opens dashboard and API; resolves when they listen. */
export async function openDashboard(opening: Opening, parts: DashboardParts): Promise<Server> {
  const { config, clock, log, version } = opening;
  const { ledger, live, health, metrics, sinks, blobs, blackBox } = parts;
  let server: Server | undefined;
  const answers = opening.stack.use(await openAnswers(opening));
  const { app } = createApi({
    ledger,
    live,
    health: async () => withCertificate(await health.view(), server),
    rigs: () => health.rigs(),
    deskOf: parts.deskOf,
    reload: parts.reload,
    demo: parts.demo?.desk,
    logLines: () => opening.logLines().map(redactText),
    readiness: () => readinessOf(ledger),
    deliveryOf: (seq) => sinks.deliveryOf(seq),
    sinkDesk: sinks.desk,
    wire: {
      ringOf: (port, lastBytes) => blackBox.ringOf(port, lastBytes),
      read: (hash) => blobs.read(hash).catch(refuseUnreadable),
    },
    evidence: openEvidence({
      ...{ ledger, blobs, version, demo: opening.demo, fail: opening.fail },
      ...{ dataDirectory: opening.dataDirectory, organization: config.site.name },
    }),
    keepOriginal: (bytes) => blobs.write(bytes),
    probe: openProbeDesk({
      ...{ config, clock, log, portOf: parts.portOf },
      ringOf: (port, lastBytes) => blackBox.ringOf(port, lastBytes),
    }),
    clock,
    log,
    newId,
    identity: parts.identity.parts,
    files: {
      write: (bytes) => blobs.write(bytes),
      read: (hash) => blobs.read(hash).catch(refuseUnreadable),
    },
    signerCheck: parts.identity.signerCheck,
    metrics,
    timeZone: config.site.timeZone,
    downtimeReasons: config.downtime.reasons,
    answers,
    arrival: arrivalRules(config.api),
    promisesTls: promisesTls(config.api),
    version,
    dashboardDirectory: opening.dashboardDirectory,
  });
  server = await openListening(opening, app);
  return server;
}

/** Throws what a blob that is lost or damaged is to whoever asks for it. */
function refuseUnreadable(error: unknown): never {
  if (!(error instanceof BlobError)) throw error;
  throw new Refusal("wire.unreadable", error.message);
}

function readinessOf(ledger: GatewayLedger): Readiness {
  const { ready, done, total } = ledger.projectionState();
  if (ready) return { ready, reasons: [] };
  const { title, remedy } = PROBLEMS["projection.rebuilding"];
  const message = `${title}: ${done} of ${total} entries`;
  return { ready, reasons: [{ code: "projection.rebuilding", message, remedy }] };
}
