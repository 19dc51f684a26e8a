/**
 * Composition of commands on sinks: they speak the API, of the gateway that runs where there is
 * one, else of the same routes on the data directory in this process.
 */
import { extname } from "node:path";
import type { Log } from "../drivers/contract.ts";
import { API_BASE } from "./api/app.ts";
import { createSinksApp } from "./api/sinks-app.ts";
import { feedRoute, sinkDesk } from "./composition/desk.ts";
import { addressHere } from "./composition/listen.ts";
import type { Config } from "./config/schema.ts";
import { messagesOf } from "./delivery/messages-of.ts";
import { LedgerOpenError } from "./ledger/open-error.ts";
import { openLedger } from "./ledger/open-ledger.ts";
import type { GatewayLedger } from "./opening.ts";
import { GatewayAway } from "./platform/gateway-away.ts";
import { newId } from "./platform/ids.ts";
import type { SystemClock } from "./platform/system-clock.ts";
import type { GatewayQueries } from "./records/queries.ts";
import type { GatewayRules } from "./records/rules.ts";

export interface AccessInput {
  readonly config: Config;
  readonly demo: boolean;
  readonly dataDirectory: string;
  /** Of the running gateway; taken from the configuration where absent. */
  readonly url?: string;
  /** Of a person or program, where the running gateway asks for one. */
  readonly token?: string;
  readonly clock: SystemClock;
  readonly log: Log;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export interface SinkAccess extends AsyncDisposable {
  /** For the person: "http://127.0.0.1:8420" or the data directory. */
  readonly where: string;
  /** True where the gateway itself answers. */
  readonly isRunning: boolean;
  get(path: string): Promise<Answer>;
  post(path: string, body: object): Promise<Answer>;
}

/** Throws LedgerOpenError where the directory can not be opened. The caller disposes. */
export async function openSinkAccess(input: AccessInput): Promise<SinkAccess> {
  if (input.url !== undefined) return overHttp(input, input.url);
  try {
    return await onDirectory(input);
  } catch (error) {
    if (!(error instanceof LedgerOpenError) || error.code !== "ledger.in-use") throw error;
    return overHttp(input, await addressHere(input));
  }
}

function overHttp({ token }: Pick<AccessInput, "token">, url: string): SinkAccess {
  return access({
    where: url,
    isRunning: true,
    request: requestTo(url, token),
    dispose: async () => undefined,
  });
}

/** Requests below the API's base of a gateway that runs, with the token where there is one. */
export function requestTo(url: string, token: string | undefined) {
  const base = `${url.replace(/\/$/, "")}${API_BASE}`;
  const proof = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${base}${path}`, { ...init, headers: { ...proof, ...init.headers } }).catch(
      (error: unknown) => {
        throw new GatewayAway(url, error);
      },
    );
}

/** A file beside this one that has its form: of the sources, or bundled. */
const beside = (name: string): URL =>
  new URL(`./${name}${extname(import.meta.url)}`, import.meta.url);

/** The ledger of a directory no gateway has, once its tables are ready. The caller disposes. */
export async function openLedgerHere(
  input: Pick<AccessInput, "dataDirectory" | "demo" | "clock" | "log"> & {
    readonly config?: Pick<Config, "telemetry">;
  },
): Promise<GatewayLedger> {
  const { dataDirectory, demo, clock, log, config } = input;
  const ledger: GatewayLedger = await openLedger<GatewayRules, GatewayQueries>({
    ...{ directory: dataDirectory, demo, clock, log },
    writerUrl: beside("writer"),
    readerUrl: beside("reader"),
    ...(config === undefined ? {} : { segments: config.telemetry }),
  });
  await ledger.whenReady();
  return ledger;
}

async function onDirectory(input: AccessInput): Promise<SinkAccess> {
  const { dataDirectory, clock, log, config } = input;
  const ledger = await openLedgerHere(input);
  const context = (_c: unknown, station: string) => ({
    ...{ actor: "cli:local", station },
    ...{ occurredAt: clock.now().utcUs, clockState: clock.state() },
  });
  const desk = sinkDesk(config, async ({ sink, ...place }) =>
    sink === "influxdb" ? messagesOf(ledger, feedRoute(ledger.info, config), place) : [],
  );
  const app = createSinksApp({ ledger, context, newId, sinkDesk: desk, log });
  return access({
    where: dataDirectory,
    isRunning: false,
    request: async (path, init) => app.request(`${API_BASE}${path}`, init),
    dispose: async () => ledger[Symbol.asyncDispose](),
  });
}

interface AccessParts extends Pick<SinkAccess, "where" | "isRunning"> {
  readonly request: (path: string, init: RequestInit) => Promise<Response>;
  readonly dispose: () => Promise<void>;
}

function access({ where, isRunning, request, dispose }: AccessParts): SinkAccess {
  const ask = async (path: string, init: RequestInit): Promise<Answer> => {
    const response = await request(path, init);
    return { status: response.status, body: await response.json() };
  };
  const headers = { "content-type": "application/json" };
  return {
    where,
    isRunning,
    get: (path) => ask(path, {}),
    post: (path, body) => ask(path, { method: "POST", headers, body: JSON.stringify(body) }),
    [Symbol.asyncDispose]: dispose,
  };
}
