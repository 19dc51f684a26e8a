/** Composition of the command that tells a demo its history: by the API, or by the same routes. */
import { API_BASE } from "../api/app.ts";
import { createHistoryApp } from "../api/apps/history-app.ts";
import { REFUSE_TO_SIGN } from "../api/refuse-to-sign.ts";
import { type AccessInput, openLedgerHere, requestTo } from "../compose-access.ts";
import { LedgerOpenError } from "../ledger/open-error.ts";
import { newId } from "../platform/ids.ts";
import type { RequestContext } from "../records/access.ts";
import { addressHere } from "./listen.ts";

export interface HistoryInput extends AccessInput {
  readonly version: string;
}

/** A demo, running or not, as the command sees it. */
export interface HistoryAccess extends AsyncDisposable {
  readonly where: string;
  readonly isRunning: boolean;
  /** A request below the API's base. */
  request(path: string, init?: RequestInit): Promise<Response>;
}

/** Throws LedgerOpenError where the directory is none of a demo. The caller disposes. */
export async function openHistoryAccess(input: HistoryInput): Promise<HistoryAccess> {
  if (input.url !== undefined) return overHttp(input, input.url);
  try {
    return await onDirectory(input);
  } catch (error) {
    if (!(error instanceof LedgerOpenError) || error.code !== "ledger.in-use") throw error;
    return overHttp(input, await addressHere(input));
  }
}

function overHttp({ token }: HistoryInput, url: string): HistoryAccess {
  return {
    ...{ where: url, isRunning: true, request: requestTo(url, token) },
    [Symbol.asyncDispose]: async () => undefined,
  };
}

async function onDirectory(input: HistoryInput): Promise<HistoryAccess> {
  const { dataDirectory, clock, log, config, version } = input;
  const ledger = await openLedgerHere({ ...input, demo: true });
  const context: RequestContext = (_c, station) => ({
    ...{ actor: "cli:local", station },
    ...{ occurredAt: clock.now().utcUs, clockState: clock.state() },
  });
  const { timeZone } = config.site;
  const parts = { ledger, context, clock, newId, timeZone, version, log };
  const app = createHistoryApp({ ...parts, signerCheck: REFUSE_TO_SIGN });
  return {
    ...{ where: dataDirectory, isRunning: false },
    request: async (path, init) => app.request(`${API_BASE}${path}`, init),
    [Symbol.asyncDispose]: async () => ledger[Symbol.asyncDispose](),
  };
}
