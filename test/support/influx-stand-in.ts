/** The answers of InfluxDB 2 and 3 and of what stands in front of them, as a test scripts them. */
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { gunzipSync } from "node:zlib";

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Resets the connection in the middle of the answer's body. */
  readonly reset?: boolean;
  /** Of the lines, those that were stored; all with a 204, else none, where absent. */
  readonly stores?: readonly string[];
}

export interface StandIn extends AsyncDisposable {
  readonly url: string;
  /** Every line that was stored. */
  readonly stored: readonly string[];
  readonly requests: readonly StandInRequest[];
}

export interface StandInRequest {
  readonly path: string;
  readonly lines: readonly string[];
  readonly isGzip: boolean;
  /** Of the body as it came over the wire. */
  readonly bytes: number;
}

/** `decide` gives the answer to request number `count` (from 1). */
export async function openStandIn(
  decide: (lines: readonly string[], count: number) => Answer,
): Promise<StandIn> {
  const stored: string[] = [];
  const requests: StandInRequest[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const raw = Buffer.concat(chunks);
    const isGzip = request.headers["content-encoding"] === "gzip";
    const body = isGzip ? gunzipSync(raw) : raw;
    const lines = body.toString("utf8").split("\n");
    requests.push({ path: request.url ?? "", lines, isGzip, bytes: raw.length });
    const answer = decide(lines, requests.length);
    stored.push(...(answer.stores ?? (answer.status === 204 ? lines : [])));
    send(response, answer);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no TCP address");
  return {
    url: `http://127.0.0.1:${address.port}`,
    stored,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function send(response: ServerResponse, { status, headers, body = "", reset }: Answer): void {
  if (reset === true) {
    response.writeHead(status, { ...headers, "content-length": "1000" });
    response.write("half");
    response.socket?.resetAndDestroy();
    return;
  }
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(status === 204 ? undefined : body);
}
