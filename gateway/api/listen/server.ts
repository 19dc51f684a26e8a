/**
 * The HTTP server: every answer a documented one, a stop that is always quick. Beyond this machine
 * it serves only with TLS, or behind a proxy that was named.
 */
import { createServer, type Server as HttpServer, type RequestListener } from "node:http";
import { createServer as createTlsServer, Server as TlsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { getRequestListener } from "@hono/node-server";
import type { ProblemCode } from "../../platform/problems.ts";
import { problemOf, problemResponse } from "../http/problem.ts";
import { isLoopbackName } from "./arrival.ts";
import type { ServedCertificate } from "./certificate.ts";
import { ListenError } from "./listen-error.ts";

export interface ServerOptions {
  readonly app: { fetch(request: Request, env?: object): Promise<Response> | Response };
  /** A name or address of this machine; IPv6 without brackets. */
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** How long requests under way may still take when the server is disposed; 250 ms unless told. */
  readonly graceMs?: number;
  /** Serves HTTPS; asked at the start and every `renewMs` (an hour) for what is to be served. */
  readonly certificate?: () => Promise<ServedCertificate>;
  readonly renewMs?: number;
  /** By which people find a server that listens on every address; "localhost" unless told. */
  readonly name?: string;
  /** A proxy was named: plain HTTP may be listened to from other machines. */
  readonly behindProxy?: boolean;
  /** Told of a certificate that can not be renewed; the one before is served on. */
  readonly onRenewalFault?: (error: ListenError) => void;
}

export interface Server extends AsyncDisposable {
  /** Where it listens, e.g. "http://127.0.0.1:8420". */
  readonly url: string;
  readonly port: number;
  /** What it is served with, where it is HTTPS. */
  readonly certificate: () => ServedCertificate | undefined;
}

const LIMITS = { requestTimeout: 30_000, headersTimeout: 10_000 };
const RENEW_MS = 3_600_000;

/**
 * Resolves when the server listens; throws ListenError. The caller disposes: requests under way
 * get `graceMs`, then every connection is cut, open streams too.
 */
export async function openServer(options: ServerOptions): Promise<Server> {
  const { app, host, graceMs = 250 } = options;
  const urlHost = host.includes(":") ? `[${host}]` : host;
  // An address that means all of them is none that a browser can go to.
  const shownHost = host === "0.0.0.0" || host === "::" ? (options.name ?? "localhost") : urlHost;
  const isOpen = options.certificate !== undefined || options.behindProxy === true;
  if (host === "" || !(isOpen || isLoopbackName(urlHost))) {
    throw new ListenError("api.not-loopback", `The API may not listen on ${host} as it is.`);
  }
  const listener = getRequestListener((request, env) => app.fetch(request, env), {
    overrideGlobalObjects: false,
    // Reached only for a request that can not be read at all; the application answers the rest.
    errorHandler: () => problem("request.malformed", "Address or Host header can not be read."),
  });
  const served = await options.certificate?.();
  const server = create(served, (incoming, out) => void listener(incoming, out));
  server.on("clientError", answerClientError);
  await listen(server, options);
  const renewal = keepRenewed(server, served, options);
  const address = server.address() as AddressInfo;
  return {
    url: `${served === undefined ? "http" : "https"}://${shownHost}:${address.port}`,
    port: address.port,
    certificate: renewal.certificate,
    async [Symbol.asyncDispose]() {
      renewal.stop();
      await close(server, graceMs);
    },
  };
}

function create(served: ServedCertificate | undefined, listener: RequestListener): HttpServer {
  if (served === undefined) return createServer(LIMITS, listener);
  const { cert, key } = served;
  const secrets = { cert, key, minVersion: "TLSv1.2" as const, handshakeTimeout: 10_000 };
  return createTlsServer({ ...LIMITS, ...secrets }, listener);
}

/** Takes up a renewed certificate without a restart; connections that are open stay as they are. */
function keepRenewed(
  server: HttpServer,
  first: ServedCertificate | undefined,
  { certificate, renewMs = RENEW_MS, onRenewalFault }: ServerOptions,
) {
  let served = first;
  const renew = async () => {
    const fresh = await certificate?.();
    if (!(server instanceof TlsServer) || fresh === undefined) return;
    if (fresh.cert !== served?.cert) server.setSecureContext({ cert: fresh.cert, key: fresh.key });
    served = fresh;
  };
  const timer = setInterval(() => {
    renew().catch((error: unknown) => {
      if (!(error instanceof ListenError)) throw error;
      onRenewalFault?.(error);
    });
  }, renewMs);
  timer.unref();
  return { certificate: () => served, stop: () => clearInterval(timer) };
}

function listen(server: HttpServer, { host, port }: ServerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      const code = cause.code === "EADDRINUSE" ? "api.port-busy" : "api.listen-failed";
      reject(new ListenError(code, `The API can not listen on ${host}:${port}.`, { cause }));
    });
    server.listen({ host, port }, resolve);
  });
}

async function close(server: HttpServer, graceMs: number): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(timer);
}

function problem(code: ProblemCode, detail: string): Response {
  return problemResponse(problemOf(code, { detail }));
}

/** What node's parser refuses never becomes a request; it is told in the same shape. */
function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const code = clientErrorCode(error.code);
  const document = problemOf(code, { detail: `The parser says ${error.code ?? "no more"}.` });
  const body = `${JSON.stringify(document)}\n`;
  socket.end(
    `HTTP/1.1 ${document.status} ${document.title}\r\nContent-Type: application/problem+json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

function clientErrorCode(code: string | undefined): ProblemCode {
  if (code === "HPE_HEADER_OVERFLOW") return "request.headers-too-large";
  return code === "ERR_HTTP_REQUEST_TIMEOUT" ? "request.too-slow" : "request.malformed";
}
