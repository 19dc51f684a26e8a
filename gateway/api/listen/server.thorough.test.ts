import { connect } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { until } from "../../../test/support/until.ts";
import { type ProblemDocument, problemDocument } from "../../platform/problems.ts";
import { createApi } from "../app.ts";
import { BODY_BYTES_MAX } from "../http/json-body.ts";
import { dependenciesForTest } from "../testing/dependencies.ts";
import { LISTEN_REMEDIES } from "./listen-error.ts";
import { openServer, type Server } from "./server.ts";

let server: Server;
const { app } = createApi(dependenciesForTest().dependencies);

beforeEach(async () => {
  server = await openServer({ app, host: "127.0.0.1", port: 0 });
});
afterEach(() => server[Symbol.asyncDispose]());

/** Sends bytes as they are and gives what comes back until the connection closes. */
function exchange(request: string): Promise<string> {
  const socket = connect(server.port, "127.0.0.1", () => socket.write(request));
  let text = "";
  socket.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
  });
  socket.on("error", () => undefined);
  return new Promise((resolve) => socket.once("close", () => resolve(text)));
}

function problemIn(response: string): ProblemDocument {
  return problemDocument.parse(JSON.parse(response.slice(response.indexOf("\r\n\r\n"))));
}

test("it says where it listens and answers there", async () => {
  expect(server.url).toBe(`http://127.0.0.1:${server.port}`);
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
});

for (const host of ["0.0.0.0", "::", "192.168.1.5", "example.com", ""]) {
  test(`listening on "${host}", which others can reach, is refused with a remedy`, async () => {
    await expect(openServer({ app, host, port: 0 })).rejects.toMatchObject({
      code: "api.not-loopback",
      remedy: LISTEN_REMEDIES["api.not-loopback"],
    });
  });
}

test("a port that is in use is refused with a remedy and leaves the first server alone", async () => {
  const second = openServer({ app, host: "127.0.0.1", port: server.port });
  await expect(second).rejects.toMatchObject({
    code: "api.port-busy",
    remedy: LISTEN_REMEDIES["api.port-busy"],
  });
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
});

test("disposing frees the port at once, and may be done twice", async () => {
  const { port } = server;
  await server[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
  server = await openServer({ app, host: "127.0.0.1", port });
  expect(server.port).toBe(port);
});

test("a connection that never asks anything does not hold up the stop", async () => {
  const socket = connect(server.port, "127.0.0.1");
  await new Promise<void>((resolve) => socket.once("connect", resolve));
  const half = connect(server.port, "127.0.0.1", () => half.write("GET / HTTP/1.1\r\nHost: loc"));
  half.on("error", () => undefined);
  socket.on("error", () => undefined);
  await until(() => half.bytesWritten > 0, { what: "half a request sent" });
  const startedMs = performance.now();
  await server[Symbol.asyncDispose]();
  expect(performance.now() - startedMs).toBeLessThan(1_000);
});

for (const [name, request, status, code] of [
  ["no HTTP", "hello\r\n\r\n", 400, "request.malformed"],
  ["no Host", "GET / HTTP/1.1\r\n\r\n", 400, undefined],
  [
    "a Host that is no host",
    "GET / HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n",
    400,
    "request.malformed",
  ],
  [
    "a foreign Host",
    "GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
    403,
    "request.foreign-host",
  ],
  [
    "headers without end",
    `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${"x".repeat(40_000)}\r\n\r\n`,
    431,
    "request.headers-too-large",
  ],
  [
    "an absolute address of another host",
    "GET http://evil.example/healthz HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
    403,
    "request.foreign-host",
  ],
] as const) {
  test(`${status}: ${name} is answered, not dropped`, async () => {
    const response = await exchange(request);
    expect(response).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    if (code !== undefined) expect(problemIn(response).code).toBe(code);
  });
}

const POST = "POST /api/v1/runs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";

test("413: a body declared too large is refused before it is sent, and the connection ends", async () => {
  const response = await exchange(`${POST}Content-Length: ${BODY_BYTES_MAX + 1}\r\n\r\n{`);
  expect(response).toMatch(/^HTTP\/1.1 413 /);
  expect(response).toMatch(/^connection: close\r$/im);
  expect(problemIn(response).code).toBe("request.too-large");
});

test("413: a body without declared length is read to the bound and not further", async () => {
  const socket = connect(server.port, "127.0.0.1");
  let answer = "";
  let closed = false;
  socket.setEncoding("utf8").on("data", (text: string) => {
    answer += text;
  });
  socket.on("error", () => undefined);
  socket.on("close", () => {
    closed = true;
  });
  socket.write(`${POST}Transfer-Encoding: chunked\r\n\r\n`);
  const chunk = `10000\r\n${"x".repeat(0x10000)}\r\n`;
  await until(
    () => {
      if (!closed && socket.writableLength < 1_000_000) socket.write(chunk);
      return closed || answer !== "";
    },
    { what: "an answer", everyMs: 0 },
  );
  expect(socket.bytesWritten).toBeLessThan(8 * BODY_BYTES_MAX);
  expect(answer).toMatch(/^HTTP\/1.1 413 /);
  socket.destroy();
});
