/**
 * Composition of commands on packages and files: they speak the API, of the gateway that runs where
 * there is one, else of the same routes on the data directory in this process.
 */
import { copyFile, mkdir, open, rm } from "node:fs/promises";
import { join } from "node:path";
import { API_BASE } from "./api/app.ts";
import { createExchangeApp } from "./api/apps/exchange-app.ts";
import { openBlobs } from "./blobs/blobs.ts";
import { type AccessInput, openLedgerHere, requestTo } from "./compose-access.ts";
import { openEvidence } from "./composition/evidence.ts";
import { addressHere } from "./composition/listen.ts";
import { LedgerOpenError } from "./ledger/open-error.ts";
import { newId } from "./platform/ids.ts";
import type { RequestContext } from "./records/access.ts";
import type { RunImport } from "./records/run/import/import-schema.ts";

export interface ExchangeInput extends AccessInput {
  readonly version: string;
}

/** A gateway, running or not, as the commands see it. */
export interface ExchangeAccess extends AsyncDisposable {
  readonly where: string;
  readonly isRunning: boolean;
  /** A request below the API's base. */
  request(path: string, init?: RequestInit): Promise<Response>;
  /** The answer to one run: 201 new, 200 known, else a problem. */
  sendRun(run: RunImport): Promise<Response>;
  /** Keeps a copy of a file by its hash, which it answers. */
  keep(path: string): Promise<string>;
}

/** Throws LedgerOpenError where the directory can not be opened. The caller disposes. */
export async function openExchangeAccess(input: ExchangeInput): Promise<ExchangeAccess> {
  if (input.url !== undefined) return overHttp(input, input.url);
  try {
    return await onDirectory(input);
  } catch (error) {
    if (!(error instanceof LedgerOpenError) || error.code !== "ledger.in-use") throw error;
    return overHttp(input, await addressHere(input));
  }
}

const JSON_TYPE = { "content-type": "application/json" };

function overHttp(input: ExchangeInput, url: string): ExchangeAccess {
  const request = requestTo(url, input.token);
  return {
    ...{ where: url, isRunning: true, request },
    sendRun: (run) =>
      request("/runs", { method: "POST", headers: JSON_TYPE, body: JSON.stringify(run) }),
    keep: (path) => keepCopy(input.dataDirectory, path),
    [Symbol.asyncDispose]: async () => undefined,
  };
}

async function onDirectory(input: ExchangeInput): Promise<ExchangeAccess> {
  const { dataDirectory, demo, clock, log, config, version } = input;
  const ledger = await openLedgerHere(input);
  const blobs = await openBlobs(join(dataDirectory, "blobs"));
  const context: RequestContext = (_c, station) => ({
    ...{ actor: "cli:local", station },
    ...{ occurredAt: clock.now().utcUs, clockState: clock.state() },
  });
  const failure = Promise.withResolvers<never>();
  failure.promise.catch(() => undefined);
  const site = { organization: config.site.name, demo, version };
  const evidence = openEvidence({ ledger, blobs, dataDirectory, ...site, fail: failure.reject });
  const keepOriginal = (bytes: Uint8Array) => blobs.write(bytes);
  const app = createExchangeApp({ ledger, context, newId, evidence, keepOriginal, version, log });
  return {
    ...{ where: dataDirectory, isRunning: false },
    request: async (path, init) =>
      Promise.race([app.request(`${API_BASE}${path}`, init), failure.promise]),
    async sendRun(run) {
      const command = { run, gatewayVersion: version };
      const here = context(undefined as never, run.station ?? run.rig ?? "");
      const { result } = await ledger.execute("run.import", command, here);
      return new Response(null, { status: result.created ? 201 : 200 });
    },
    keep: (path) => keepCopy(dataDirectory, path),
    async [Symbol.asyncDispose]() {
      await evidence.desk.idle();
      await ledger[Symbol.asyncDispose]();
    },
  };
}

/**
 * Keeps a file among the blobs; its SHA-256. Copied beside them first: what is adopted must be of
 * their file system, and synced.
 */
export async function keepCopy(dataDirectory: string, path: string): Promise<string> {
  const folder = join(dataDirectory, "exchange-spool");
  await mkdir(folder, { recursive: true, mode: 0o750 });
  const copy = join(folder, newId());
  try {
    await copyFile(path, copy);
    await using file = await open(copy, "r+");
    await file.sync();
  } catch (error) {
    // A full disk is not filled further by what did not fit.
    await rm(copy, { force: true });
    throw error;
  }
  const blobs = await openBlobs(join(dataDirectory, "blobs"));
  return blobs.adopt(copy);
}
