/** InfluxDB's side of a write, in memory: keeps points as the database does, answers as told. */
import { once } from "node:events";
import { createServer } from "node:http";
import { gunzipSync } from "node:zlib";

export interface ScriptedAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface InfluxStandIn extends AsyncDisposable {
  readonly url: string;
  /** Answers the next `count` writes so, keeping nothing; then 204 again. */
  answer(answer: ScriptedAnswer, count: number): void;
  /** Writes that were answered as told, since the last `answer`. */
  answered(): number;
  /** Points of a measurement; one with the same series and time stands once. */
  count(measurement: string): number;
}

/** Listens on a free port of this machine when it resolves. */
export async function openInfluxStandIn(): Promise<InfluxStandIn> {
  const points = new Map<string, Set<string>>();
  let scripted: { answer: ScriptedAnswer; left: number; done: number } | undefined;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (scripted !== undefined && scripted.left > 0) {
      scripted.left -= 1;
      scripted.done += 1;
      const { status, headers, body = "" } = scripted.answer;
      response.writeHead(status, { "content-type": "application/json", ...headers });
      response.end(body);
      return;
    }
    const raw = Buffer.concat(chunks);
    const isPacked = request.headers["content-encoding"] === "gzip";
    keep(points, (isPacked ? gunzipSync(raw) : raw).toString("utf8"));
    response.writeHead(204);
    response.end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no TCP address");
  return {
    url: `http://127.0.0.1:${address.port}`,
    answer: (answer, count) => {
      scripted = { answer, left: count, done: 0 };
    },
    answered: () => scripted?.done ?? 0,
    count: (measurement) => points.get(measurement)?.size ?? 0,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** By measurement: series and time name a point, whatever its fields are. */
function keep(points: Map<string, Set<string>>, text: string): void {
  for (const line of text.split("\n").filter((one) => one !== "")) {
    const measurement = /^[^, ]+/.exec(line)?.[0] ?? "";
    const series = /^(?:\\.|[^\\ ])+/.exec(line)?.[0] ?? "";
    const time = line.slice(line.lastIndexOf(" ") + 1);
    const known = points.get(measurement) ?? new Set();
    points.set(measurement, known.add(`${series} ${time}`));
  }
}
