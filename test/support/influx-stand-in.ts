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
}

export interface StandIn extends AsyncDisposable {
  readonly url: string;
  /** Every line that was answered with 204. */
  readonly stored: readonly string[];
  readonly requests: readonly { readonly path: string; readonly lines: readonly string[] }[];
}

/** `decide` gives the answer to request number `count` (from 1). */
export async function openStandIn(
  decide: (lines: readonly string[], count: number) => Answer,
): Promise<StandIn> {
  const stored: string[] = [];
  const requests: { path: string; lines: string[] }[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const raw = Buffer.concat(chunks);
    const body = request.headers["content-encoding"] === "gzip" ? gunzipSync(raw) : raw;
    const lines = body.toString("utf8").split("\n");
    requests.push({ path: request.url ?? "", lines });
    const answer = decide(lines, requests.length);
    if (answer.status === 204) stored.push(...lines);
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
