/** What the API needs of the rest of the gateway; compose passes it in. */
import type { Clock, Log } from "../../drivers/contract.ts";
import type { EvidenceRouteParts } from "../compliance/evidence/routes.ts";
import type { DowntimeGroup } from "../domain/downtime/reasons.ts";
import type { ClockState } from "../domain/entry.ts";
import type { IdentityParts } from "../identity/identity-parts.ts";
import type { Ledger } from "../ledger/contract.ts";
import type { Metrics } from "../platform/metrics.ts";
import type { FileStore } from "../records/file/routes.ts";
import type { SinkDesk } from "../records/quarantine/routes.ts";
import type { GatewayQueries } from "../records/queries.ts";
import type { GatewayRules } from "../records/rules.ts";
import type { WireSource } from "../records/run/wire-routes.ts";
import type { SignerCheck } from "../records/signature/signing-desk.ts";
import type {
  HealthView,
  ProgramView,
  PromptView,
  ReloadView,
  RigView,
  RunDetail,
} from "../records/views.ts";
import type { DemoDesk } from "./demo-routes.ts";
import type { AnswerStore } from "./http/answer-store.ts";
import type { ArrivalRules } from "./listen/arrival.ts";
import type { LiveHub } from "./live.ts";
import type {
  PortView,
  ProbedRegistersView,
  ProbedTextView,
  RegistersQuestion,
  TextQuestion,
} from "./probe/views.ts";

/** Why the gateway is not ready, as an operator reads it. */
export interface NotReadyReason {
  /** Code word, noun first. */
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

export interface Readiness {
  readonly ready: boolean;
  readonly reasons: readonly NotReadyReason[];
}

/** The time of commands from outside, and how far it can be trusted. */
export interface ApiClock extends Clock {
  state(): ClockState;
}

/** Where people start, abort and answer a driven rig. Its methods throw Refusal. */
export interface RigDesk {
  view(): ProgramView;
  /** Resolves with the run's id once its beginning is in the ledger. */
  start(order: { serialNumber?: string; partNumber?: string; operator?: string }): Promise<string>;
  abort(by: string): void;
  prompt(): PromptView;
  answer(answer: {
    prompt: string;
    value: number | string | boolean;
    by: string;
    language?: string;
  }): void;
}

/** Looks at devices for whoever sets up a rig. Throws Refusal; a question ends with its signal. */
export interface ProbeDesk {
  ports(): Promise<readonly PortView[]>;
  registers(question: RegistersQuestion, signal: AbortSignal): Promise<ProbedRegistersView>;
  text(question: TextQuestion, signal: AbortSignal): Promise<ProbedTextView>;
}

export interface ApiDependencies {
  readonly ledger: Pick<Ledger<GatewayRules, GatewayQueries>, "execute" | "ask">;
  readonly live: LiveHub;
  readonly health: () => Promise<HealthView>;
  readonly rigs: () => readonly RigView[];
  /** Undefined where there is no driven rig of this name. */
  readonly deskOf: (rig: string) => RigDesk | undefined;
  readonly readiness: () => Readiness;
  /** The newest lines of the log, as JSON, the oldest first. */
  readonly logLines: () => readonly string[];
  /** Takes up the configuration anew. Throws Refusal `config.invalid`, `gateway.not-ready`. */
  readonly reload: () => Promise<ReloadView>;
  /** What became of one position of the ledger at each sink. */
  readonly deliveryOf: (seq: number) => Promise<RunDetail["delivery"]>;
  /** What sinks would be sent, and whether lines can be written. */
  readonly sinkDesk: SinkDesk;
  /** Raw bytes: of a port now, of a run as kept. */
  readonly wire: WireSource;
  readonly probe: ProbeDesk;
  readonly clock: ApiClock;
  readonly log: Log;
  readonly newId: () => string;
  /** Who people are, and what proves it. */
  readonly identity: IdentityParts;
  /** Files by their content: what documents and attachments are. */
  readonly files: FileStore;
  /** Proves again who signs. */
  readonly signerCheck: SignerCheck;
  /** Assembles evidence packages and gives out the sealed ones. */
  readonly evidence: EvidenceRouteParts["evidence"];
  /** Keeps a file of another tool as it came; its SHA-256. */
  readonly keepOriginal: (bytes: Uint8Array) => Promise<string>;
  readonly metrics: Metrics;
  /** Its story and its plug; undefined in a real gateway. */
  readonly demo?: DemoDesk | undefined;
  /** The reasons for which stations stand still. */
  readonly downtimeReasons: readonly DowntimeGroup[];
  /** Of the site, by which its days begin. */
  readonly timeZone: string;
  /** Of the gateway, e.g. "0.1.0". */
  readonly version: string;
  /** Answers to requests with an `Idempotency-Key`; without it each request is done anew. */
  readonly answers?: AnswerStore;
  /** Who may come, by which names and over which proxies; this machine alone where absent. */
  readonly arrival?: ArrivalRules;
  /** An authority's certificate is served: browsers are told to come by TLS only. */
  readonly promisesTls?: boolean;
  /** The built dashboard; may not exist. */
  readonly dashboardDirectory: string;
}
