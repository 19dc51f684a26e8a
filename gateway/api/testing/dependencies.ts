/** The API with everything around it small and steerable; for tests only. */
import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DEFAULT_REASONS } from "../../domain/downtime/reasons.ts";
import { openIdentity } from "../../identity/identity.ts";
import { Refusal } from "../../ledger/contract.ts";
import { createMetrics } from "../../platform/metrics.ts";
import type { HealthView, RigView } from "../../records/views.ts";
import type { ApiDependencies } from "../dependencies.ts";
import { LiveHub, type SnapshotEvent } from "../live.ts";
import { REFUSE_TO_SIGN } from "../refuse-to-sign.ts";

export const AT = "2026-11-23T06:30:00.000000Z";
export const AT_US = Date.parse("2026-11-23T06:30:00Z") * 1000;

export const RIG: RigView = {
  name: "fct-1",
  title: "Functional tester",
  station: "FCT-1",
  operation: "FCT",
  driver: "serial-line",
  port: "fct-1",
  simulated: true,
  link: "connected",
  since: AT,
  noise: 3,
  noiseByReason: { unparsable: 2, "too-long": 1 },
  readings: 17,
  runsToday: 1,
};

const ACCOUNT = {
  sink: "mqtt",
  stream: "ledger" as const,
  oldestPending: "2026-11-23T00:00:00.000Z",
  appended: 10,
  delivered: 7,
  pending: 3,
  quarantined: 0,
  discarded: 0,
  dropped: 0,
  notRouted: 0,
  balanced: true,
  classes: [
    {
      class: "results" as const,
      ...{ appended: 6, delivered: 5, pending: 1, quarantined: 0, discarded: 0, dropped: 0 },
      ...{ notRouted: 0, balanced: true },
    },
  ],
};

export const HEALTH: HealthView = {
  gateway: {
    id: "gateway",
    logId: "demo/log",
    version: "0.1.0",
    demo: true,
    startedAt: AT,
    clockState: "synced",
    site: "plant",
    timeZone: "UTC",
  },
  ledger: {
    head: 10,
    telemetryHead: 170,
    directory: "data",
    commitMsP50: 2,
    commitMsP99: 9,
    queued: 0,
  },
  sinks: [
    { name: "mqtt", kind: "mqtt", target: "embedded", state: "connected", accounts: [ACCOUNT] },
  ],
  rigs: [RIG],
  alarms: [],
};

export function snapshotNow(): SnapshotEvent {
  return { kind: "snapshot", at: AT, health: HEALTH, open: [], recent: [] };
}

/** Lines of the log, kept instead of written. */
export interface KeptLog {
  readonly lines: { level: string; fields: object; message: string }[];
}

function keepLog(lines: KeptLog["lines"]): ApiDependencies["log"] {
  const at = (level: string) => (fields: object, message: string) =>
    void lines.push({ level, fields, message });
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}

function keepFiles(): ApiDependencies["files"] {
  const kept = new Map<string, Uint8Array>();
  return {
    write: async (bytes) => {
      const hash = createHash("sha256").update(bytes).digest("hex");
      kept.set(hash, bytes);
      return hash;
    },
    read: async (hash) => kept.get(hash) ?? Promise.reject(new Refusal("wire.unreadable", hash)),
  };
}

/** A ledger that nobody should ask: the concern under test does not need one. */
const NO_LEDGER: ApiDependencies["ledger"] = {
  execute: () => Promise.reject(new Error("this test has no ledger")),
  ask: () => Promise.reject(new Error("this test has no ledger")),
};

/** Of a gateway that nobody has claimed: whoever asks is this machine. */
function identityForTest(ledger: ApiDependencies["ledger"]): ApiDependencies["identity"] {
  const clock = { now: () => ({ utcUs: AT_US, monoNs: 0n }), state: () => "synced" as const };
  return openIdentity({ ledger, clock, newId: () => "id", isDemo: false }).parts;
}

/** Dependencies that work, with `changes` in their place, and the log they wrote. */
export function dependenciesForTest(changes: Partial<ApiDependencies> = {}) {
  const lines: KeptLog["lines"] = [];
  let ids = 0;
  const dependencies: ApiDependencies = {
    ledger: NO_LEDGER,
    probe: {
      ports: async () => [],
      registers: () => Promise.reject(new Error("this test has no devices")),
      text: () => Promise.reject(new Error("this test has no devices")),
    },
    live: new LiveHub({ snapshot: async () => snapshotNow() }),
    health: async () => HEALTH,
    rigs: () => [RIG],
    deskOf: () => undefined,
    readiness: () => ({ ready: true, reasons: [] }),
    logLines: () => ['{"msg":"http://user:S3CRET@host"}'],
    reload: async () => ({ delivery: false, pending: [], needsRestart: [] }),
    evidence: {
      desk: { begin: () => undefined, follow: (view) => view, idle: async () => undefined },
      stream: () => Promise.reject(new Error("this test has no packages")),
      ...{ organization: "plant", demo: true },
    },
    keepOriginal: () => Promise.reject(new Error("this test has no files")),
    wire: {
      ringOf: (port) => (port === RIG.port ? new TextEncoder().encode("{}\n") : undefined),
      read: async () => new TextEncoder().encode("{}\n"),
    },
    deliveryOf: async () => [{ sink: "mqtt", state: "delivered" }],
    sinkDesk: {
      preview: async () => ({ format: "line-protocol", lines: ["reading value=1 1"] }),
      findBadLine: (texts) => (texts.includes("bad") ? "line 1 is bad" : undefined),
    },
    clock: {
      now: () => ({ utcUs: AT_US, monoNs: process.hrtime.bigint() }),
      state: () => "synced",
    },
    log: keepLog(lines),
    newId: () => {
      ids += 1;
      return `00000000-0000-7000-8000-${String(ids).padStart(12, "0")}`;
    },
    files: keepFiles(),
    signerCheck: REFUSE_TO_SIGN,
    identity: identityForTest(changes.ledger ?? NO_LEDGER),
    metrics: createMetrics({ process: false }),
    timeZone: "UTC",
    downtimeReasons: DEFAULT_REASONS,
    version: "0.1.0",
    dashboardDirectory: join(tmpdir(), "no-dashboard-is-built-here"),
    ...changes,
  };
  return { dependencies, lines };
}
