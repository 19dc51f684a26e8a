/**
 * One request to the database and its fate: the only file that knows @influxdata/influxdb-client.
 *
 * What its WriteApi does on its own is kept from happening: it sends a full batch without telling
 * `flush()`, retries with Retry-After read as milliseconds, drops what it can not keep, and counts
 * 201 as success. So: one WriteApi for one batch, larger than the batch, no retries, and a
 * transport of ours around the client's that notes status, headers and body of the very answer.
 */
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import {
  HttpError,
  InfluxDB,
  type Transport,
  type WriteOptions,
} from "@influxdata/influxdb-client";
import type { Precision } from "./line-protocol.ts";
import type { WriteAnswer } from "./write-decision.ts";

export interface InfluxSettings {
  readonly url: string;
  readonly org: string;
  readonly bucket: string;
  /** The token itself; for the v1 API `user:password`. */
  readonly token?: string;
  readonly api: "v2" | "v1";
  readonly precision: Precision;
  readonly batchLines: number;
}

export interface InfluxWriter extends Disposable {
  /** The database's answer to these lines. Rejects where none came: nothing is known then. */
  write(lines: readonly string[], signal: AbortSignal): Promise<WriteAnswer>;
}

const SILENCE_MAX_MS = 20_000;
const REQUEST_MAX_MS = 60_000;
const BODY_LENGTH_MAX = 64 * 1024;

/** Holds a pool of connections; no request is made before `write`. */
export function openInfluxWriter(settings: InfluxSettings): InfluxWriter {
  const agent = settings.url.startsWith("https:")
    ? new HttpsAgent({ keepAlive: true })
    : new HttpAgent({ keepAlive: true });
  return {
    write: (lines, signal) => writeOnce(settings, { agent, lines, signal }),
    [Symbol.dispose]: () => agent.destroy(),
  };
}

interface Request {
  readonly agent: HttpAgent | HttpsAgent;
  readonly lines: readonly string[];
  readonly signal: AbortSignal;
}

async function writeOnce(settings: InfluxSettings, request: Request): Promise<WriteAnswer> {
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(REQUEST_MAX_MS)]);
  const { url, org, bucket, precision } = settings;
  const { transport: real } = new InfluxDB({
    url,
    ...credentials(settings),
    timeout: SILENCE_MAX_MS,
    transportOptions: { agent: request.agent, signal },
  });
  const seen: Seen = { status: undefined, contentType: "", retryAfter: undefined, body: "" };
  const client = new InfluxDB({ url, transport: noting(real, seen) });
  const api = client.getWriteApi(org, bucket, precision, singleBatch(request.lines.length));
  if (settings.api === "v1") {
    api.path = `/write?db=${encodeURIComponent(bucket)}&precision=${precision}`;
  }
  api.writeRecords([...request.lines]);
  try {
    await api.flush();
  } catch (error) {
    if (error instanceof HttpError && error.body !== undefined && seen.body === "") {
      seen.body = error.body;
    }
    // An answer that broke off is no answer: only a whole one has a status to go by.
    if (!(error instanceof HttpError)) throw error;
  } finally {
    api.dispose();
  }
  if (seen.status === undefined) throw new Error("the client reported no status");
  return { ...seen, status: seen.status };
}

function credentials({ api, token }: InfluxSettings): {
  token?: string;
  headers?: Record<string, string>;
} {
  if (token === undefined) return {};
  if (api === "v2") return { token };
  return { headers: { authorization: `Basic ${Buffer.from(token).toString("base64")}` } };
}

/** The whole batch is one request, at the `flush`, once; its failure is the flush's rejection. */
function singleBatch(lines: number): Partial<WriteOptions> {
  return {
    batchSize: lines + 1,
    maxBatchBytes: Number.MAX_SAFE_INTEGER,
    flushInterval: 0,
    maxRetries: 0,
    maxBufferLines: 0,
    // A promise of ours keeps the client from deciding (and from logging) by itself.
    writeFailed: (error) => Promise.reject(error),
  };
}

interface Seen {
  status: number | undefined;
  contentType: string;
  retryAfter: string | undefined;
  body: string;
}

function noting(real: Transport, seen: Seen): Transport {
  return {
    chunkCombiner: real.chunkCombiner,
    request: (...call) => real.request(...call),
    iterate: (...call) => real.iterate(...call),
    send: (...[path, body, options, callbacks = {}]) =>
      real.send(path, body, options, {
        ...callbacks,
        responseStarted: (headers, status) => {
          seen.status = status;
          seen.contentType = String(headers["content-type"] ?? "");
          seen.retryAfter = headers["retry-after"]?.toString();
          callbacks.responseStarted?.(headers, status);
        },
        next: (data) => {
          if (seen.body.length < BODY_LENGTH_MAX) seen.body += Buffer.from(data).toString("utf8");
          return callbacks.next?.(data);
        },
        error: (error) => callbacks.error?.(error),
        complete: () => callbacks.complete?.(),
      }),
  };
}
