/** The HTTP server: loopback only, every answer a documented one, a stop that is always quick. */
import { createServer, type Server as HttpServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { getRequestListener } from "@hono/node-server";
import type { ProblemCode } from "../platform/problems.ts";
import { problemOf, problemResponse } from "./http/problem.ts";
import { isLoopbackName } from "./http/security.ts";

export interface ServerOptions {
  readonly app: { fetch(request: Request, env?: object): Promise<Response> | Response };
  /** A loopback name or address; IPv6 without brackets. */
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** How long requests under way may still take when the server is disposed; 250 ms unless told. */
  readonly graceMs?: number;
}

export interface Server extends AsyncDisposable {
  /** Where it listens, e.g. "http://127.0.0.1:8420". */
  readonly url: string;
  readonly port: number;
}

export type ListenErrorCode = "api.not-loopback" | "api.port-busy" | "api.listen-failed";

/** What to do, by code. */
export const LISTEN_REMEDIES: Readonly<Record<ListenErrorCode, string>> = {
  "api.not-loopback":
    "Set `api.host` to 127.0.0.1: until people and roles exist, only this machine is served. " +
    "From elsewhere, come through an SSH tunnel.",
  "api.port-busy":
    "Another program listens there, perhaps another gateway: stop it, or set `api.port` to another port.",
  "api.listen-failed": "See the cause; check `api.host` and `api.port`.",
};

/** The server could not listen: why, and the cure. */
export class ListenError extends Error {
  readonly code: ListenErrorCode;
  readonly remedy: string;
  constructor(code: ListenErrorCode, message: string, options?: { cause: unknown }) {
    super(message, options);
    this.name = "ListenError";
    this.code = code;
    this.remedy = LISTEN_REMEDIES[code];
  }
}

/**
 * Resolves when the server listens; throws ListenError. The caller disposes: requests under way
 * get `graceMs`, then every connection is cut, open streams too.
 */
export async function openServer(options: ServerOptions): Promise<Server> {
  const { app, host, graceMs = 250 } = options;
  const urlHost = host.includes(":") ? `[${host}]` : host;
  if (!isLoopbackName(urlHost)) {
    throw new ListenError("api.not-loopback", `The API may not listen on ${host}.`);
  }
  const listener = getRequestListener((request, env) => app.fetch(request, env), {
    overrideGlobalObjects: false,
    // Reached only for a request that can not be read at all; the application answers the rest.
    errorHandler: () => problem("request.malformed", "Address or Host header can not be read."),
  });
  const server = createServer(
    { requestTimeout: 30_000, headersTimeout: 10_000 },
    (incoming, out) => {
      void listener(incoming, out);
    },
  );
  server.on("clientError", answerClientError);
  await listen(server, options);
  const address = server.address() as AddressInfo;
  return {
    url: `http://${urlHost}:${address.port}`,
    port: address.port,
    [Symbol.asyncDispose]: () => close(server, graceMs),
  };
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
